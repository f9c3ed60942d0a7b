"""
Files that wait between their preview and the deed that it shows: private, bound to one account, gone after an hour.

What is held is whatever the screen that took the upload gives: never more than the deed will keep.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import uuid
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from workflows.regulation.actor import Actor

HELD_FOR = dt.timedelta(hours=1)


class NothingHeld(LookupError):
    """Nothing waits under this token: it expired, or it never was, or it is somebody else's."""


@dataclass(frozen=True, slots=True)
class Held:
    """A file that waits, or what became of it."""

    kind: str
    content: bytes
    """Empty once the deed is done: nothing is kept longer than needed."""
    digest: str
    """sha256 of the content: who has the deed done names what she was shown."""
    became: int | None
    """The key of what the deed made."""


def hold(kind: str, content: bytes, *, by: Actor, at: dt.datetime) -> uuid.UUID:
    """Keep a content for its preview; answer the token under which only this account finds it."""
    token = uuid.uuid4()
    _write(token, {"account": by.account_id, "kind": kind}, content, at)
    return token


def held(token: uuid.UUID, kinds: Collection[str], *, by: Actor, at: dt.datetime) -> Held:
    """
    Answer what waits under a token.

    :raises NothingHeld: nothing of these kinds does, for this account and at this moment
    """
    path = _path(token)
    try:
        is_expired = _is_expired(path, at)
        head, _, content = path.read_bytes().partition(b"\n")
    except FileNotFoundError as error:
        raise NothingHeld from error
    about = json.loads(head)
    if is_expired or about["account"] != by.account_id or about["kind"] not in kinds:
        raise NothingHeld
    return Held(about["kind"], content, hashlib.sha256(content).hexdigest(), about.get("became"))


def settle(token: uuid.UUID, kind: str, became: int, *, by: Actor, at: dt.datetime) -> None:
    """Put in the content's place the key of what it became, so that a second click finds it."""
    _write(token, {"account": by.account_id, "kind": kind, "became": became}, b"", at)


def forget_expired(*, at: dt.datetime) -> None:
    """Remove what has waited longer than an hour."""
    if not _folder().exists():
        return
    for path in _folder().iterdir():
        with suppress(FileNotFoundError):  # another request forgot it at the same moment
            if _is_expired(path, at):
                path.unlink()


def _write(token: uuid.UUID, about: dict[str, object], content: bytes, at: dt.datetime) -> None:
    """Put a file in its place in one go; its time of change is the portal's, by which it expires."""
    path = _path(token)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{uuid.uuid4().hex}")
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_bytes(json.dumps(about).encode() + b"\n" + content)
    os.utime(draft, (at.timestamp(), at.timestamp()))
    draft.replace(path)


def _is_expired(path: Path, at: dt.datetime) -> bool:
    return at.timestamp() - path.stat().st_mtime >= HELD_FOR.total_seconds()


def _path(token: uuid.UUID) -> Path:
    return _folder() / token.hex


def _folder() -> Path:
    return Path(settings.STATE_DIR) / "held"
