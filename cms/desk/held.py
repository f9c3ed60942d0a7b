"""
Files that wait between their preview and their import: private, bound to one account, gone after an hour.

What is held is the table that was read from the upload, without identity numbers and whatever else is never stored.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from pydantic import TypeAdapter

from workflows.models import ImportBatch
from workflows.regulation.actor import Actor
from workflows.services.registry.tables import Table

HELD_FOR = dt.timedelta(hours=1)
_TABLE = TypeAdapter(Table)


class NothingHeld(LookupError):
    """Nothing waits under this token: it expired, or it never was, or it is somebody else's."""


@dataclass(frozen=True, slots=True)
class Held:
    """A file that waits, or what became of it."""

    kind: ImportBatch.Kind
    table: Table | None
    """None once it has been imported: nothing is kept longer than needed."""
    digest: str
    """sha256 of what is held: who imports it names what she was shown."""
    batch_id: int | None


def hold(kind: ImportBatch.Kind, table: Table, *, by: Actor, at: dt.datetime) -> uuid.UUID:
    """Keep a table for its preview; answer the token under which only this account finds it."""
    token = uuid.uuid4()
    _write(token, {"account": by.account_id, "kind": kind}, _TABLE.dump_json(table).decode(), at)
    return token


def held(token: uuid.UUID, *, by: Actor, at: dt.datetime) -> Held:
    """
    Answer what waits under a token.

    :raises NothingHeld: nothing does, for this account and at this moment
    """
    path = _path(token)
    try:
        is_expired = _is_expired(path, at)
        head, _, body = path.read_text("utf-8").partition("\n")
    except FileNotFoundError as error:
        raise NothingHeld from error
    about = json.loads(head)
    if is_expired or about["account"] != by.account_id:
        raise NothingHeld
    table = _TABLE.validate_json(body) if body else None
    digest = hashlib.sha256(body.encode()).hexdigest()
    return Held(ImportBatch.Kind(about["kind"]), table, digest, about.get("batch"))


def settle(token: uuid.UUID, batch: ImportBatch, *, by: Actor, at: dt.datetime) -> None:
    """Put in the table's place which import it became, so that a second click finds it."""
    _write(token, {"account": by.account_id, "kind": batch.kind, "batch": batch.pk}, "", at)


def forget_expired(*, at: dt.datetime) -> None:
    """Remove what has waited longer than an hour."""
    if not _folder().exists():
        return
    for path in _folder().iterdir():
        with suppress(FileNotFoundError):  # another request forgot it at the same moment
            if _is_expired(path, at):
                path.unlink()


def _write(token: uuid.UUID, about: dict[str, object], body: str, at: dt.datetime) -> None:
    """Put a file in its place in one go; its time of change is the portal's, by which it expires."""
    path = _path(token)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{uuid.uuid4().hex}")
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_text(f"{json.dumps(about)}\n{body}", "utf-8")
    os.utime(draft, (at.timestamp(), at.timestamp()))
    draft.replace(path)


def _is_expired(path: Path, at: dt.datetime) -> bool:
    return at.timestamp() - path.stat().st_mtime >= HELD_FOR.total_seconds()


def _path(token: uuid.UUID) -> Path:
    return _folder() / f"{token.hex}.json"


def _folder() -> Path:
    return Path(settings.STATE_DIR) / "imports"
