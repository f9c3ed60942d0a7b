"""What a mutation answers instead of a record: expected refusals, as types that every mutation shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import strawberry
from django.utils.translation import gettext as _
from strawberry.utils.str_converters import to_camel_case

from gateway.errors import Unauthenticated
from gateway.records.findings import Finding, findings_in
from gateway.records.node import Node
from workflows.services.refusals import (
    Busy,
    InvalidInput,
    RecordMissing,
    Refusal,
    StaleVersion,
    StepNotFromHere,
    StepRefused,
)
from workflows.services.refusals import (
    NotPermitted as NotPermittedRefusal,
)

Record = TypeVar("Record")


@strawberry.interface(description="Why a deed was not done, in words and as a code. Since 0.1.")
class UserError:
    code: str = strawberry.field(description="A stable code for machines. Since 0.1.")
    message: str = strawberry.field(description="A sentence in the reader's language. Since 0.1.")


@strawberry.type(description="One input that cannot be taken. Since 0.1.")
class FieldError:
    path: list[str] = strawberry.field(description="The input's place in the mutation's input. Since 0.1.")
    message: str = strawberry.field(description="What is wrong and what would help. Since 0.1.")
    code: str = strawberry.field(description="A stable code for machines. Since 0.1.")


@strawberry.type(description="Inputs cannot be taken; nothing was done. Since 0.1.")
class ValidationFailed(UserError):
    field_errors: list[FieldError] = strawberry.field(description="Every fault, with its field. Since 0.1.")


@strawberry.type(description="The rules, or the record's state, do not let the step be taken. Since 0.1.")
class StepNotAllowed(UserError):
    findings: list[Finding] = strawberry.field(
        description="Every finding of the step at once, those that hold too; empty where the state has no such step. "
        "Since 0.1."
    )


@strawberry.type(description="The deed is somebody else's duty. Since 0.1.")
class NotPermitted(UserError):
    article: str = strawberry.field(description="The article that gives the duty to another. Since 0.1.")


@strawberry.type(description="The record has moved on since it was read. Since 0.1.")
class VersionConflict(UserError):
    current: Node = strawberry.field(description="The record as it is now. Since 0.1.")


@strawberry.type(description="There is no such record, or none that may be seen: the two look the same. Since 0.1.")
class NotFound(UserError):
    pass


def answer(info: strawberry.Info, deed: Callable[[], Record]) -> Any:
    """
    Do a deed and answer its record, or the refusal as data.

    :raises Unauthenticated: when nobody has signed in
    """
    if not info.context.actor.is_signed_in:
        raise Unauthenticated
    try:
        return deed()
    except Refusal as refusal:
        return _as_data(refusal, info.context.language)


def _as_data(refusal: Refusal, language: str) -> UserError:
    match refusal:
        case InvalidInput(faults=faults):
            errors = [
                FieldError(path=[*map(to_camel_case, f.path)], message=str(f.message), code=f.code) for f in faults
            ]
            return ValidationFailed(
                code="VALIDATION_FAILED", message=_("Some inputs cannot be taken."), field_errors=errors
            )
        case StepRefused(findings=findings):
            blocking = [finding.message(language) for finding in findings if finding.blocks]
            return StepNotAllowed(
                code="STEP_NOT_ALLOWED", message=" ".join(blocking), findings=findings_in(findings, language)
            )
        case StepNotFromHere(said=message):
            return StepNotAllowed(code="STEP_NOT_FROM_HERE", message=message, findings=[])
        case NotPermittedRefusal(said=message, article=article):
            return NotPermitted(code="NOT_PERMITTED", message=message, article=article)
        case StaleVersion(current=current):
            message = _("The record has changed since you read it: look at it again.")
            return VersionConflict(code="VERSION_CONFLICT", message=message, current=cast("Node", current))
        case RecordMissing():
            return NotFound(code="NOT_FOUND", message=_("There is no such record."))
        case Busy():
            return StepNotAllowed(code="BUSY", message=_("Many people do this right now: try again."), findings=[])
        case _:
            raise refusal
