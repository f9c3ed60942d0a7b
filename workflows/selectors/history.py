"""The history of records, as far as somebody may read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Q, Window, prefetch_related_objects
from django.db.models.functions import RowNumber

from workflows.models import Application, LogEntry
from workflows.models.record import Record, kind_of
from workflows.regulation.actor import Actor
from workflows.selectors.disclosure import entry_told_to
from workflows.selectors.judging import steps_of

LATEST = 50


def visible_entries(records: Sequence[Record], actor: Actor) -> Mapping[int, list[LogEntry]]:
    """
    Answer the latest entries of records of one kind, the oldest first, by the records' keys (one query).

    Officers and directors of the record's college and the school's offices read all of it. An applicant, whatever
    office she holds, reads her own steps, and what was decided only once it is public. Everybody else reads nothing.
    """
    if records:
        prefetch_related_objects(records, *type(records[0]).to_its_people())
    readable = {record.pk: record for record in records if _handles(record, actor) or _is_own(record, actor)}
    own = {pk for pk, record in readable.items() if _is_own(record, actor)}
    by_record: dict[int, list[LogEntry]] = defaultdict(list)
    if readable:
        entries = LogEntry.objects.filter(kind=kind_of(records[0]), record_id__in=readable)
        place = Window(RowNumber(), partition_by="record_id", order_by="-ordinal")
        latest = entries.annotate(place=place).filter(Q(place__lte=LATEST) | Q(record_id__in=own))
        for entry in latest.order_by("record_id", "ordinal"):
            record = readable[entry.record_id]
            if not _is_told(entry, record, actor):
                continue
            if told := _entry_told(entry, record, actor) if entry.record_id in own else entry:
                by_record[entry.record_id].append(told)
    return {pk: entries[-LATEST:] for pk, entries in by_record.items()}


def _handles(record: Record, actor: Actor) -> bool:
    return actor.oversees_school or any(actor.oversees(college) for college in record.colleges)


def _is_told(entry: LogEntry, record: Record, actor: Actor) -> bool:
    """Answer whether an attempt may be told: what stood against a confidential step the school's offices read alone."""
    step = steps_of(type(record)).get(entry.step)
    is_kept_back = step is not None and step.manner.is_confidential and entry.outcome == LogEntry.Outcome.REFUSED
    return actor.oversees_school or not is_kept_back


def _is_own(record: Record, actor: Actor) -> bool:
    return isinstance(record, Application) and actor.student_id is not None and record.student_id == actor.student_id


def _entry_told(entry: LogEntry, record: Record, actor: Actor) -> LogEntry | None:
    assert isinstance(record, Application)  # noqa: S101  only an applicant reads a part of a history
    return entry_told_to(entry, record, actor)
