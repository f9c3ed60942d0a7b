"""Mutations of records: verb and object, one per deed; each reads its input, does one deed and dresses the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated, Any, Union

import strawberry
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.utils.translation import override

from cms.visibility import Sight
from gateway.ids import MalformedId, from_global_id
from gateway.lookup import find_node
from gateway.records import annual_reviews, intakes, notifications, proposals, query, waivers  # noqa: F401  what can be asked for has its type by now
from gateway.records.deeds import BEGINNINGS, MUTATIONS, PARTS, REVISIONS
from gateway.records.inputs import (
    BeginInput,
    PartInput,
    ReviseInput,
    StepInput,
    fields_given_together,
    given_with,
    input_of,
    read_input,
)
from gateway.records.node import RECORD_TYPES, TYPE_NAMES
from gateway.records.results import NotFound, NotPermitted, StepNotAllowed, ValidationFailed, VersionConflict, answer
from workflows import models
from workflows.models.beginning import form_of
from workflows.models.duties import Duty
from workflows.models.record import Record
from workflows.selectors.judging import steps_of
from workflows.services.door import log_attempt, take_step
from workflows.services.drafts import begin, revise
from workflows.services.notifications import mark_notification_read
from workflows.services.part_revisions import revise_part
from workflows.services.refusals import InvalidInput, RecordMissing
from workflows.services.waivers import ask_for_waiver


@strawberry.input(description="A waiver of one clause for one record. Since 0.1.")
class AskForWaiverInput(BeginInput):
    id: strawberry.ID = strawberry.field(description="The record that needs it. Since 0.1.")
    rule: str = strawberry.field(description="The rule, as findings name it. Since 0.1.")
    reason: str = strawberry.field(description="Why it should be waived here. Since 0.1.")


@strawberry.input(description="A notification that was read. Since 0.1.")
class MarkNotificationReadInput:
    id: strawberry.ID = strawberry.field(description="The notification. Since 0.1.")


def result_of(record: type, name: str) -> Any:
    """Answer the union of a mutation: the record, or one of the shared refusals."""
    description = f"What {name.removesuffix('Result')} answers: the record, or why it was not done. Since 0.1."
    members: Any = Union[record, ValidationFailed, StepNotAllowed, NotPermitted, VersionConflict, NotFound]  # noqa: UP007  made at run time
    return Annotated[members, strawberry.union(name, description=description)]


def seen_record(given: str, sight: Sight, *kinds: type[Model]) -> Any:
    """
    Answer the record that an id names, if it is of one of these kinds and the actor sees it.

    :raises RecordMissing: for everything else, so that what is hidden looks like what is missing
    """
    record = find_node(given, sight)
    if not isinstance(record, kinds):
        raise RecordMissing
    return record


def _key_of(node: str, model: type[Record]) -> int:
    """Answer the key that an id has for a record of a kind; one that none has, for an id of something else."""
    try:
        type_name, pk = from_global_id(node)
    except MalformedId:
        return 0
    return pk if type_name == TYPE_NAMES[model] else 0


def step_mutation(model: type[Record], step: str) -> Any:
    """Make the mutation of one step: its description is the step's own first sentence, its inputs are its form's."""
    declared, name = steps_of(model)[step], MUTATIONS[model, step]
    form = declared.manner.inputs

    def take(given: Any, sight: Sight) -> Record:
        try:
            pk = seen_record(given.id, sight, model).pk
        except RecordMissing:
            log_attempt(model, _key_of(given.id, model), step, by=sight.actor)
            raise
        inputs = _inputs(given, form, sight)
        with _named_as_given(form):
            return take_step(
                model,
                pk,
                step,
                by=sight.actor,
                reason=given.reason or "",
                inputs=inputs,
                key=given.idempotency_key,
                expected_version=given.expected_version,
            )

    input_type = input_of(f"{form.__name__}Input", form, StepInput, described=form.__doc__) if form else StepInput
    sentence = (getattr(model, step).__doc__ or "").strip().partition("\n")[0]
    return _deed(model, name, input_type, take, sentence, _whose(declared.duty))


def begin_mutation(model: type[Record]) -> Any:
    """Make the mutation with which a record of this kind begins, under the row that its input names."""
    beginning, name = model.begins, BEGINNINGS[model]
    assert beginning is not None  # noqa: S101  BEGINNINGS has those that have one
    form = form_of(model, beginning.fields)
    parent: Any = model._meta.get_field(beginning.under).related_model if beginning.under else None

    def do(given: Any, sight: Sight) -> Record:
        under = seen_record(getattr(given, f"{beginning.under}_id"), sight, parent) if parent else None
        with _named_as_given(form, beginning.under):
            return begin(model, _inputs(given, form, sight), by=sight.actor, under=under, key=given.idempotency_key)

    under = {f"{beginning.under}_id": f"Under which {beginning.under} it begins. Since 0.1."} if parent else {}
    label, effect = _in_english(beginning.label), _in_english(beginning.effect)
    input_type = input_of(_input_name(name), form, BeginInput, described=f"{label}.", **under)
    return _deed(model, name, input_type, do, f"{label}. {effect}", _whose(beginning.duty))


def revise_mutation(model: type[Record]) -> Any:
    """Make the mutation that changes fields of a record of this kind."""
    revision, name = model.revises, REVISIONS[model]
    assert revision is not None  # noqa: S101  REVISIONS has those that have one
    form = form_of(model, revision.fields)

    def do(given: Any, sight: Sight) -> Record:
        pk, inputs = seen_record(given.id, sight, model).pk, _inputs(given, form, sight)
        how = {"expected_version": given.expected_version, "key": given.idempotency_key}
        with _named_as_given(form):
            return revise(model, pk, inputs, by=sight.actor, **how)

    sentence = f"Change fields of one that is {' or '.join(sorted(revision.states))}; what is left out stays as it is."
    input_type = input_of(_input_name(name), form, ReviseInput, described="New values for fields of one record.")
    return _deed(model, name, input_type, do, sentence, _whose(revision.duty))


def revise_part_mutation(model: type[Record], name: str) -> Any:
    """Make the mutation that writes the rows of one part of a record, as a whole."""
    part, revision, deed = model.made_of[name], model.revises, PARTS[model, name]
    assert revision is not None  # noqa: S101  what has parts is revised
    form = form_of(part.model, part.fields)
    row: Any = input_of(f"{part.model.__name__}Input", form, PartInput, described=f"{part.model.__name__}, as a part.")

    def do(given: Any, sight: Sight) -> Record:
        pk = seen_record(given.id, sight, model).pk
        rows = [_inputs(one, form, sight) for one in getattr(given, name)[: part.most + 1]]
        how = {"expected_version": given.expected_version, "key": given.idempotency_key}
        with _named_as_given(form):
            return revise_part(model, pk, name, rows, by=sight.actor, **how)

    words = f"All of them, in their order: what is left out goes. At most {part.most}. Since 0.1."
    made = {"__annotations__": {name: list[row]}, name: strawberry.field(description=words)}
    label = _in_english(part.label)
    input_type = strawberry.input(type(_input_name(deed), (ReviseInput,), made), description=f"{label}. Since 0.1.")
    return _deed(model, deed, input_type, do, f"{label}. {_in_english(part.effect)}", _whose(revision.duty))


def _whose(duty: Duty) -> str:
    return f"{duty.name.replace('_', ' ')} (Art. {duty.article})"


def _input_name(name: str) -> str:
    return f"{name[0].upper()}{name[1:]}Input"


def _in_english(words: object) -> str:
    with override("en"):
        return str(words)


def _inputs(given: Any, form: type[forms.Form] | None, sight: Sight) -> Mapping[str, Any]:
    """Answer what a client gave as a form takes it; an id of nothing that the actor sees is no choice of the form's."""

    def find(node: str, kind: type[Model]) -> int:
        try:
            return int(seen_record(node, sight, kind).pk)
        except RecordMissing:
            return 0

    return read_input(given, form, find)


@contextmanager
def _named_as_given(form: type[forms.Form] | None, *under: str) -> Iterator[None]:
    """Let faults have the paths under which the client gave the values."""
    names = {given.field: given.name for given in given_with(form)} | {name: f"{name}_id" for name in under}
    try:
        yield
    except InvalidInput as refused:
        apart = fields_given_together(form)
        paths = [
            (*apart.get(fault.path[0] if fault.path else "", ()), *(names.get(part, part) for part in fault.path))
            for fault in refused.faults
        ]
        raise InvalidInput(
            [replace(fault, path=path) for fault, path in zip(refused.faults, paths, strict=True)]
        ) from refused


def _deed(
    model: type[Model], name: str, input_type: type, do: Callable[[Any, Sight], Model], sentence: str, whose: str
) -> Any:
    """Make a mutation: it does its deed, and answers the record or why it was not done."""
    if model not in RECORD_TYPES:
        raise ImproperlyConfigured(f"{model.__name__} has no type: declare one in graphql/gateway/records/.")

    def resolver(info: Any, input: Any) -> Any:
        return answer(info, lambda: do(input, info.context.sight))

    argument: Any = Annotated[input_type, strawberry.argument(description="The deed's input. Since 0.1.")]
    result = result_of(RECORD_TYPES[model], f"{name[0].upper()}{name[1:]}Result")
    resolver.__annotations__ = {"info": strawberry.Info, "input": argument, "return": result}
    description = f"{sentence} For {whose}. Since 0.1."
    return strawberry.mutation(resolver=resolver, name=name, description=description)


def _ask_for_waiver(given: AskForWaiverInput, sight: Sight) -> models.Waiver:
    record = seen_record(given.id, sight, *models.RECORDS)
    return ask_for_waiver(record, given.rule, reason=given.reason, by=sight.actor, key=given.idempotency_key)


def _mark_read(given: MarkNotificationReadInput, sight: Sight) -> models.Notification:
    return mark_notification_read(seen_record(given.id, sight, models.Notification).pk, by=sight.actor)


MADE: Mapping[str, Any] = {
    **{name: begin_mutation(model) for model, name in BEGINNINGS.items()},
    **{name: revise_mutation(model) for model, name in REVISIONS.items()},
    **{name: revise_part_mutation(model, part) for (model, part), name in PARTS.items()},
    **{name: step_mutation(model, step) for (model, step), name in MUTATIONS.items()},
}
"""Those that the records declare."""


@strawberry.type
class Deeds:
    """The deeds that no record declares."""

    ask_for_waiver = _deed(
        models.Waiver,
        "askForWaiver",
        AskForWaiverInput,
        _ask_for_waiver,
        "Ask the named office to let a record pass a softened clause (Art. 20): of a programme or an intake, for "
        "director and college; of an application, for the student and the college.",
        "those who make the record",
    )
    mark_notification_read = _deed(
        models.Notification,
        "markNotificationRead",
        MarkNotificationReadInput,
        _mark_read,
        "Keep that a notification was read; done again, when it was read first stays.",
        "whom it was written to",
    )


Mutation = strawberry.type(type("Mutation", (Deeds,), dict(MADE)))
