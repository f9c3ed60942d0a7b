"""Notifications: what somebody was told."""

from __future__ import annotations

from django.db.models import QuerySet

from workflows.models import Notification
from workflows.regulation.actor import Actor
from workflows.selectors.paging import Order

NEWEST_FIRST = Order(("sent_at",), descending=True)


def own_notifications(actor: Actor) -> QuerySet[Notification]:
    """Answer what an actor was told, and nobody else."""
    return Notification.objects.filter(account=actor.account_id) if actor.is_signed_in else Notification.objects.none()


def unread_notifications(actor: Actor) -> int:
    """Answer how many an actor has not read yet (one query)."""
    return own_notifications(actor).filter(read_at=None).count()
