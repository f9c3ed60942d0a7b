"""The outbox: what leaves the house is written with the step that causes it, and delivered after."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from workflows import clock
from workflows.models import OutboxMessage

LEASE = dt.timedelta(seconds=60)
ATTEMPTS = 8
"""A message is given up after so many attempts, some 5 hours after the first."""
LONGEST_ERROR = 1000
"""Characters."""

logger = logging.getLogger(__name__)

Courier = Callable[[OutboxMessage], None]
"""Delivers one message or raises; it may be called again with the same message, whose id never changes."""


class NobodyCameBack(Exception):
    """Every worker that took the message died of it: it is given up, so that it does not take the next one."""


def send_later(topic: str, payload: Mapping[str, Any]) -> OutboxMessage:
    """
    Put a message into the outbox, inside the caller's transaction: no commit, no message.

    :raises LookupError: no courier delivers this topic
    """
    if topic not in couriers():
        raise LookupError(f"OUTBOX_COURIERS names nobody who delivers {topic}")
    now = clock.now()
    message = OutboxMessage.objects.create(topic=topic, payload=dict(payload), created_at=now, due_at=now)
    if settings.OUTBOX_INLINE:
        # Robust: the step is committed, and what its messages meet is no business of the request.
        transaction.on_commit(deliver_waiting, robust=True)
    return message


def deliver_waiting(*, limit: int = 100) -> int:
    """Deliver what is due, one by one; answer how many arrived."""
    delivered = 0
    for _ in range(limit):
        arrived = deliver_one()
        if arrived is None:
            break
        delivered += arrived
    return delivered


def deliver_one() -> bool | None:
    """
    Deliver the message that has been due longest; answer whether it arrived, or None where nothing waits.

    A message is delivered outside of every transaction, when its lease is committed: at least once, and only once
    unless a worker dies or a courier takes longer than the lease.
    """
    message = _lease_one()
    if message is None:
        return None
    if message.attempts > ATTEMPTS:
        _put_back(message, NobodyCameBack())
        return False
    return _deliver(message)


@cache
def couriers() -> Mapping[str, Courier]:
    """Answer who delivers which topic, as the settings say."""
    return {topic: import_string(path) for topic, path in settings.OUTBOX_COURIERS.items()}


def revive(message: OutboxMessage) -> None:
    """Try a message again that was given up, from its first attempt on."""
    OutboxMessage.objects.filter(pk=message.pk, delivered_at__isnull=True, dead_at__isnull=False).update(
        dead_at=None, attempts=0, due_at=clock.now()
    )


def _lease_one() -> OutboxMessage | None:
    """Take the message that has been due longest and that nobody holds; a dead worker's lease has run out."""
    now = clock.now()
    # Durable: inside another transaction the lease would not be seen by others, and would be lost with it.
    with transaction.atomic(durable=True):
        message = (
            OutboxMessage.objects.select_for_update(skip_locked=True)
            .filter(
                Q(leased_until__isnull=True) | Q(leased_until__lte=now),
                due_at__lte=now,
                delivered_at__isnull=True,
                dead_at__isnull=True,
            )
            .order_by("due_at", "created_at")
            .first()
        )
        if message is not None:
            message.lease, message.leased_until = uuid.uuid4(), now + LEASE
            message.attempts += 1
            message.save(update_fields=["lease", "leased_until", "attempts"])
    return message


def _deliver(message: OutboxMessage) -> bool:
    try:
        couriers()[message.topic](message)
    except Exception as error:  # noqa: BLE001  whatever a courier meets, the message stays and is tried again
        _put_back(message, error)
        return False
    # That it arrived is a fact, even where the courier took so long that another worker holds it by now.
    OutboxMessage.objects.filter(pk=message.pk, delivered_at__isnull=True).update(
        delivered_at=clock.now(), lease=None, leased_until=None, dead_at=None, last_error=""
    )
    return True


def _put_back(message: OutboxMessage, error: Exception) -> None:
    now = clock.now()
    is_last = message.attempts >= ATTEMPTS
    logger.warning("outbox message %s (%s), attempt %s: %r", message.pk, message.topic, message.attempts, error)
    OutboxMessage.objects.filter(pk=message.pk, lease=message.lease).update(
        lease=None,
        leased_until=None,
        last_error=_as_text(error),
        dead_at=now if is_last else None,
        due_at=now + dt.timedelta(seconds=min(15 * 4 ** (message.attempts - 1), 7200)),
    )


def _as_text(error: Exception) -> str:
    """Answer an error as the database can keep it: a server's answer may hold what no text column takes."""
    text = f"{type(error).__name__}: {error}"[:LONGEST_ERROR].replace("\x00", "")
    return text.encode("utf-8", "replace").decode("utf-8")
