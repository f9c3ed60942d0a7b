"""
The facts that rules read, gathered for many records at once.

The table says who gathers which facts for which record; a start-up check refuses a step that asks
for facts that nobody gathers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workflows.models import AnnualReview, Application, Consent, Intake, Proposal, Record, Review
from workflows.regulation.edition import Edition
from workflows.rules.annual_reviews import DecidedPlan, Report, ReportedYear
from workflows.rules.directors import DirectorFacts
from workflows.rules.intakes import Announcement, Deciding, Places, RecruitedGroups, Undecided, Window
from workflows.rules.plans import PlanFacts, Requirements, Syllabi
from workflows.rules.programmes import ProgrammeStanding, TitleFacts
from workflows.rules.proposals import Dossier, FirstIntake, Independence, Opinions, Partnership, Writing
from workflows.rules.students import ApplicationHistory, PresentStatus, Standing, StudySpan
from workflows.selectors.facts import annual_reviews, applicants, intakes, proposals

Gatherer = Callable[[Sequence[Any], dt.datetime, Edition], Mapping[int, object]]
"""Answers the facts of many records by their primary keys, in a number of queries that does not grow with them."""

GATHERERS: Mapping[tuple[type[Record], type], Gatherer] = {
    (Proposal, TitleFacts): proposals.title_facts,
    (Proposal, Dossier): proposals.dossiers,
    (Proposal, Partnership): proposals.partnerships,
    (Proposal, PlanFacts): proposals.plan_facts,
    (Proposal, Requirements): proposals.requirements,
    (Proposal, Syllabi): proposals.syllabi,
    (Proposal, DirectorFacts): proposals.director_facts,
    (Proposal, FirstIntake): proposals.first_intakes,
    (Proposal, Opinions): proposals.opinions,
    (Review, Independence): proposals.independence,
    (Intake, ProgrammeStanding): intakes.programme_standing,
    (Proposal, ProgrammeStanding): intakes.programme_standing,
    (AnnualReview, ProgrammeStanding): intakes.programme_standing,
    (Intake, Announcement): intakes.announcement,
    (Consent, Writing): proposals.writing,
    (AnnualReview, Report): annual_reviews.reports,
    (AnnualReview, ReportedYear): annual_reviews.reported_years,
    (Intake, DecidedPlan): annual_reviews.decided_plans,
    (Intake, Undecided): intakes.undecided,
    (Application, Window): applicants.window,
    (Application, Deciding): applicants.deciding,
    (Application, Places): applicants.places,
    (Application, ProgrammeStanding): applicants.programme_standing,
    (Application, RecruitedGroups): applicants.recruitment,
    (Application, PresentStatus): applicants.present_status,
    (Application, Standing): applicants.standing,
    (Application, ApplicationHistory): applicants.history,
    (Application, StudySpan): applicants.study_span,
}
