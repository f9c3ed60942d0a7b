"""What must hold of every kind of record, and of its steps, before the portal starts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django_fsm import FSMField, Transition

from workflows.models import Record
from workflows.models.decided import DecidedRecord
from workflows.models.duties import Duty, the_portal
from workflows.models.record import Edges, Logged, Manner, came_through_the_door, kind_of, state_field, transitions_of

Models = Sequence[type[Record]]


def records_left_out(records: Models, every: Iterable[type[models.Model]]) -> list[CheckMessage]:
    """Answer the kinds of record of which nothing that goes over all records would know."""
    hint = "Add it to RECORDS in workflows/models/__init__.py, after its parents."
    return [
        Error(f"{model.__name__} is not among RECORDS.", hint=hint, obj=model, id="workflows.E019")
        for model in every
        if issubclass(model, Record) and model not in records
    ]


def records_without_states(records: Models) -> list[CheckMessage]:
    """Answer the records whose ``state`` is missing or can be set past their steps."""
    return [
        Error(
            f"{model.__name__} has no protected FSM field named state.",
            hint="Declare state = FSMField(default=…, choices=State.choices, protected=True).",
            obj=model,
            id="workflows.E001",
        )
        for model in records
        if not _has_protected_state(model)
    ]


def steps_without_duties(records: Models) -> list[CheckMessage]:
    """Answer the steps that are nobody's duty."""
    return [
        Error(
            f"{model.__name__}.{name} does not say whose duty it is.",
            hint="Give @transition a permission from workflows.models.duties.",
            obj=model,
            id="workflows.E002",
        )
        for model, name, edges in steps_in(records)
        if not all(isinstance(edge.permission, Duty) for edge in edges)
    ]


def steps_without_manners(records: Models) -> list[CheckMessage]:
    """Answer the steps that say not how they are taken or what follows, or lock what is no parent of the record."""
    found: list[CheckMessage] = []
    for model, name, edges in steps_in(records):
        manner = edges[0].custom.get("manner")
        if not isinstance(manner, Manner):
            hint = "Give @transition a custom=manner(_('label'), …)."
            found.append(Error(f"{model.__name__}.{name} has no manner.", hint=hint, obj=model, id="workflows.E003"))
        elif strangers := sorted(name for name in manner.locks if name.partition(LOOKUP_SEP)[0] not in model.parents):
            fault = f"{model.__name__}.{name} locks {', '.join(strangers)}, which it would never do."
            hint = f"Lock one of the record's parents ({', '.join(model.parents) or 'none'}), or declare the parent."
            found.append(Error(fault, hint=hint, obj=model, id="workflows.E004"))
        elif not manner.effect and edges[0].permission is not the_portal:
            hint = "Say in its manner what follows from it, effect=_('…'): whoever is about to take it is told."
            found.append(Error(f"{model.__name__}.{name} has no effect.", hint=hint, obj=model, id="workflows.E021"))
    return found


def steps_past_the_door(records: Models) -> list[CheckMessage]:
    """Answer the steps that could be taken without ``take_step``."""
    return [
        Error(
            f"{model.__name__}.{name} can be taken past the door.",
            hint="Write its conditions as asks(rule, …), or asks() where no rule guards it.",
            obj=model,
            id="workflows.E005",
        )
        for model, name, edges in steps_in(records)
        if not all(came_through_the_door in edge.conditions for edge in edges)
    ]


def steps_that_fork(records: Models) -> list[CheckMessage]:
    """Answer the steps that lead nowhere, or that are not the same step from each of their states."""
    found: list[CheckMessage] = []
    for model, name, edges in steps_in(records):
        if any(edge.target is None for edge in edges):
            hint = "Name a state as its target; what changes no state is a revision, not a step."
            found.append(Error(f"{model.__name__}.{name} leads nowhere.", hint=hint, obj=model, id="workflows.E006"))
        elif len({(str(edge.target), id(edge.permission), id(edge.custom.get("manner"))) for edge in edges}) > 1:
            hint = "Declare it with one @transition: one target, one duty, one manner, however many sources."
            fault = f"{model.__name__}.{name} is not the same step from every state."
            found.append(Error(fault, hint=hint, obj=model, id="workflows.E007"))
    return found


def states_off_the_edges(records: Models) -> list[CheckMessage]:
    """Answer the records whose declared states are not those that their edges connect."""
    found: list[CheckMessage] = []
    for model in records:
        field = state_field(model)
        declared = {str(state) for state, _ in field.flatchoices}
        connected = {str(field.default)}
        connected |= {
            str(end) for edge in transitions_of(model) for end in (edge.source, edge.target) if end is not None
        }
        if unreached := sorted(declared - connected):
            hint = "Add the step that leads there, or remove the state."
            fault = f"{model.__name__} declares states that no step reaches or leaves: {', '.join(unreached)}."
            found.append(Error(fault, hint=hint, obj=model, id="workflows.E008"))
        if undeclared := sorted(connected - declared):
            hint = "Add them to the record's State, and name each source: the database knows no wildcards."
            fault = f"{model.__name__} has steps between states that it does not declare: {', '.join(undeclared)}."
            found.append(Error(fault, hint=hint, obj=model, id="workflows.E009"))
    return found


def records_without_triggers(records: Models) -> list[CheckMessage]:
    """Answer the records whose edges or log the database does not hold."""
    return [
        Error(
            f"{model.__name__} is without the trigger {kind.__name__}.",
            hint="Let its Meta inherit from Record.Meta, and begin its triggers with *Record.Meta.triggers.",
            obj=model,
            id="workflows.E010",
        )
        for model in records
        for kind in (Edges, Logged)
        if not any(isinstance(trigger, kind) for trigger in getattr(model._meta, "triggers", ()))
    ]


def askers_that_nobody_knows(records: Models) -> list[CheckMessage]:
    """Answer the steps that are never the asker's, of records that do not say who asked: four eyes would be two."""
    return [
        Error(
            f"{model.__name__}.{name} is never for whoever asked, and {model.__name__} does not say who did.",
            hint="Name the relations to the account that asks: asker_path = 'asked_by'.",
            obj=model,
            id="workflows.E020",
        )
        for model, name, edges in steps_in(records)
        if not model.asker_path and any(getattr(edge.permission, "is_anothers", False) for edge in edges)
    ]


def drafts_that_cannot_be(records: Models) -> list[CheckMessage]:
    """Answer the records that could never begin, or be revised, as they declare it."""
    return [
        Error(f"{model.__name__} {fault}", hint=hint, obj=model, id=f"workflows.{code}")
        for model in records
        for code, fault, hint in _faults_of_drafts(model, records)
    ]


def _faults_of_drafts(model: type[Record], records: Models) -> Iterator[tuple[str, str, str]]:
    beginning, revision = model.begins, model.revises
    editable = [field for field in (*model._meta.fields, *model._meta.many_to_many) if field.editable]
    asked = {*(beginning.fields if beginning else ()), *(revision.fields if revision else ())}
    if strangers := sorted(asked - {field.name for field in editable}):
        hint = "Name fields of the model that are editable."
        yield "E022", f"asks for {', '.join(strangers)}, which nobody fills in.", hint
    if revision and (unknown := sorted(revision.states - _states_of(model))):
        yield "E025", f"is revised in {', '.join(unknown)}, where it never is.", "Name states of its own."
    if not beginning:
        return
    needed = {f.name for f in editable if not (f.many_to_many or f.blank or f.has_default())}
    if missing := sorted(needed - {*beginning.fields, "state"}):
        hint = "Ask for them in begins.fields, or set them in complete() and declare them with editable=False."
        yield "E024", f"cannot begin without {', '.join(missing)}, which nobody fills in.", hint
    above = {f.name: f.related_model for f in model._meta.fields if f.is_relation and f.related_model in records}
    if beginning.under and beginning.under not in above:
        hint = "Name the relation to the record under which it begins, or leave it out."
        yield "E023", f"begins under {beginning.under}, which is no record.", hint
    elif unknown := sorted(beginning.while_it_is - (_states_of(above[beginning.under]) if beginning.under else set())):
        hint = "Name states of the record under which it begins."
        yield "E025", f"begins while {beginning.under} is {', '.join(unknown)}, which it never is.", hint


def _states_of(model: Any) -> set[str]:
    return {str(state) for state, _ in state_field(model).flatchoices}


def deciders_who_may_have_asked(records: Models) -> list[CheckMessage]:
    """Answer the records of which the database would let whoever asked decide."""
    return [
        Error(
            f"{model.__name__} has lost the constraints of DecidedRecord: whoever asks could decide.",
            hint="Begin its constraints with *DecidedRecord.Meta.constraints, and let its Meta inherit from that one.",
            obj=model,
            id="workflows.E026",
        )
        for model in records
        if issubclass(model, DecidedRecord)
        and f"art20_{kind_of(model)}_asker_is_not_decider" not in {one.name for one in model._meta.constraints}
    ]


def turns_that_nobody_is_shown(records: Models) -> list[CheckMessage]:
    """Answer the states that are said to wait for somebody and would wait for ever, and records of no college."""
    found: list[CheckMessage] = []
    for model in records:
        hint = "Name the relations to the college as filter takes them: college_path = 'programme__college'."
        if not getattr(model, "college_path", ""):
            found.append(
                Error(f"{model.__name__} does not say its college.", hint=hint, obj=model, id="workflows.E017")
            )
        sources = {str(edge.source) for edge in transitions_of(model)}
        for state, duty in model.turns.items():
            hint = "turns maps states that a step leads out of to duties that know their rows."
            if state not in sources or duty.rows is None:
                fault = f"{model.__name__} waits in {state} for {duty.name}, who is never shown it."
                found.append(Error(fault, hint=hint, obj=model, id="workflows.E018"))
    return found


OF_RECORDS: tuple[Callable[[Models], list[CheckMessage]], ...] = (
    steps_without_duties,
    steps_without_manners,
    steps_past_the_door,
    steps_that_fork,
    states_off_the_edges,
    records_without_triggers,
    askers_that_nobody_knows,
    drafts_that_cannot_be,
    deciders_who_may_have_asked,
    turns_that_nobody_is_shown,
)


def _has_protected_state(model: type[models.Model]) -> bool:
    try:
        field = model._meta.get_field("state")
    except FieldDoesNotExist:
        return False
    return isinstance(field, FSMField) and field.protected


def steps_in(records: Models) -> list[tuple[type[Record], str, list[Transition]]]:
    """Answer every step of every record with its edges, one for each state from which it is taken."""
    edges: dict[tuple[type[Record], str], list[Transition]] = defaultdict(list)
    for model in records:
        for edge in transitions_of(model):
            edges[model, edge.name].append(edge)
    return [(model, name, own) for (model, name), own in edges.items()]
