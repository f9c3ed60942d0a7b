"""What waits for somebody: records in whose state it is the actor's turn."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Q, QuerySet

from workflows.models import Record
from workflows.regulation.actor import Actor

R = TypeVar("R", bound=Record)


def waiting_for(model: type[R], actor: Actor) -> QuerySet[R]:
    """Answer the records of one kind that wait for this actor's step."""
    mine = Q(pk__in=())
    for state, duty in model.turns.items():
        assert duty.rows is not None  # noqa: S101  the start-up check says so kindly
        mine |= Q(state=state) & duty.rows(actor, model)
    return model._default_manager.filter(mine)
