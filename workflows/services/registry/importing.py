"""Importing what the student registry exports: a preview that writes nothing, and a deed that writes all or nothing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db import connection, transaction

from workflows.models import Account, ImportBatch
from workflows.models.duties import aao_officer
from workflows.regulation.actor import Actor
from workflows.regulation.verdict import Outcome
from workflows.services.idempotency import claim
from workflows.services.persistence import persistently
from workflows.services.refusals import Busy, NotPermitted, Refusal
from workflows.services.registry.drafts import Draft, draft_of, eligibility_after, layout_of
from workflows.services.registry.eligibility import ChangeOfEligibility
from workflows.services.registry.faults import Fault, Notice
from workflows.services.registry.layout import Heading
from workflows.services.registry.plans import FieldChange
from workflows.services.registry.results import ResultPlan
from workflows.services.registry.staff import StaffPlan
from workflows.services.registry.students import StudentPlan
from workflows.services.registry.tables import Row, Table, read_table
from workflows.services.registry.writing import write_results, write_staff, write_students

Kind = ImportBatch.Kind
_LOCK = "registry import"
"""What an import holds in the database until it ends: a second one at the same time is told to come back."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that stops the import, with everything that is wrong with it."""

    row: Row | None
    """None where the fault is of the file or of its headings."""
    line: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would do, and what stops it."""

    kind: Kind
    file_name: str
    digest: str
    encoding: str
    headings: tuple[Heading, ...]
    rows: int
    added: int
    changed: int
    unchanged: int
    missing: int
    """Students or results that are known and not in the file: they are left as they are."""
    bad_rows: tuple[BadRow, ...]
    notices: tuple[Notice, ...]
    changes: tuple[FieldChange, ...]
    eligibility: tuple[ChangeOfEligibility, ...]

    @property
    def is_clean(self) -> bool:
        """Answer whether it could be committed."""
        return not self.bad_rows

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Answer every fault, by line."""
        return tuple(fault for bad in self.bad_rows for fault in bad.faults)

    @property
    def becomes_ineligible(self) -> tuple[ChangeOfEligibility, ...]:
        """Answer who may apply now and no longer after the import."""
        return self._becoming(Outcome.NOT_MET)

    @property
    def becomes_unclear(self) -> tuple[ChangeOfEligibility, ...]:
        """Answer of whom nobody will be able to tell: an exam that was put off, a fifth year."""
        return self._becoming(Outcome.CANNOT_TELL)

    @property
    def becomes_eligible(self) -> tuple[ChangeOfEligibility, ...]:
        """Answer who may apply only after the import."""
        return self._becoming(Outcome.MET)

    def _becoming(self, outcome: Outcome) -> tuple[ChangeOfEligibility, ...]:
        return tuple(change for change in self.eligibility if change.after is outcome)


class ImportRefused(Refusal):
    """A file with bad rows: nothing of it is written."""

    def __init__(self, preview: ImportPreview) -> None:
        """Keep the preview, which names every bad row."""
        self.preview = preview
        super().__init__(f"{preview.file_name}: {len(preview.bad_rows)} bad rows")


def may_import(by: Actor) -> bool:
    """Answer whether this actor may import what the registry exports."""
    return aao_officer(None, by)


def read_file(kind: Kind, file_name: str, content: bytes, *, by: Actor) -> Table:
    """
    Read a file, without anything that is never stored; a damaged one answers with its faults.

    :raises NotPermitted: the actor does not work for the Academic Affairs Office
    """
    admit_importer(by)
    return read_table(file_name, content, layout_of(kind))


def preview_import(kind: Kind, file_name: str, content: bytes, *, by: Actor, at: dt.datetime) -> ImportPreview:
    """
    Answer what importing a file would do and what stops it, by line; nothing is written.

    :raises NotPermitted: the actor does not work for the Academic Affairs Office
    """
    return preview_table(kind, read_file(kind, file_name, content, by=by), by=by, at=at)


def commit_import(kind: Kind, file_name: str, content: bytes, *, by: Actor, at: dt.datetime) -> ImportBatch:
    """
    Import a file, all of it or nothing.

    :raises NotPermitted: the actor does not work for the Academic Affairs Office
    :raises ImportRefused: the file has bad rows; the preview inside names them
    :raises Busy: another import is under way
    """
    return commit_table(kind, read_file(kind, file_name, content, by=by), by=by, at=at)


def preview_table(kind: Kind, table: Table, *, by: Actor, at: dt.datetime) -> ImportPreview:
    """Answer the same as ``preview_import`` for a file that was read before."""
    admit_importer(by)
    return _preview(kind, table, draft_of(kind, table, by=by), at)


def commit_table(kind: Kind, table: Table, *, by: Actor, at: dt.datetime, key: str | None = None) -> ImportBatch:
    """
    Do the same as ``commit_import`` for a file that was read before.

    Told again under the same key, it answers with the import that was made and writes nothing.

    :raises InvalidInput: the key was used for another file
    :raises Busy: another import is under way, or somebody holds what it changes
    """
    admit_importer(by)
    return persistently(lambda: _committed(kind, table, by, at, key))


def _committed(kind: Kind, table: Table, by: Actor, at: dt.datetime, key: str | None) -> ImportBatch:
    with transaction.atomic():
        begin_alone()  # before the key: whoever tells it twice at once is not kept waiting for the first
        claimed = key and claim(key, by=by, deed="registry.import", request={"kind": kind, "digest": table.digest})
        if claimed and not claimed.is_new:
            return ImportBatch.objects.get(pk=claimed.row.record_id or 0)
        draft = draft_of(kind, table, by=by)
        if draft.faults:
            raise ImportRefused(_preview(kind, table, draft, at))
        batch = ImportBatch.objects.create(
            kind=kind,
            file_name=table.file_name,
            digest=table.digest,
            encoding=table.encoding,
            imported_at=at,
            imported_by=Account.objects.get(pk=by.account_id or 0),
            added=len(draft.plan.added),
            changed=draft.plan.changed_count,
            unchanged=draft.plan.unchanged,
        )
        _write(draft, batch)
        if claimed:
            claimed.fulfil(batch)
    return batch


def admit_importer(by: Actor) -> None:
    """
    Refuse whoever may not import.

    :raises NotPermitted: the actor does not work for the Academic Affairs Office
    """
    if not may_import(by):
        raise NotPermitted(aao_officer)


def begin_alone() -> None:
    """
    Let one import run at a time, until the transaction ends: two beside each other would each add the same students.

    :raises Busy: another one is under way
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [_LOCK])
        if cursor.fetchone() != (True,):
            raise Busy


def _write(draft: Draft, batch: ImportBatch) -> None:
    match draft.plan:
        case StudentPlan():
            write_students(draft.plan, batch)
        case ResultPlan():
            write_results(draft.plan, batch)
        case StaffPlan():
            write_staff(draft.plan, batch)


def _preview(kind: Kind, table: Table, draft: Draft, at: dt.datetime) -> ImportPreview:
    eligibility, further = eligibility_after(draft, at=at)
    return ImportPreview(
        kind=kind,
        file_name=table.file_name,
        digest=table.digest,
        encoding=table.encoding,
        headings=table.headings,
        rows=len(table.rows),
        added=len(draft.plan.added),
        changed=draft.plan.changed_count,
        unchanged=draft.plan.unchanged,
        missing=draft.missing,
        bad_rows=_bad_rows(table, draft),
        notices=tuple(sorted((*draft.notices, *further), key=lambda notice: notice.line)),
        changes=tuple(draft.plan.changes),
        eligibility=tuple(sorted(eligibility, key=lambda change: change.number)),
    )


def _bad_rows(table: Table, draft: Draft) -> tuple[BadRow, ...]:
    by_line: dict[int, list[Fault]] = defaultdict(list)
    for fault in draft.faults:
        by_line[fault.line].append(fault)
    rows = {row.line: row for row in table.rows}
    return tuple(BadRow(rows.get(line), line, tuple(faults)) for line, faults in sorted(by_line.items()))
