"""Letters to people: written with the step that causes them, for their notifications and their mail."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from workflows import clock
from workflows.clock import SCHOOL_ZONE
from workflows.models import Account, AnnualReview, Application, Intake, Programme, Proposal, Review
from workflows.models.gates import Comments
from workflows.models.reading import read_in
from workflows.models.record import Taking
from workflows.selectors.letters import LANGUAGES, LetterText, words_of
from workflows.selectors.rulebooks import edition_in_force
from workflows.services.notifications import notify

LONGEST_SUBJECT = 200
"""Characters, with a title in it; longer ones end in an ellipsis."""
Values = Callable[[], Mapping[str, str]]
"""Answers what stands in a letter's fields, in the language that is active."""


def write_letter(account_id: int | None, name: str, values: Values) -> None:
    """
    Tell somebody the letter ``name``, in both languages.

    Who has no account gets none.
    """
    if account_id is not None:
        notify(account_id, *(_written(name, language, values) for language in LANGUAGES))


def _written(name: str, language: str, values: Values) -> LetterText:
    with translation.override(language):  # whatever language the officer reads who took the step
        text = words_of(name, language).filled(values())
    subject = " ".join(text.subject.split())  # a line end would be another header of the mail
    return LetterText(Truncator(subject).chars(LONGEST_SUBJECT), text.body)


def _of_the_programme(programme: Programme) -> dict[str, str]:
    return {"programme": read_in(programme, "title"), "college": read_in(programme.college, "name")}


def _to_the_student(application: Application, name: str) -> None:
    def values() -> Mapping[str, str]:
        submitted_at = application.submitted_at
        return _of_the_programme(application.intake.programme) | {
            "student": application.student.name,
            "note": application.decision_note,
            "state": str(application.get_state_display()),
            "list_number": application.intake.list_number,
            "submitted_at": f"{submitted_at.astimezone(SCHOOL_ZONE):%Y-%m-%d %H:%M}" if submitted_at else "",
        }

    write_letter(application.student.account_id, name, values)


def tell_named(review: Review) -> None:
    """Tell an expert that they were named, and what to do first (Art. 4)."""
    programme = review.proposal.programme
    write_letter(
        review.expert.account_id, "expert_named", lambda: _of_the_programme(programme) | {"expert": review.expert.name}
    )


def tell_gate(proposal: Proposal, taking: Taking) -> None:
    """Tell whoever submitted a proposal, and who directs its programme, what was decided at a gate (Art. 4)."""

    def values() -> Mapping[str, str]:
        return _of_the_programme(proposal.programme) | {
            "state": str(proposal.get_state_display()),
            "reason": taking.reason,
            "comments": "\n".join(
                _("%(label)s: %(value)s") % {"label": field.label, "value": proposal.comments[name]}
                for name, field in _COMMENTED.items()
                if name in proposal.comments
            ),
        }

    told = {proposal.submitted_by_id, proposal.programme.director.account_id}
    for account in sorted(one for one in told if one is not None):
        write_letter(account, "proposal_decided", values)


_COMMENTED = Comments.base_fields


def tell_report_due(review: AnnualReview) -> None:
    """Tell whoever directs a programme that its report is asked for, where the calendar has begun it (Art. 6(4))."""
    if review.reported_by.kind != Account.Kind.SERVICE:
        return
    window = edition_in_force(on=clock.today()).rulebook.edition.calendar.report_window(review.academic_year)

    def values() -> Mapping[str, str]:
        year = review.academic_year
        days = {"academic_year": f"{year}-{year + 1}", "due_on": f"{window[1]:%Y-%m-%d}" if window else ""}
        return _of_the_programme(review.programme) | days

    write_letter(review.programme.director.account_id, "report_due", values)


def tell_submitted(application: Application, taking: Taking) -> None:
    """Confirm that the application arrived."""
    _to_the_student(application, "submitted")


def tell_returned(application: Application, taking: Taking) -> None:
    """Say what is missing."""
    _to_the_student(application, "returned")


def tell_lapsed(application: Application, taking: Taking) -> None:
    """Say that the intake was cancelled and that the application does not count."""
    _to_the_student(application, "lapsed")


def tell_decisions(intake: Intake, taking: Taking) -> None:
    """Tell every applicant what was decided, now that the list is published (Art. 17)."""
    decided = intake.applications.filter(state__in=Application.DECIDED).select_related("student")
    for application in decided:
        _to_the_student(application, "decided")
