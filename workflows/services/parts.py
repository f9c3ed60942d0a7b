"""The rows that are a part of a record, written as a whole; who may, ``part_revisions`` asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import F

from workflows.models.part import Part
from workflows.models.told import told

BEYOND = 1000
"""No row of a part ever stands so far down."""


def rows_as_told(part: Part, owner: models.Model) -> list[dict[str, Any]]:
    """Answer the rows that belong to something, in their order, each by the part's fields."""
    rows = part.model._default_manager.filter(**{part.owner: owner}).order_by("position")
    return [told(row, part.fields) for row in rows]


def write_rows(part: Part, owner: models.Model, rows: Sequence[Mapping[str, Any]]) -> None:
    """
    Let these rows, in their order, and no others belong to something; all of it or nothing.

    A row that is known again by its key stays the row it was: what refers to it, a syllabus to its course, goes on to.
    Related rows are given as rows or by their keys.
    """
    with transaction.atomic():
        own = part.model._default_manager.filter(**{part.owner: owner})
        wanted = {row[part.key] for row in rows}
        own.exclude(**{f"{part.key}__in": wanted}).delete()
        kept = {getattr(row, part.key): row for row in own}
        own.update(position=F("position") + BEYOND)  # out of the way: no two ever stand at one place
        new = []
        for position, given in enumerate(rows, start=1):
            row: Any = kept.get(given[part.key]) or part.model(**{part.owner: owner})
            row.position = position
            for name, value in given.items():
                field: Any = part.model._meta.get_field(name)
                setattr(row, field.name if isinstance(value, models.Model) else field.attname, value)
            if row.pk:
                row.save(force_update=True)
            else:
                new.append(row)
        part.model._default_manager.bulk_create(new)
