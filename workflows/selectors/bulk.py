"""Bulk steps: what somebody asked of many records, and how far it is."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from workflows.models import BulkRow, BulkStep, OutboxMessage
from workflows.regulation.actor import Actor

TOPIC = "bulk_step"
"""The topic of the messages that carry bulk steps."""

Outcome = BulkRow.Outcome


def own_bulk_steps(kind: str, actor: Actor) -> QuerySet[BulkStep]:
    """
    Answer the bulk steps that an actor asked of one kind of record, the latest first.

    Each says how many rows it has: ``all_rows``, ``taken_rows``, ``refused_rows``, and ``done_rows`` for both.
    """
    return BulkStep.objects.filter(account=actor.signed_in_as, kind=kind).annotate(
        all_rows=Count("rows"),
        taken_rows=_count(Q(rows__outcome=Outcome.TAKEN)),
        refused_rows=_count(Q(rows__outcome=Outcome.REFUSED)),
        done_rows=_count(~Q(rows__outcome=Outcome.WAITING)),
    )


def has_stopped(bulk: BulkStep) -> bool:
    """Answer whether nobody goes on with it: its message was given up, and only the operators can revive it."""
    return OutboxMessage.objects.filter(topic=TOPIC, payload__bulk=bulk.pk, dead_at__isnull=False).exists()


def _count(which: Q) -> Count:
    return Count("rows", filter=which)
