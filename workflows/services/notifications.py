"""Notifications: telling somebody, and knowing that it was read."""

from __future__ import annotations

from workflows import clock
from workflows.models import Notification
from workflows.regulation.actor import Actor
from workflows.selectors.notifications import own_notifications
from workflows.services.outbox import send_later
from workflows.services.refusals import RecordMissing


def notify(account_id: int, subject: str, body: str) -> Notification:
    """Tell somebody where they sign in, and by mail through the outbox, in the caller's transaction."""
    send_later("mail", {"account": account_id, "subject": subject, "body": body})
    return Notification.objects.create(account_id=account_id, subject=subject, body=body, sent_at=clock.now())


def mark_notification_read(pk: int, *, by: Actor) -> Notification:
    """
    Keep that an actor has read a notification; done again, when it was read first stays.

    :raises RecordMissing: the actor has no such notification
    """
    own_notifications(by).filter(pk=pk, read_at=None).update(read_at=clock.now())
    found = own_notifications(by).filter(pk=pk).first()
    if found is None:
        raise RecordMissing
    return found
