"""What officers put beside a record is put there once, however often it is sent."""

from __future__ import annotations

from workflows.models.beside import Beside
from workflows.models.record import kind_of
from workflows.regulation.actor import Actor
from workflows.services.idempotency import Claim, claim


def claim_beside(key: str, row: Beside, digest: str, *, by: Actor) -> Claim:
    """
    Claim a key for this content, by its sha256, inside the caller's transaction.

    Whoever goes back in the browser and sends something else under the same key does another deed.
    """
    return claim(key, by=by, deed=f"{kind_of(row)}.{digest[:40]}", request={"kind": row.kind, "id": row.record_id})
