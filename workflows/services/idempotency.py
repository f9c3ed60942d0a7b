"""Deeds that may be told twice: one key, one deed, one answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.utils.translation import gettext as _

from workflows import clock
from workflows.models import IdempotencyKey
from workflows.models.record import kind_of
from workflows.regulation.actor import Actor
from workflows.regulation.text import can_be_stored
from workflows.services.refusals import FieldFault, InvalidInput

LONGEST_KEY = 80
"""Characters."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A key that this transaction holds: new, or used before for the same deed with the same inputs."""

    row: IdempotencyKey
    is_new: bool

    def fulfil(self, record: models.Model) -> None:
        """Keep what the deed was done to, for whoever tells it again."""
        self.row.kind, self.row.record_id = kind_of(record), record.pk
        self.row.save(update_fields=["kind", "record_id"])


def faults_of_key(key: str | None) -> list[FieldFault]:
    """Answer what is wrong with a key that somebody gives; nothing where none is given."""
    if key is None or (0 < len(key) <= LONGEST_KEY and can_be_stored(key)):
        return []
    message = _("A key has 1 to %(limit)s characters; leave it out where you have none.") % {"limit": LONGEST_KEY}
    return [FieldFault(("idempotencyKey",), message, "INVALID")]


def claim(key: str, *, by: Actor, deed: str, request: Mapping[str, Any]) -> Claim:
    """
    Claim a key inside the caller's transaction; a second caller waits here until the first has ended.

    :raises InvalidInput: when the key was used for the same deed with other inputs
    """
    digest = hashlib.sha256(json.dumps(request, sort_keys=True, cls=DjangoJSONEncoder).encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO workflows_idempotencykey (account_id, deed, key, request_digest, kind, created_at)"
            " VALUES (%s, %s, %s, %s, '', %s) ON CONFLICT DO NOTHING",
            [by.account_id, deed, key, digest, clock.now()],
        )
        is_new = cursor.rowcount == 1
    row = IdempotencyKey.objects.get(account_id=by.signed_in_as, deed=deed, key=key)
    if row.request_digest != digest:
        fault = FieldFault(
            ("idempotencyKey",), _("This key was used for another request: use a new one."), "IDEMPOTENCY_KEY_REUSED"
        )
        raise InvalidInput([fault])
    return Claim(row, is_new)
