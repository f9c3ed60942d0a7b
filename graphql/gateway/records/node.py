"""``Node``, and how a row of a record becomes one."""

from __future__ import annotations

from typing import Any

import strawberry
from django.db.models import Model

from gateway.ids import to_global_id
from workflows import models

TYPE_NAMES: dict[type[Model], str] = {
    models.College: "College",
    models.Programme: "Programme",
    models.PlanVersion: "PlanVersion",
    models.Course: "Course",
    models.Intake: "Intake",
    models.Application: "Application",
    models.Waiver: "Waiver",
    models.Student: "Student",
    models.StaffMember: "StaffMember",
}
"""The type of each row of a record, by its class."""


def global_id(root: Any) -> strawberry.ID:
    """Answer the id of a record's row."""
    return strawberry.ID(to_global_id(TYPE_NAMES[type(root)], root.pk))


@strawberry.interface(description="Anything with an id that node(id:) finds again. Since 0.1.")
class Node:
    id: strawberry.ID = strawberry.field(
        resolver=lambda root: global_id(root), description="The global id, opaque. Since 0.1."
    )


def record_type(model: type[Model], *, description: str) -> Any:
    """
    Make a GraphQL type of the rows of a model: what strawberry reads are the rows themselves.

    Every field is declared: a field of the model that nobody declared is not in the graph.
    """

    def make(declared: type) -> Any:
        declared.is_type_of = classmethod(lambda cls, obj, info: isinstance(obj, model))  # type: ignore[attr-defined]  # strawberry reads it
        return strawberry.type(declared, name=TYPE_NAMES[model], description=f"{description} Since 0.1.")

    return make
