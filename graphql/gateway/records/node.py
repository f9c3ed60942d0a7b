"""``Node``, and how a row of a record becomes one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import strawberry
from django.db.models import Model

from gateway.ids import to_global_id
from gateway.records.findings import STEPS, Step, steps
from gateway.records.history import HISTORY, LogEntry, history
from workflows import models

_ROWS: tuple[type[Model], ...] = (
    *models.RECORDS,
    models.College,
    models.PlanVersion,
    models.Course,
    models.Student,
    models.StaffMember,
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


@strawberry.type
class RecordNode(Node):
    """What every record answers, whatever else it says."""

    version: int = strawberry.field(description="For expectedVersion. Since 0.1.")
    steps: list[Step] = strawberry.field(resolver=steps, description=STEPS)
    history: list[LogEntry] = strawberry.field(resolver=history, description=HISTORY)


def record_type(model: type[Model], *, description: str) -> Any:
    """
    Make a GraphQL type of the rows of a model: what strawberry reads are the rows themselves.

    Every field is declared: a field of the model that nobody declared is not in the graph.
    """

    def make(declared: type) -> Any:
        declared.is_type_of = classmethod(lambda cls, obj, info: isinstance(obj, model))  # type: ignore[attr-defined]  # strawberry reads it
        made = strawberry.type(declared, name=TYPE_NAMES[model], description=f"{description} Since 0.1.")
        RECORD_TYPES[model] = made
        return made

    return make
