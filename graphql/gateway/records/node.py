"""``Node``, and how a row of a record becomes one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import strawberry
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model

from gateway.ids import to_global_id
from gateway.records.enums import STATES
from gateway.records.fields import annotation_of, described
from gateway.records.findings import STEPS, Step, steps
from gateway.records.history import HISTORY, LogEntry, history
from workflows import models
from workflows.selectors.disclosure import state_seen_by

_ROWS: tuple[type[Model], ...] = (
    *models.RECORDS,
    models.College,
    models.PlanVersion,
    models.Course,
    models.Requirement,
    models.ConstructionStep,
    models.Student,
    models.StaffMember,
    models.Notification,
)
TYPE_NAMES: Mapping[type[Model], str] = {model: model.__name__ for model in _ROWS}
"""The type of each row of a record, by its class."""
RECORD_TYPES: dict[type[Model], type] = {}
"""The types that were made, by the class of their rows."""


def global_id(root: Any) -> strawberry.ID:
    """Answer the id of a record's row."""
    return strawberry.ID(to_global_id(TYPE_NAMES[type(root)], root.pk))


@strawberry.interface(description="Anything with an id that node(id:) finds again. Since 0.1.")
class Node:
    id: strawberry.ID = strawberry.field(
        resolver=lambda root: global_id(root), description="The global id, opaque. Since 0.1."
    )


STATE = "Its state, as far as the reader may know it. Since 0.1."


def _state(root: strawberry.Parent[Any], info: strawberry.Info) -> Any:
    return state_seen_by(root, info.context.actor)


def _state_label(root: strawberry.Parent[Any], info: strawberry.Info) -> str:
    return str(type(root).State(state_seen_by(root, info.context.actor)).label)


@strawberry.type
class RecordNode(Node):
    """What every record answers, whatever else it says."""

    version: int = strawberry.field(description="For expectedVersion. Since 0.1.")
    state_label: str = strawberry.field(
        resolver=_state_label, description="Its state in the reader's language. Since 0.1."
    )
    steps: list[Step] = strawberry.field(resolver=steps, description=STEPS)
    history: list[LogEntry] = strawberry.field(resolver=history, description=HISTORY)


def record_type(model: type[Model], *, description: str, shows: tuple[str, ...] = ()) -> Any:
    """
    Make a GraphQL type of the rows of a model: what strawberry reads are the rows themselves.

    Every field is declared: a field of the model that nobody declared is not in the graph. ``shows`` names those that
    are shown as they stand, described by their own labels. What every record answers is declared once, in
    ``RecordNode``, and its state here, since each kind has states of its own.

    :raises TypeError: at start, for a shown field of a kind whose value does not stand for itself
    """

    def make(declared: type) -> Any:
        if issubclass(model, models.Record) and model not in models.RECORDS:
            raise ImproperlyConfigured(f"{model.__name__} is not among RECORDS in workflows/models/__init__.py.")
        if issubclass(declared, RecordNode) and issubclass(model, models.Record):
            _add(declared, "state", STATES[model], STATE, resolver=_state)
        for name in shows:
            field = model._meta.get_field(name)
            _add(declared, name, annotation_of(field), described(field))
        declared.is_type_of = classmethod(lambda cls, obj, info: isinstance(obj, model))  # type: ignore[attr-defined]  # strawberry reads it
        made = strawberry.type(declared, name=TYPE_NAMES[model], description=f"{description} Since 0.1.")
        RECORD_TYPES[model] = made
        return made

    return make


def _add(declared: Any, name: str, annotation: Any, description: str, **how: Any) -> None:
    declared.__annotations__[name] = annotation
    setattr(declared, name, strawberry.field(description=description, **how))
