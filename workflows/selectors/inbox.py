"""What waits for somebody: records in whose state it is the actor's turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import CharField, Count, Q, QuerySet, Value

from workflows.models import RECORDS, Record
from workflows.models.record import kind_of
from workflows.regulation.actor import Actor
from workflows.selectors.paging import Order

R = TypeVar("R", bound=Record)


def waiting_for(model: type[R], actor: Actor) -> QuerySet[R]:
    """Answer the records of one kind that wait for this actor's step."""
    mine = Q(pk__in=())
    for state, duty in model.turns.items():
        assert duty.rows is not None  # noqa: S101  the start-up check says so kindly
        mine |= Q(state=state) & duty.rows(actor, model)
    return model._default_manager.filter(mine)


LONGEST_FIRST = Order(("changed_at",))
"""Those first that have waited longest."""


def to_do(actor: Actor) -> dict[type[Record], QuerySet[Any]]:
    """Answer the records that wait for an actor's step, of each kind of which any does (one query for all kinds)."""
    waiting: dict[str, QuerySet[Any]] = {kind_of(model): waiting_for(model, actor) for model in RECORDS}
    counts = counted(waiting)
    return {rows.model: rows for kind, rows in waiting.items() if counts[kind]}


def counted(rows: Mapping[str, QuerySet[Any]]) -> Mapping[str, int]:
    """Answer how many rows there are of each kind (one query for all kinds)."""
    first, *others = (
        found.model._default_manager.filter(pk__in=found.values("pk"))
        .order_by()
        .values(kind=Value(kind, CharField()))
        .annotate(count=Count("pk"))
        for kind, found in rows.items()
    )
    return dict.fromkeys(rows, 0) | {row["kind"]: row["count"] for row in first.union(*others, all=True)}
