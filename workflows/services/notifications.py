"""Notifications: telling somebody, and knowing that it was read."""

from __future__ import annotations

from workflows import clock
from workflows.models import Notification
from workflows.regulation.actor import Actor
from workflows.selectors.letters import LetterText
from workflows.selectors.notifications import own_notifications
from workflows.services.outbox import send_later
from workflows.services.refusals import RecordMissing

BETWEEN_LANGUAGES = "\n\n———\n\n"


def notify(account_id: int, told: LetterText, told_in_english: LetterText) -> Notification:
    """
    Tell somebody where they sign in, and by mail through the outbox, in the caller's transaction.

    They read the one in their language; the mail has both, the English one below where there is one.
    """
    body = BETWEEN_LANGUAGES.join(text for text in (told.body, told_in_english.body) if text)
    send_later("mail", {"account": account_id, "subject": told.subject, "body": f"{body}\n"})
    return Notification.objects.create(
        account_id=account_id,
        subject=told.subject,
        body=told.body,
        subject_en=told_in_english.subject,
        body_en=told_in_english.body,
        sent_at=clock.now(),
    )


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
