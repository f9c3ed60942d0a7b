"""Rows that are a part of a record: they change with it, are told as a whole, and its version speaks for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Part:
    """Which rows are a part of a record, and how they are written while the record can be revised."""

    model: type[models.Model]
    owner: str
    """The relation of a row to what it belongs to."""
    fields: tuple[str, ...]
    """What a row is told with; its place among the others is its ``position``."""
    key: str
    """The field by which a row is known again: no two rows have the same."""
    called: str
    """The deed's name in the graph is ``revise`` and this: ``revisePlan``."""
    label: str | Promise
    """What the button says."""
    effect: str | Promise
    """What is told to whoever writes the rows."""
    most: int
    """More is a file that went wrong; how many there may be, the edition says."""
    path: str = ""
    """Leads from the record to what the rows belong to; empty where that is the record itself."""

    def owner_of(self, record: Any) -> Any:
        """Answer the row to which the rows of a record's part belong."""
        return getattr(record, self.path) if self.path else record

    def rows_of(self, record: Any) -> models.QuerySet[Any]:
        """Answer the rows of a record's part, in their order."""
        return self.model._default_manager.filter(**{self.owner: self.owner_of(record)}).order_by("position")
