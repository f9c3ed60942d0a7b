"""Exports: kept before the rows leave the house."""

from __future__ import annotations

from workflows import clock
from workflows.models import Export, Record
from workflows.models.record import kind_of
from workflows.regulation.actor import Actor


def keep_export(model: type[Record], *, narrowed_by: str, rows: int, by: Actor) -> Export:
    """Keep that so many rows of a kind of record are carried out, narrowed by the query of the list's address."""
    return Export.objects.create(
        kind=kind_of(model), account_id=by.signed_in_as, narrowed_by=narrowed_by, rows=rows, exported_at=clock.now()
    )
