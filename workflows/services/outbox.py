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
from django.db.models import F, Q
from django.utils.module_loading import import_string

from workflows import clock
from workflows.models import OutboxMessage

LEASE = dt.timedelta(seconds=60)
ATTEMPTS = 8
"""A message is given up after so many attempts, some 4 hours after the first."""

logger = logging.getLogger(__name__)

Courier = Callable[[OutboxMessage], None]
"""Delivers one message or raises; it may be called again with the same message, whose id never changes."""


def send_later(topic: str, payload: Mapping[str, Any]) -> OutboxMessage:
    """Put a message into the outbox, inside the caller's transaction: no commit, no message."""
    couriers()[topic]
    now = clock.now()
    message = OutboxMessage.objects.create(topic=topic, payload=dict(payload), created_at=now, due_at=now)
    if settings.OUTBOX_INLINE:
        transaction.on_commit(deliver_waiting)
    return message


def deliver_waiting(*, limit: int = 100) -> int:
    """Deliver what is due, one by one; answer how many were delivered."""
    delivered = 0
    for _ in range(limit):
        message = _lease_one()
        if message is None:
            break
        delivered += _deliver(message)
    return delivered


@cache
def couriers() -> Mapping[str, Courier]:
    """Answer who delivers which topic, as the settings say."""
    return {topic: import_string(path) for topic, path in settings.OUTBOX_COURIERS.items()}


def _lease_one() -> OutboxMessage | None:
    """Take the oldest message that is due and that nobody holds; a dead worker's lease has run out."""
    now = clock.now()
    with transaction.atomic():
        message = (
            OutboxMessage.objects.select_for_update(skip_locked=True)
            .filter(
                Q(leased_until__isnull=True) | Q(leased_until__lt=now),
                due_at__lte=now,
                delivered_at__isnull=True,
                dead_at__isnull=True,
            )
            .order_by("due_at")
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
    OutboxMessage.objects.filter(pk=message.pk, lease=message.lease).update(
        delivered_at=clock.now(), lease=None, leased_until=None, last_error=""
    )
    return True


def _put_back(message: OutboxMessage, error: Exception) -> None:
    now = clock.now()
    is_last = message.attempts >= ATTEMPTS
    logger.warning("outbox message %s (%s), attempt %s: %s", message.pk, message.topic, message.attempts, error)
    OutboxMessage.objects.filter(pk=message.pk, lease=message.lease).update(
        lease=None,
        leased_until=None,
        last_error=f"{type(error).__name__}: {error}",
        dead_at=now if is_last else None,
        due_at=now + dt.timedelta(seconds=min(15 * 4 ** (message.attempts - 1), 7200)),
    )


def revive(message: OutboxMessage) -> None:
    """Try a message again that was given up, from its first attempt on."""
    OutboxMessage.objects.filter(pk=message.pk, delivered_at__isnull=True).update(
        dead_at=None, attempts=F("attempts") * 0, due_at=clock.now()
    )
