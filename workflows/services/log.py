"""Writing the log: each entry is chained to the one before it of the same record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from workflows.models import LogEntry
from workflows.models.record import Record, kind_of
from workflows.regulation.actor import Actor
from workflows.regulation.finding import Finding


def append_entry(
    record: Record,
    *,
    by: Actor,
    at: dt.datetime,
    step: str,
    outcome: LogEntry.Outcome,
    from_state: str,
    to_state: str,
    findings: Iterable[Finding] = (),
    reason: str = "",
    details: Mapping[str, Any] | None = None,
    edition: str = "",
) -> LogEntry:
    """Append one entry; the caller holds the lock on the record, so that the chain cannot fork."""
    ordinal, previous = _end_of_chain(record)
    entry = LogEntry(
        kind=kind_of(record),
        record_id=record.pk,
        record_version=record.version if outcome == LogEntry.Outcome.TAKEN else None,
        ordinal=ordinal + 1,
        at=at,
        account_id=by.account_id,
        actor_kind=by.kind,
        actor_name=by.name,
        step=step,
        outcome=outcome,
        from_state=from_state,
        to_state=to_state,
        findings=[finding.as_record() for finding in findings],
        reason=reason,
        details={**(details or {}), **({} if by.review_link is None else {"review_link": by.review_link})},
        edition=edition,
        previous_digest=previous,
    )
    entry.digest = entry.computed_digest()
    entry.save(force_insert=True)
    return entry


def _end_of_chain(record: Record) -> tuple[int, str]:
    """Answer ordinal and digest of the record's last entry."""
    entries = LogEntry.objects.filter(kind=kind_of(record), record_id=record.pk).order_by("-ordinal")
    return entries.values_list("ordinal", "digest").first() or (0, "")
