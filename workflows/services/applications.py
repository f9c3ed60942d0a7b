"""Applications: starting and revising a draft. Its steps are taken at the door."""

from __future__ import annotations

from workflows.models import Application, Intake, Programme
from workflows.models.duties import the_student
from workflows.regulation.actor import Actor
from workflows.services.door import begin, revise
from workflows.services.refusals import NotPermitted, RecordMissing, admit


def start_application(*, intake_id: int, statement: str = "", by: Actor, key: str | None = None) -> Application:
    """
    Begin a draft for an intake; rules are asked when it is submitted, so that a student can try early.

    :raises NotPermitted: the actor is no student
    :raises RecordMissing: no such intake, or none that the public may know of
    :raises InvalidInput: she has an application to this intake already, or the statement is too long
    """
    if by.student_id is None:
        raise NotPermitted(the_student.label, the_student.article)
    intake = Intake.objects.filter(pk=intake_id, programme__state__in=Programme.PUBLIC_STATES).first()
    if intake is None:
        raise RecordMissing
    return begin(Application(student_id=by.student_id, intake=intake, statement=statement), by=by, key=key)


def revise_application(
    application_id: int, *, statement: str, by: Actor, expected_version: int | None = None
) -> Application:
    """
    Change the statement of a draft, or of one that was returned.

    :raises NotPermitted: it is not the actor's own
    """
    application = Application.objects.filter(pk=application_id).first()
    if application is None:
        raise RecordMissing
    admit(the_student, application, by)
    return revise(Application, application_id, {"statement": statement}, by=by, expected_version=expected_version)
