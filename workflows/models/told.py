"""What a record says, as requests tell it and as the log keeps it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import models


def told(
    record: models.Model, names: Collection[str], links: Mapping[str, Iterable[models.Model]] | None = None
) -> dict[str, Any]:
    """Answer fields of a record as a request tells them; rows of other kinds by their keys, ``links`` where new."""
    values: dict[str, Any] = {}
    for name in names:
        field: Any = record._meta.get_field(name)
        if field.many_to_many:
            rows = (links or {}).get(name, getattr(record, name).all())
            values[name] = sorted(row.pk for row in rows)
        else:
            values[name] = getattr(record, field.attname)
    return values
