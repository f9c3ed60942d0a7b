"""
Facts of proposals: words, title, plan, syllabi, director, partners and first intake.

What several of them read is fetched with the proposals, once: rows that are there already are not fetched again.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from functools import cache

from django.conf import settings
from django.db.models import Count, F, Q, prefetch_related_objects
from django.utils.module_loading import import_string

from workflows.models import (
    Consent,
    Course,
    PlanVersion,
    Programme,
    Proposal,
    Review,
    StaffMember,
    Student,
)
from workflows.models.review import part_in
from workflows.regulation.edition import Edition
from workflows.rules.directors import Degree, DirectorFacts, TitleLevel
from workflows.rules.plans import PlanFacts, Requirement, Requirements, Syllabi
from workflows.rules.programmes import TitleFacts
from workflows.rules.proposals import Dossier, FirstIntake, Independence, Opinions, Partnership, Writing

PLAN = "plan__courses"
Syllabuses = Callable[[Collection[Course]], Collection[int]]
"""Answers the keys of those of some courses that have a syllabus with contents; the pages are not of this floor."""


@cache
def syllabus_port(path: str) -> Syllabuses:
    """Answer who knows which courses have a syllabus, as the settings name it."""
    found: Syllabuses = import_string(path)
    return found


def title_facts(proposals: Sequence[Proposal], at: dt.datetime, edition: Edition) -> Mapping[int, TitleFacts]:
    """Answer each programme's title, as proposed, beside the school's majors, as the registry names them."""
    prefetch_related_objects(proposals, "programme")
    majors = frozenset(Student.objects.values_list("major", flat=True).distinct())
    return {proposal.pk: TitleFacts(proposal.proposed_title, majors) for proposal in proposals}


def dossiers(proposals: Sequence[Proposal], at: dt.datetime, edition: Edition) -> Mapping[int, Dossier]:
    """Answer which parts each proposal says in words."""
    prefetch_related_objects(proposals, "construction_steps")
    return {
        proposal.pk: Dossier(
            has_positioning=bool(proposal.positioning.strip()),
            has_objectives=bool(proposal.objectives.strip()),
            has_construction_steps=bool(proposal.construction_steps.all()),
            has_research=bool(proposal.demand_research.strip()),
        )
        for proposal in proposals
    }


def plan_facts(proposals: Sequence[Proposal], at: dt.datetime, edition: Edition) -> Mapping[int, PlanFacts]:
    """Answer each proposal's training plan in figures."""
    prefetch_related_objects(proposals, PLAN)
    return {
        proposal.pk: PlanFacts(
            proposal.plan.course_count,
            proposal.plan.total_credits,
            tuple(course.title for course in proposal.plan.courses.all() if course.teacher_id is None),
        )
        for proposal in proposals
    }


def requirements(proposals: Sequence[Proposal], at: dt.datetime, edition: Edition) -> Mapping[int, Requirements]:
    """Answer what each proposal's plan asks of students, and what its courses offer towards that."""
    prefetch_related_objects(proposals, PLAN, "plan__requirements")
    return {proposal.pk: _requirements(proposal.plan) for proposal in proposals}


def _requirements(plan: PlanVersion) -> Requirements:
    asked, courses = plan.requirements.all(), plan.courses.all()
    towards = {one.title: [course for course in courses if course.counts_towards == one.title] for one in asked}
    return Requirements(
        tuple(
            Requirement(
                one.title,
                math.ceil(one.minimum or 0) if one.demand == one.Demand.COURSES else 0,
                (one.minimum or Decimal(0)) if one.demand == one.Demand.CREDITS else Decimal(0),
                len(towards[one.title]),
                sum((course.credits for course in towards[one.title]), Decimal(0)),
            )
            for one in asked
        ),
        tuple(course.title for course in courses if course.counts_towards and course.counts_towards not in towards),
    )


def syllabi(proposals: Sequence[Proposal], at: dt.datetime, edition: Edition) -> Mapping[int, Syllabi]:
    """Answer which courses of each proposal's plan have no syllabus (the pages are asked once for all)."""
    prefetch_related_objects(proposals, PLAN)
    courses = {proposal.pk: list(proposal.plan.courses.all()) for proposal in proposals}
    have_one = syllabus_port(settings.SYLLABUS_PORT)([course for own in courses.values() for course in own])
    return {
        pk: Syllabi(len(own), tuple(course.title for course in own if course.pk not in have_one))
        for pk, own in courses.items()
    }


def director_facts(proposals: Sequence[Proposal], at: dt.datetime, edition: Edition) -> Mapping[int, DirectorFacts]:
    """Answer what the staff register says of each director, as proposed."""
    prefetch_related_objects(proposals, "programme__director", "new_director")
    return {proposal.pk: _director(proposal.proposed_director) for proposal in proposals}


def writing(consents: Sequence[Consent], at: dt.datetime, edition: Edition) -> Mapping[int, Writing]:
    """Answer whether the proposal of each consent is still written."""
    prefetch_related_objects(consents, "proposal")
    return {one.pk: Writing(one.proposal.state, one.proposal.state in Proposal.WRITTEN) for one in consents}


def partnerships(proposals: Sequence[Proposal], at: dt.datetime, edition: Edition) -> Mapping[int, Partnership]:
    """Answer which colleges that were asked to take part in each proposal have not consented (one query)."""
    waiting = Consent.objects.filter(
        proposal__in=[proposal.pk for proposal in proposals], state__in=(Consent.State.ASKED, Consent.State.REFUSED)
    ).order_by("college__pinyin")
    names: dict[int, list[str]] = defaultdict(list)
    for proposal, name in waiting.values_list("proposal", "college__name"):
        names[proposal].append(name)
    return {proposal.pk: Partnership(tuple(names[proposal.pk])) for proposal in proposals}


def opinions(proposals: Sequence[Proposal], at: dt.datetime, edition: Edition) -> Mapping[int, Opinions]:
    """Answer how many experts have given an opinion on each proposal in its present round of review (one query)."""
    given = Review.objects.filter(
        proposal__in=[proposal.pk for proposal in proposals], round=F("proposal__round"), state=Review.State.GIVEN
    )
    favourable = Count("pk", filter=Q(is_favourable=True))
    counted = given.order_by().values("proposal").annotate(given=Count("pk"), favourable=favourable)
    rows = counted.values_list("proposal", "given", "favourable")
    found = {proposal: Opinions(count, favourable) for proposal, count, favourable in rows}
    return {proposal.pk: found.get(proposal.pk, Opinions(0, 0)) for proposal in proposals}


def independence(reviews: Sequence[Review], at: dt.datetime, edition: Edition) -> Mapping[int, Independence]:
    """Answer whether the expert of each review has a part in it now: who was independent may have moved since."""
    related = "proposal__programme__director", "proposal__new_director", "proposal__plan__courses", "proposal__consents"
    prefetch_related_objects(reviews, *related, "expert__account__memberships")
    return {review.pk: Independence(part_in(review.proposal, review.expert) is not None) for review in reviews}


def first_intakes(proposals: Sequence[Proposal], at: dt.datetime, edition: Edition) -> Mapping[int, FirstIntake]:
    """Answer the first intake that each proposal plans."""
    prefetch_related_objects(proposals, "programme")
    proposed = Programme.State.PROPOSED
    return {
        proposal.pk: FirstIntake(proposal.programme.state == proposed, proposal.first_year, proposal.first_places)
        for proposal in proposals
    }


def _director(director: StaffMember) -> DirectorFacts:
    return DirectorFacts(
        name=director.name,
        title_level=TitleLevel(director.title_level) if director.title_level else None,
        degree=Degree(director.degree) if director.degree else None,
        knows_the_field=True if director.field_knowledge.strip() else None,
        has_managed_teaching=True if director.management_experience.strip() else None,
    )
