"""Applications: starting and revising a draft. Its steps are taken at the door."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from workflows.models import Application, Intake, Programme
from workflows.models.duties import the_student
from workflows.regulation.actor import Actor
from workflows.services.door import begin, revise
from workflows.services.refusals import FieldFault, InvalidInput, NotPermitted, RecordMissing
from workflows.services.text import can_be_stored

LONGEST_STATEMENT = 2000
"""Characters."""


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
    application = Application(student_id=by.student_id, intake=intake, statement=_checked(statement))
    try:
        with transaction.atomic():
            return begin(application, by=by, key=key)
    except IntegrityError as error:
        if "art12_one_application_per_intake" not in str(error):
            raise
        message = _("You have an application to this intake already: go on with that one, or withdraw it first.")
        raise InvalidInput([FieldFault(("intakeId",), message, "ALREADY_APPLIED")]) from error


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
    if not the_student(application, by):
        raise NotPermitted(the_student.label, the_student.article)
    changes = {"statement": _checked(statement)}
    return revise(Application, application_id, changes, by=by, expected_version=expected_version)


def _checked(statement: str) -> str:
    if len(statement) > LONGEST_STATEMENT:
        message = _("At most %(limit)s characters; this has %(length)s.") % {
            "limit": LONGEST_STATEMENT,
            "length": len(statement),
        }
        raise InvalidInput([FieldFault(("statement",), message, "TOO_LONG")])
    if not can_be_stored(statement):
        raise InvalidInput(
            [FieldFault(("statement",), _("This text has a character that cannot be stored."), "INVALID")]
        )
    return statement
