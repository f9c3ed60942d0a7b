"""What desks say of records in words: facts that are more than one field."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cms.addresses import review_address
from cms.desk.changes import in_words
from cms.desk.desks import Fact
from cms.desk.law_words import criterion_in_words, light_in_words
from cms.desk.words import said
from cms.selectors.pins import differences_of_pages, pages_of_proposals
from workflows import reader
from workflows.models import AnnualReview, Application, Course, Programme, Proposal, Record, Review, ReviewLink
from workflows.models.gates import Comments
from workflows.models.people import LEVEL_LABELS
from workflows.models.reading import read_in
from workflows.regulation.actor import Actor
from workflows.rules.students import standing_of_record
from workflows.selectors.annual_reviews import Compared, compared_figures, lit_on
from workflows.selectors.proposals import given_opinions, opinions_on
from workflows.selectors.rubric import scores_of
from workflows.selectors.rulebooks import clauses_of
from workflows.selectors.students import phone_of
from workflows.selectors.submissions import differences_of_submissions
from workflows.selectors.waivers import matter_of


def may_be_called_by(application: Application, actor: Actor) -> bool:
    """Answer whether the actor may read the student's phone: an officer of her own college may."""
    return phone_of(application.student, actor) is not None


def standing_in_words(application: Application) -> str:
    """Answer the frozen standing, a line for each thing that the registry said; a dash before it was submitted."""
    if application.standing is None:
        return said(None)
    standing = standing_of_record(application.standing)
    lines = (
        (_("as of"), standing.as_of),
        (_("student number"), standing.student_number),
        (_("level"), LEVEL_LABELS[standing.level]),
        (_("year of entry"), standing.entry_year),
        (_("year of study"), standing.year_of_study),
        (_("expected graduation"), standing.expected_graduation_on),
        (_("courses failed and not passed since"), standing.outstanding),
        (_("courses failed at some time"), standing.ever_failed),
        (_("exams put off"), standing.deferred),
    )
    return "\n".join(f"{label}: {said(value)}" for label, value in lines)


def clause_in_words(waiver: Any) -> str:
    """Answer article and decisive characters of the clause that is waived, as the edition of today has them."""
    clause = clauses_of(waiver.in_force).get(waiver.rule)
    if clause is None:
        return str(waiver.rule)
    return str(_("Art. %(article)s “%(wording)s”") % {"article": clause.article, "wording": clause.wording})


def address_in_words(link: ReviewLink) -> str:
    """Answer where a link leads while it opens something; a dash afterwards."""
    return review_address(link) if link.is_good() else said(None)


def matter_in_words(waiver: Any) -> str:
    """Answer what is to be waived, as the rule found it when it was asked for; a dash where that was not kept."""
    return matter_of(waiver, clauses_of(waiver.in_force).get(waiver.rule), reader.language()) or said(None)


def course_in_words(course: Course) -> str:
    """Answer a course of a plan in one line."""
    parts = (
        f"{course.code} {read_in(course, 'title')}",
        course.get_kind_display(),
        _("%(credits)s credits") % {"credits": said(course.credits)},
        _("%(theory)s + %(practice)s hours") % {"theory": course.theory_hours, "practice": course.practice_hours},
        _("term %(term)s") % {"term": course.term},
        course.get_assessment_display(),
        said(course.teacher and course.teacher.name),
    )
    return " · ".join(map(str, parts))


def courses_in_lines(proposal: Proposal) -> str:
    """Answer the courses of the plan that a proposal puts forward, a line for each; a dash where there are none."""
    courses = proposal.made_of["courses"].rows_of(proposal).select_related("teacher")
    return "\n".join(map(course_in_words, courses)) or said(None)


def in_lines(record: Record, name: str) -> str:
    """Answer the rows of a record's part, a line for each; a dash where there are none."""
    part = record.made_of[name]
    facts = [Fact(field) for field in part.fields if not field.endswith("_en")]
    related = [fact.path for fact in facts if part.model._meta.get_field(fact.path).is_relation]
    rows = part.rows_of(record).select_related(*related)
    return "\n".join(" · ".join(fact.said_of(row) for fact in facts) for row in rows) or said(None)


def opinions_in_words(proposal: Proposal) -> str:
    """Answer the experts' opinions without their names, a line for each."""
    told = given_opinions([proposal]).get(proposal.pk, [])
    return "\n".join(
        " · ".join(
            (
                str(_("favourable") if opinion.is_favourable else _("unfavourable")),
                " ".join(str(score.score) for score in scores_of(opinion)),
                opinion.remarks,
            )
        )
        for opinion in told
    ) or said(None)


def scores_in_words(review: Review) -> str:
    """Answer the scores of an opinion, a line for each; a dash before it is given."""
    lines = [f"{criterion_in_words(criterion)}: {score}" for criterion, score in scores_of(review)]
    return "\n".join(lines) or said(None)


def may_read_opinions(proposal: Proposal, actor: Actor) -> bool:
    """Answer whether somebody reads what the experts say of a proposal."""
    return proposal.pk in opinions_on([proposal], actor)


def changes_since_submitted_before(proposal: Proposal) -> str:
    """Answer in what the latest submission differs from the one before it, a line for each; a dash for nothing."""
    latest = proposal.submissions.order_by("-number").first()
    if latest is None:
        return said(None)
    found = [
        told for ask in (differences_of_submissions, differences_of_pages) for told in ask([latest]).get(latest.pk, [])
    ]
    lines = (
        f"{change.label}: {change.before} → {change.now}" if change.before or change.now else change.label
        for change in in_words(found)
    )
    return "\n".join(lines) or said(None)


def pages_in_words(proposal: Proposal) -> str:
    """Answer the pages as they were submitted last, field by field; a dash where none was."""
    pages = pages_of_proposals([proposal]).get(proposal.pk, [])
    told = (
        "\n".join(
            (
                f"【{capfirst(page.kind)} · {page.title} · {page.language}】",
                *(f"{capfirst(str(field.verbose_name))}: {text}" for field, text in page.words if text),
            )
        )
        for page in pages
    )
    return "\n\n".join(told) or said(None)


FIGURES = {
    "places": _("places"),
    "applied": _("applied"),
    "admitted": _("admitted"),
    "waitlisted": _("on the waiting list"),
    "declined": _("declined"),
    "withdrawn": _("withdrawn"),
    "waivers": _("waivers granted"),
}
"""What the figures of a year are called."""


def figures_in_words(review: AnnualReview) -> str:
    """Answer the figures of the year, with what they are read beside, a line for each."""
    return "\n".join(map(_figure_in_words, compared_figures([review])[review.pk])) or said(None)


def lights_in_words(review: AnnualReview) -> str:
    """Answer the thresholds that the year's figures have crossed, a line for each; a dash for none."""
    return "\n".join(map(light_in_words, lit_on([review])[review.pk])) or said(None)


def _figure_in_words(one: Compared) -> str:
    beside = []
    if one.before is not None:
        beside.append(_("%(change)+d since the year before") % {"change": one.value - one.before})
    if one.sisters is not None:
        beside.append(_("median of the others: %(median)s") % {"median": said(one.sisters)})
    told = f"{FIGURES[one.name]}: {one.value}"
    return f"{told} ({reader.in_turn(map(str, beside))})" if beside else told


def granted_in_words(programme: Programme) -> str:
    """Answer the places that the school has granted, a line for each year; a dash for none."""
    granted = programme.granted_places.order_by("-academic_year")
    lines = (f"{one.academic_year}-{one.academic_year + 1}: {one.places}" for one in granted)
    return "\n".join(lines) or said(None)


def comments_in_words(proposal: Proposal) -> str:
    """Answer what is to be mended, a line for each part."""
    labels = {name: field.label for name, field in Comments.base_fields.items()}
    lines = (f"{labels.get(name, name)}: {comment}" for name, comment in proposal.comments.items())
    return "\n".join(lines) or said(None)
