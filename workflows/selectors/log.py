"""Whether the log is whole: every digest, every link, every place, and nothing cut off since it was anchored."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db import connection, transaction
from django.db.models import Max

from workflows import clock
from workflows.models import LogEntry


@dataclass(frozen=True, slots=True)
class Break:
    """One place at which a record's chain does not hold."""

    kind: str
    record_id: int
    ordinal: int
    fault: str

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}, entry {self.ordinal}: {self.fault}"


@dataclass(frozen=True, slots=True)
class Anchor:
    """
    The whole log in one line, to be kept where nobody can change it.

    A chain by itself does not show that its last entries were cut off; an anchor taken before does.
    """

    at: dt.datetime
    horizon: int
    """The last primary key that counts: an entry written later has a greater one."""
    entries: int
    digest: str
    """The sha256 of every chain's last digest, in the order of the chains."""

    def __str__(self) -> str:
        return f"{self.at.isoformat(timespec='seconds')} {self.horizon} {self.entries} {self.digest}"


def anchor_of(line: str) -> Anchor:
    """
    Answer the anchor that a line holds.

    :raises ValueError: the line holds none
    """
    at, horizon, entries, digest = line.split()
    return Anchor(dt.datetime.fromisoformat(at), int(horizon), int(entries), digest)


def log_breaks(*, kind: str | None = None, record_id: int | None = None) -> Iterator[Break]:
    """Answer every break of the chains, of all records or of one kind or of one record, in the order of the chains."""
    entries = LogEntry.objects.order_by("kind", "record_id", "ordinal")
    if kind is not None:
        entries = entries.filter(kind=kind)
    if record_id is not None:
        entries = entries.filter(record_id=record_id)
    for _, chain in groupby(entries.iterator(), key=lambda entry: (entry.kind, entry.record_id)):
        yield from _breaks_of(chain)


def _breaks_of(chain: Iterable[LogEntry]) -> Iterator[Break]:
    previous = ""
    for place, entry in enumerate(chain, start=1):
        faults = {
            f"it stands at place {place}": entry.ordinal != place,
            "it is not linked to the entry before it": entry.previous_digest != previous,
            "its digest is not that of its content": entry.digest != entry.computed_digest(),
        }
        for fault, is_found in faults.items():
            if is_found:
                yield Break(entry.kind, entry.record_id, entry.ordinal, fault)
        previous = entry.digest


def present_anchor() -> Anchor:
    """
    Answer the log as it is now, in one line.

    The lock lets the writers of this instant finish and holds off the next ones, for as long as the question takes:
    keys are drawn before entries are committed, and none below the horizon may appear later.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE workflows_logentry IN SHARE MODE")
        horizon = LogEntry.objects.aggregate(Max("pk"))["pk__max"] or 0
        return _anchor_at(horizon, clock.now())


def is_still_true(anchor: Anchor) -> bool:
    """Answer whether every entry that the anchor saw is still there, with the digest it had."""
    return _anchor_at(anchor.horizon, anchor.at) == anchor


def _anchor_at(horizon: int, at: dt.datetime) -> Anchor:
    seen = LogEntry.objects.filter(pk__lte=horizon)
    heads = (
        seen.order_by("kind", "record_id", "-ordinal")
        .distinct("kind", "record_id")
        .values_list("kind", "record_id", "digest")
    )
    digest = hashlib.sha256()
    for kind, record_id, last in heads.iterator():
        digest.update(f"{kind} {record_id} {last}\n".encode())
    return Anchor(at, horizon, seen.count(), digest.hexdigest())
