"""Letters to people: written with the step that causes them, delivered through the outbox."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import translation

from workflows.models import Application, Intake, Student
from workflows.models.record import Taking
from workflows.services.outbox import send_later


def write_letter(student: Student, name: str, **context: object) -> None:
    """
    Put the letter ``name`` to a student into the outbox, in Chinese.

    The template's first line is the subject. A student without an account gets none.
    """
    if student.account_id is None:
        return
    with translation.override("zh-hans"):  # whatever language the officer reads who took the step
        text = render_to_string(f"workflows/letters/{name}.txt", {"student": student, **context})
    subject, _, body = text.partition("\n")
    send_later("mail", {"account": student.account_id, "subject": subject.strip(), "body": body.strip() + "\n"})


def tell_submitted(application: Application, taking: Taking) -> None:
    """Confirm that the application arrived."""
    write_letter(application.student, "submitted", application=application)


def tell_returned(application: Application, taking: Taking) -> None:
    """Say what is missing."""
    write_letter(application.student, "returned", application=application)


def tell_lapsed(application: Application, taking: Taking) -> None:
    """Say that the intake was cancelled and that the application does not count."""
    write_letter(application.student, "lapsed", application=application)


def tell_decisions(intake: Intake, taking: Taking) -> None:
    """Tell every applicant what was decided, now that the list is published (Art. 17)."""
    decided = intake.applications.filter(state__in=Application.DECIDED).select_related("student")
    for application in decided:
        write_letter(application.student, "decided", application=application, intake=intake)
