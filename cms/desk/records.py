"""The desks of the records: for each what its list, its page and its search show."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.desk.desks import Desk, Fact, Facts
from cms.desk.proposals import CONSENTS, PROPOSALS, REVIEW_LINKS, REVIEWS
from cms.desk.record_words import (
    clause_in_words,
    figures_in_words,
    granted_in_words,
    lights_in_words,
    matter_in_words,
    may_be_called_by,
    standing_in_words,
)
from cms.desk.usual import somebody, usual_desk
from workflows import clock
from workflows.models import (
    AnnualReview,
    Application,
    Intake,
    Programme,
    Record,
    Waiver,
)
from workflows.models.reading import read_in
from workflows.selectors.applications import visible_applications
from workflows.selectors.rulebooks import editions_in_force
from workflows.selectors.waivers import handled_waivers, of_its_programme


def kind_in_words(waiver: Waiver) -> str:
    """Answer of which kind the record is that a clause is waived for."""
    return str(DESKS[waiver.subject_kind].model._meta.verbose_name)


PROGRAMMES = Desk(
    Programme,
    icon="desktop",
    columns=(
        Fact("title", sort="pinyin"),
        Fact("code", sort="code"),
        Fact("college__name", _("college"), sort="college__pinyin"),
        Fact("director__name", _("director"), sort="director__pinyin"),
        Fact("state", sort="state"),
        Fact("changed_at", sort="changed_at"),
    ),
    searched=("title", "title_en", "code", "pinyin", "director__name", "director__pinyin"),
    facts=(
        Facts(
            _("Programme"),
            _("from the proposal"),
            (
                Fact("code"), Fact("title", words=attrgetter("title")), Fact("title_en"),
                Fact("college__name", _("college")), Fact("director__name", _("director")),
                Fact("director__title", _("title of the director")),
            ),
        ),
        Facts(
            _("Decision"),
            _("from the school's minutes"),
            (
                Fact("decision_number"), Fact("decided_on"), Fact("decision_reason"),
                Fact("granted_places", _("places granted"), words=lambda row: granted_in_words(row)),
            ),
        ),
    ),
    order="pinyin",
)  # fmt: skip


INTAKES = Desk(
    Intake,
    icon="calendar-alt",
    columns=(
        Fact("programme__title", _("programme"), sort="programme__pinyin"),
        Fact("academic_years", _("academic year"), sort="academic_year"),
        Fact("programme__college__name", _("college"), sort="programme__college__pinyin"),
        Fact("state", sort="state"),
        Fact("opens_at", sort="opens_at"),
        Fact("closes_at", sort="closes_at"),
        Fact("places_taken"),
        Fact("places"),
    ),
    searched=("programme__title", "programme__title_en", "programme__code", "programme__pinyin"),
    facts=(
        Facts(
            _("Recruitment"),
            _("from the college's plan"),
            (
                Fact("programme__title", _("programme"), leads_to=lambda intake: ("programme", intake.programme_id)),
                Fact("academic_years", _("academic year")),
                Fact("opens_at"), Fact("closes_at"), Fact("places"), Fact("places_taken"),
                Fact("selection_method"), Fact("selection_note"),
                Fact("recruits_entry_years"), Fact("recruits_majors"),
            ),
        ),
        Facts(_("Class"), _("from the college's plan"), (Fact("class_starts_on"), Fact("class_ends_on"))),
        Facts(_("Admission list"), _("from the school"), (Fact("list_number"), Fact("published_at"))),
    ),
    year_path="academic_year",
    deadline_path="class_starts_on",
    order="-academic_year",
)  # fmt: skip

APPLICATIONS = Desk(
    Application,
    icon="doc-full-inverse",
    # Whoever holds an office and studies reads her own as an applicant does.
    narrowed=lambda actor: visible_applications(actor).exclude(student=actor.student_id),
    columns=(
        Fact("student__name", _("student"), sort="student__pinyin"),
        Fact("student__number", _("student number"), sort="student__number"),
        Fact("student__college__name", _("student's college"), sort="student__college__pinyin"),
        Fact("intake__programme__title", _("programme"), sort="intake__programme__pinyin"),
        Fact("intake__academic_years", _("academic year"), sort="intake__academic_year"),
        Fact("state", sort="state"),
        Fact("submitted_at", sort="submitted_at"),
    ),
    searched=(
        "student__number", "student__name", "student__pinyin", "intake__programme__title", "intake__programme__pinyin",
    ),
    facts=(
        Facts(
            _("Student"),
            _("from the registry"),
            (
                Fact("student__number", _("student number")), Fact("student__name", _("name")),
                Fact("student__college__name", _("college")), Fact("student__major", _("major")),
                Fact("student__entry_year", _("year of entry")),
                Fact("student__phone", _("phone"), is_for=may_be_called_by),
            ),
        ),
        Facts(
            _("Application"),
            _("from the student"),
            (
                Fact("intake", _("intake"), leads_to=lambda application: ("intake", application.intake_id)),
                Fact("submitted_at"), Fact("statement"), Fact("period"),
                Fact("exception_reason"),
            ),
        ),
        Facts(
            _("Standing at submission"),
            _("frozen from the registry when she submitted"),
            (Fact("standing", words=standing_in_words),),
        ),
        Facts(_("Decision"), _("from the college"), (Fact("decided_at"), Fact("decision_note"))),
    ),
    year_path="intake__academic_year",
    deadline_path="intake__class_starts_on",
    exported=(Fact("student__major", _("major")), Fact("statement"), Fact("decision_note")),
)  # fmt: skip

WAIVERS = Desk(
    Waiver,
    icon="key",
    narrowed=lambda actor: handled_waivers(actor).annotate(
        in_force=editions_in_force(on=clock.today()).values("pk")[:1],
        subject_title=of_its_programme("title"),
        subject_title_en=of_its_programme("title_en"),
    ),
    columns=(
        Fact("rule", sort="rule", words=clause_in_words),
        Fact("subject_kind", sort="subject_kind", words=kind_in_words),
        Fact("subject_title", _("programme")),
        Fact("college__name", _("college"), sort="college__pinyin"),
        Fact("state", sort="state"),
        Fact("decided_by_role"),
        Fact("created_at", sort="created_at"),
    ),
    titled=lambda waiver: f"{clause_in_words(waiver)} ({kind_in_words(waiver)}: {read_in(waiver, 'subject_title')})",
    searched=(
        "rule", "reason", "subject_title", "subject_title_en", "college__name", "college__name_en", "college__pinyin",
    ),
    facts=(
        Facts(
            _("Request"),
            _("from those who make the record"),
            (
                Fact("rule", words=clause_in_words), Fact("facts", words=matter_in_words),
                Fact("subject_kind", words=kind_in_words),
                Fact("subject_title", _("record"), leads_to=lambda waiver: (waiver.subject_kind, waiver.subject_id)),
                Fact("college__name", _("college")),
                somebody("asked_by"), Fact("reason"),
            ),
        ),
        Facts(
            _("Decision"),
            _("from the office that the clause names"),
            (
                Fact("decided_by_role"),
                somebody("decided_by"),
                Fact("decided_at"),
                Fact("decision_reason"),
            ),
        ),
    ),
)  # fmt: skip

ANNUAL_REVIEWS = usual_desk(
    AnnualReview,
    icon="calendar-check",
    columns=(
        Fact("programme__title", _("programme"), sort="programme__pinyin"),
        Fact("academic_year", sort="academic_year"),
        Fact("programme__college__name", _("college"), sort="programme__college__pinyin"),
        Fact("state", sort="state"),
        Fact("next_places"),
        Fact("granted"),
        Fact("submitted_at", sort="submitted_at"),
    ),
    facts=(
        Facts(
            _("Report"),
            _("from the college"),
            (
                Fact("programme__title", _("programme"), leads_to=lambda row: ("programme", row.programme_id)),
                Fact("academic_year"), Fact("report"), Fact("feedback"), Fact("next_places"), Fact("next_recruits"),
            ),
        ),
        Facts(_("Figures"), _("from the records, frozen when submitted"), (Fact("figures", words=figures_in_words),)),
        Facts(
            _("Lights"),
            _("thresholds that the school has published; they only propose"),
            (Fact("pk", _("crossed"), words=lights_in_words),),
        ),
        Facts(
            _("Decision"),
            _("from the school's minutes"),
            (
                Fact("granted"), Fact("decision_number"), Fact("decided_at"), somebody("decided_by"),
                Fact("decision_reason"),
            ),
        ),
    ),
    year_path="academic_year",
)  # fmt: skip

DESKS: Mapping[str, Desk[Any]] = {
    desk.kind: desk
    for desk in (PROGRAMMES, PROPOSALS, CONSENTS, REVIEWS, REVIEW_LINKS, ANNUAL_REVIEWS, INTAKES, APPLICATIONS, WAIVERS)
}
"""Every desk by its kind of record, in the order of the menu."""


def desks_under(model: type[Record]) -> list[Desk[Any]]:
    """Answer the desks of the kinds of record that begin under one of this kind."""
    return [
        desk
        for desk in DESKS.values()
        if (beginning := desk.model.begins)
        and beginning.under
        and desk.model._meta.get_field(beginning.under).related_model is model
    ]
