"""Mutations of records: verb and object, one per deed; each reads its input, does one deed and dresses the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Union

import strawberry
from django.core.exceptions import ImproperlyConfigured

from cms.visibility import Sight
from gateway.lookup import find_node
from gateway.records import intakes, query  # noqa: F401  what can be asked for has its type by now
from gateway.records.applications import Application
from gateway.records.deeds import MUTATIONS
from gateway.records.inputs import EXPECTED_VERSION, KEY, RECORD, input_of
from gateway.records.node import RECORD_TYPES
from gateway.records.results import NotFound, NotPermitted, StepNotAllowed, ValidationFailed, VersionConflict, answer
from gateway.records.waivers import Waiver
from workflows import models
from workflows.models.record import Record
from workflows.selectors.judging import steps_of
from workflows.services.applications import revise_application, start_application
from workflows.services.door import take_step
from workflows.services.refusals import RecordMissing
from workflows.services.waivers import ask_for_waiver


@strawberry.input(description="A new application. Since 0.1.")
class StartApplicationInput:
    intake_id: strawberry.ID = strawberry.field(description="The intake to apply to. Since 0.1.")
    statement: str = strawberry.field(default="", description="Why, in at most 2,000 characters. Since 0.1.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A draft's new wording. Since 0.1.")
class ReviseApplicationInput:
    id: strawberry.ID = strawberry.field(description=RECORD)
    expected_version: int | None = strawberry.field(default=None, description=EXPECTED_VERSION)
    statement: str = strawberry.field(description="Why, in at most 2,000 characters. Since 0.1.")


@strawberry.input(description="A waiver of one clause for one record. Since 0.1.")
class AskForWaiverInput:
    id: strawberry.ID = strawberry.field(description="The record that needs it. Since 0.1.")
    rule: str = strawberry.field(description="The rule, as findings name it. Since 0.1.")
    reason: str = strawberry.field(description="Why it should be waived here. Since 0.1.")


def result_of(record: type, name: str) -> Any:
    """Answer the union of a mutation: the record, or one of the shared refusals."""
    description = f"What {name.removesuffix('Result')} answers: the record, or why it was not done. Since 0.1."
    members: Any = Union[record, ValidationFailed, StepNotAllowed, NotPermitted, VersionConflict, NotFound]  # noqa: UP007  made at run time
    return Annotated[members, strawberry.union(name, description=description)]


def seen_record(given: str, sight: Sight, *kinds: type[Record]) -> Any:
    """
    Answer the record that an id names, if it is of one of these kinds and the actor sees it.

    :raises RecordMissing: for everything else, so that what is hidden looks like what is missing
    """
    record = find_node(given, sight)
    if not isinstance(record, kinds):
        raise RecordMissing
    return record


def step_mutation(model: type[Record], step: str) -> Any:
    """Make the mutation of one step: its description is the step's own first sentence, its inputs are its form's."""
    form = steps_of(model)[step].manner.inputs
    extra = tuple(form.base_fields) if form else ()

    def resolver(info: Any, input: Any) -> Any:
        def deed() -> Record:
            actor = info.context.actor
            record_asked = seen_record(input.id, info.context.sight, model)
            inputs: Mapping[str, Any] = {field: getattr(input, field) for field in extra}
            return take_step(
                model,
                record_asked.pk,
                step,
                by=actor,
                reason=input.reason or "",
                inputs=inputs,
                key=input.idempotency_key,
                expected_version=input.expected_version,
            )

        return answer(info, deed)

    name = MUTATIONS[model, step]
    if model not in RECORD_TYPES:
        raise ImproperlyConfigured(f"{model.__name__} has no type: declare one in graphql/gateway/records/.")
    result = result_of(RECORD_TYPES[model], f"{name[0].upper()}{name[1:]}Result")
    resolver.__annotations__ = {"info": strawberry.Info, "input": _argument(input_of(form)), "return": result}
    duty = steps_of(model)[step].duty
    sentence = (getattr(model, step).__doc__ or "").strip().partition("\n")[0]
    return strawberry.mutation(
        resolver=resolver, name=name, description=f"{sentence} For {duty.name.replace('_', ' ')}. Since 0.1."
    )


def _argument(input_type: type) -> Any:
    return Annotated[input_type, strawberry.argument(description="The deed's input. Since 0.1.")]


def _deed(record: type, name: str, input_type: type, do: Callable[[Any, Sight], Any], description: str) -> Any:
    """Make the mutation of a deed that is no step."""

    def resolver(info: Any, input: Any) -> Any:
        return answer(info, lambda: do(input, info.context.sight))

    result = result_of(record, f"{name[0].upper()}{name[1:]}Result")
    resolver.__annotations__ = {"info": strawberry.Info, "input": _argument(input_type), "return": result}
    return strawberry.mutation(resolver=resolver, name=name, description=f"{description} Since 0.1.")


def _start(given: StartApplicationInput, sight: Sight) -> models.Application:
    intake = seen_record(given.intake_id, sight, models.Intake)
    return start_application(intake_id=intake.pk, statement=given.statement, by=sight.actor, key=given.idempotency_key)


def _revise(given: ReviseApplicationInput, sight: Sight) -> models.Application:
    application = seen_record(given.id, sight, models.Application)
    return revise_application(
        application.pk, statement=given.statement, by=sight.actor, expected_version=given.expected_version
    )


def _ask_for_waiver(given: AskForWaiverInput, sight: Sight) -> models.Waiver:
    record = seen_record(given.id, sight, models.Programme, models.Intake, models.Application)
    return ask_for_waiver(record, given.rule, reason=given.reason, by=sight.actor)


@strawberry.type
class Deeds:
    """The deeds that are no steps of a record that is there."""

    start_application = _deed(
        Application,
        "startApplication",
        StartApplicationInput,
        _start,
        "Begin a draft of an application; rules are asked when it is submitted. For students (Art. 12).",
    )
    revise_application = _deed(
        Application,
        "reviseApplication",
        ReviseApplicationInput,
        _revise,
        "Change the wording of a draft, or of what was returned. For the student herself (Art. 12).",
    )
    ask_for_waiver = _deed(
        Waiver,
        "askForWaiver",
        AskForWaiverInput,
        _ask_for_waiver,
        "Ask the named office to let a record pass a softened clause. For director and college; of an application, "
        "for the student and the college (Art. 20).",
    )


def _steps() -> dict[str, Any]:
    """Answer the mutation of every step of every record that somebody but the portal takes."""
    return {name: step_mutation(model, step) for (model, step), name in MUTATIONS.items()}


Mutation = strawberry.type(type("Mutation", (Deeds,), _steps()))
