"""Letters to people: written with the step that causes them, for their notifications and their mail."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import translation

from workflows.models import Application, Intake, Proposal, Review
from workflows.models.proposal import Comments
from workflows.models.record import Taking
from workflows.services.notifications import notify


def write_letter(account_id: int | None, name: str, **context: object) -> None:
    """
    Tell somebody the letter ``name``, in Chinese.

    The template's first line is the subject. Who has no account gets none.
    """
    if account_id is None:
        return
    with translation.override("zh-hans"):  # whatever language the officer reads who took the step
        text = render_to_string(f"workflows/letters/{name}.txt", context)
    subject, _, body = text.partition("\n")
    notify(account_id, subject.strip(), body.strip() + "\n")


def _to_the_student(application: Application, name: str, **context: object) -> None:
    write_letter(application.student.account_id, name, student=application.student, application=application, **context)


def tell_named(review: Review) -> None:
    """Tell an expert that they were named, and what to do first (Art. 4)."""
    write_letter(review.expert.account_id, "expert_named", review=review, programme=review.proposal.programme)


def tell_gate(proposal: Proposal, taking: Taking) -> None:
    """Tell whoever submitted a proposal, and who directs its programme, what was decided at a gate (Art. 4)."""
    told = {proposal.submitted_by_id, proposal.programme.director.account_id}
    comments = [
        (field.label, proposal.comments[name]) for name, field in _COMMENTED.items() if name in proposal.comments
    ]
    for account in sorted(one for one in told if one is not None):
        context = {"proposal": proposal, "reason": taking.reason, "comments": comments}
        write_letter(account, "proposal_decided", **context)


_COMMENTED = Comments.base_fields


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
        _to_the_student(application, "decided", intake=intake)
