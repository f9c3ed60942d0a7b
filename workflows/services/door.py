"""
The one door: nothing else creates a record, revises it or changes its state.

Whatever passes leaves one entry in the log, in the same transaction. A step that the law, a duty, the state or its
inputs refuse leaves one too; an actor who looked at an old version, or met a busy database, has only to try again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models.constants import LOOKUP_SEP
from django.utils.translation import gettext as _

from workflows import clock
from workflows.models import LogEntry, RulebookEdition
from workflows.models.record import Record, Taking, kind_of
from workflows.models.told import told
from workflows.regulation.actor import Actor
from workflows.regulation.loader import digest_of
from workflows.selectors.disclosure import version_seen_by
from workflows.selectors.judging import Step, judge, steps_of
from workflows.selectors.people import job
from workflows.services.consequences import BEGUN, CONSEQUENCES, PORTAL, Change, Then
from workflows.services.fields import (
    faults_in,
    faults_of,
    faults_of_constraints,
    own_fields,
)
from workflows.services.idempotency import claim
from workflows.services.log import append_entry
from workflows.services.persistence import persistently
from workflows.services.refusals import (
    FieldFault,
    InvalidInput,
    NotPermitted,
    RecordMissing,
    Refusal,
    StaleVersion,
    StepNotFromHere,
    StepRefused,
    admit,
)
from workflows.services.requests import Request, refuse, tidied

R = TypeVar("R", bound=Record)


def take_step(
    model: type[R],
    pk: int,
    step: str,
    *,
    by: Actor,
    reason: str = "",
    inputs: Mapping[str, Any] | None = None,
    key: str | None = None,
    expected_version: int | None = None,
) -> R:
    """
    Take one record one step, or refuse with every finding at once.

    Locks the parents and then the record before it reads what the rules read. State, log entry, consequences
    and outbox rows are written in one transaction; a refusal rolls all of it back and is then logged.

    :raises RecordMissing: no such record
    :raises NotPermitted: the step is not this actor's duty
    :raises StaleVersion: the locked record is not at ``expected_version``, as the actor may know it
    :raises StepNotFromHere: its state has no such step
    :raises InvalidInput: an input or the reason is missing or malformed, or the key was used for another request
    :raises StepRefused: with all findings
    :raises Busy: the database could not settle who comes first, or somebody else holds the record
    """
    return take_asked_step(model, pk, step, Request(reason, inputs or {}, key, expected_version), by=by)


def take_asked_step(model: type[R], pk: int, step: str, asked: Request, *, by: Actor) -> R:
    """Take a step as ``take_step`` does, where the request was made before."""
    request = tidied(asked)
    known = steps_of(model)[step]
    try:
        return persistently(lambda: _take(model, pk, known, by, request))
    except (StepRefused, NotPermitted, StepNotFromHere, InvalidInput) as refusal:
        _log_refusal(model, pk, known, by, request, refusal)
        raise


def log_attempt(model: type[Record], pk: int, step: str, *, by: Actor) -> None:
    """
    Log that somebody who holds an office tried a step on a record that is none of theirs, where there is such a one.

    They are told that there is none; the record's own people read that it was tried.
    """
    known = steps_of(model)[step]
    if by.offices and model._default_manager.filter(pk=pk).exists():
        _log_refusal(model, pk, known, by, Request(), NotPermitted(known.duty))


Made = tuple[R, Mapping[str, Iterable[Any]]]
"""A record that was filled in, and its links to rows of other kinds."""


def keep_new(
    model: type[R], asked: Request, make: Callable[[Any], Made[R]], *, by: Actor, above: Record | None = None
) -> R:
    """
    Create a record in its initial state, with the first entry of its log.

    ``make`` is handed the row ``above``, as it is now and held still so that it does not change meanwhile; it asks
    whose duty this is, and answers the record or refuses.

    :raises RecordMissing: the row above has gone
    :raises InvalidInput: a field cannot take its value, another record has it, or the key was used for another request
    :raises Busy: the database could not settle who comes first
    """

    def create() -> R:
        record, links = make(_held_still(above) if above else None)
        refuse(faults_in(record, own_fields(record)) or faults_of_constraints(record))
        _insert(record, links, by)
        return record

    content = {"under": above and [kind_of(above), above.pk], "inputs": asked.inputs}
    return persistently(lambda: _once(model, Deed(f"{kind_of(model)}.begin", content, by, asked.key), create))


def _insert(record: Record, links: Mapping[str, Iterable[Any]], by: Actor) -> None:
    """Write a record that begins, with its entry in the log, and whatever begins with it."""
    record.created_at = record.changed_at = clock.now()
    record.save(force_insert=True)
    _link(record, links)
    _log_change(record, "begin", by, from_state="")
    for begin_more in BEGUN.get(type(record), ()):
        for further in begin_more(record) or ():
            further.complete(by)
            _insert(further, {}, by)


def _held_still(record: Record) -> Record:
    """Answer a record as it is now, and let nobody change it before the transaction ends; others may hold it too."""
    table = connection.ops.quote_name(record._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT FROM {table} WHERE id = %s FOR SHARE", [record.pk])
    if (found := type(record)._default_manager.filter(pk=record.pk).first()) is None:
        raise RecordMissing
    return found


@dataclass(frozen=True, slots=True)
class Besides:
    """What changes with a record besides its own columns."""

    links: Mapping[str, Iterable[Any]] = field(default_factory=dict)
    """Its links to rows of other kinds."""
    rows: Mapping[str, Any] = field(default_factory=dict)
    """From what to what the rows that are a part of it have gone, each told by its fields, by the parts' name."""


Changed = Callable[[R], Besides]
"""Sets a record's fields and answers what changes besides; or refuses."""


def keep_changed(model: type[R], pk: int, asked: Request, change: Changed[R], *, by: Actor) -> R:
    """
    Keep what changes in a record besides its state, as a version of its own with an entry in the log: each field, from
    what and to what. Where nothing differs, nothing is kept.

    :raises RecordMissing: no such record
    :raises NotPermitted: to revise it is not this actor's duty
    :raises StaleVersion: the locked record is not at the expected version, as the actor may know it
    :raises StepNotFromHere: its state leaves nothing open
    :raises InvalidInput: whatever ``change`` refuses, or the key was used for another request
    :raises Busy: somebody else holds the record
    """
    revision = model.revises
    assert revision is not None  # noqa: S101  callers revise what can be revised

    def revised() -> R:
        record = _locked(model, pk, ())
        admit(revision.duty, record, by)
        _refuse_stale(record, asked.expected_version, by)
        if record.state not in revision.states:
            raise StepNotFromHere(record, revision.states)
        before = _revisable(record)
        besides = change(record)
        changed = {**_differing(before, _revisable(record, besides.links)), **besides.rows}
        if not changed:
            return record
        own = [name for name in own_fields(record) if name in revision.fields]
        refuse(faults_in(record, own) or faults_of_constraints(record))
        admit(revision.duty, record, by)  # nobody changes a record into one that is not theirs to change
        _keep_revised(record, changed, by)
        _link(record, besides.links)
        return record

    deed = Deed(f"{kind_of(model)}.revise", {"id": pk, "inputs": asked.inputs}, by, asked.key)
    return persistently(lambda: _once(model, deed, revised))


def _revisable(record: Record, links: Mapping[str, Iterable[Any]] | None = None) -> dict[str, Any]:
    """Answer what a record says in the fields that can be revised."""
    assert record.revises is not None  # noqa: S101  callers revise what can be revised
    return told(record, record.revises.fields, links)


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    return {name: {"from": before[name], "to": now} for name, now in after.items() if now != before[name]}


def _keep_revised(record: Record, changed: Mapping[str, Any], by: Actor) -> None:
    """Keep a record that was changed as a version of its own, with an entry in the log."""
    _move_on(record)
    _log_change(record, "revise", by, from_state=record.state, details=changed)


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody does under a key, where they have one, so that it is done once."""

    name: str
    content: Mapping[str, Any]
    by: Actor
    key: str | None


def _once(model: type[R], deed: Deed, do: Callable[[], R]) -> R:
    """Do a deed in one transaction; told again under its key, answer the record that it was done to."""
    with transaction.atomic():
        if deed.key is None or not deed.by.is_signed_in:  # nobody's will be refused: whose duty it is, they shall learn
            return do()
        claimed = claim(deed.key, by=deed.by, deed=deed.name, request=deed.content)
        if not claimed.is_new:
            return model._default_manager.get(pk=claimed.row.record_id)
        record = do()
        claimed.fulfil(record)
        return record


def _link(record: Record, links: Mapping[str, Iterable[Any]]) -> None:
    for name, rows in links.items():
        getattr(record, name).set(rows)


def _refuse_stale(record: Record, expected: int | None, by: Actor) -> None:
    """Refuse an actor who looked at another version, of those that they may know."""
    if expected is not None and expected != version_seen_by(record, by):
        raise StaleVersion(record)


def _take(model: type[R], pk: int, step: Step, by: Actor, request: Request) -> R:
    def taken() -> R:
        record = _locked(model, pk, step.manner.locks)
        taking = _admit_to_step(record, step, by, request)
        from_state = record.state
        record.judgement = taking.judgement
        getattr(record, step.name)(taking)
        record.judgement = None
        if step.manner.fixes_edition:
            record.edition = RulebookEdition.objects.get(digest=digest_of(taking.judgement.rulebook.edition))
        _move_on(record)
        _log_step(record, step, taking, from_state)
        for consequence in CONSEQUENCES.get((model, step.name), ()):
            for further in consequence(record, taking) or ():
                _follow(further)
        return record

    content = {"id": pk, "reason": request.reason, "inputs": request.inputs}
    return _once(model, Deed(f"{kind_of(model)}.{step.name}", content, by, request.key), taken)


def _follow(further: Then | Change) -> None:
    """Take the step of another record, or keep the change of it, that follows from the one taken."""
    if isinstance(further, Then):
        request = Request(reason=further.reason, inputs=further.inputs)
        _take(further.model, further.pk, steps_of(further.model)[further.step], job(PORTAL), request)
    else:
        record = _locked(further.model, further.pk, ())
        before = _revisable(record)
        for column, value in further.columns.items():
            setattr(record, column, value)
        if changed := _differing(before, _revisable(record)):
            _keep_revised(record, changed, job(PORTAL))


def _admit_to_step(record: Record, step: Step, by: Actor, request: Request) -> Taking:
    """Ask everything that can refuse the step, in the order in which it concerns the actor."""
    admit(step.duty, record, by)
    _refuse_stale(record, request.expected_version, by)
    if record.state not in step.sources:
        raise StepNotFromHere(record, step.sources)
    inputs = _cleaned(step, request)
    judgement = judge([record], step, at=clock.now(), reason=request.reason)[record.pk]
    if judgement.blocking:
        raise StepRefused(judgement.findings)
    return Taking(by, judgement, request.reason, inputs)


def _cleaned(step: Step, request: Request) -> Mapping[str, Any]:
    faults = []
    if step.manner.needs_reason and not request.reason:
        faults.append(FieldFault(("reason",), _("Give a reason: it is kept with the decision."), "REQUIRED"))
    form = step.manner.inputs(dict(request.inputs)) if step.manner.inputs else None
    if form is not None and not form.is_valid():
        faults += faults_of(ValidationError(form.errors.as_data()))
    refuse(faults)
    return form.cleaned_data if form is not None else {}


def lock_parents(model: type[Record], pks: Iterable[int], locks: Sequence[str]) -> None:
    """Lock the parents of many records that a step names, each kind in the order of its keys, as ``_locked`` of one."""
    for name, parent in _parents(model, locks).items():
        keys = model._default_manager.filter(pk__in=pks).values(f"{name}_id")
        list(parent._default_manager.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values("pk"))


def _parents(model: type[Record], locks: Sequence[str]) -> dict[str, Any]:
    """Answer the kinds of row that are locked by the relations that lead there: the farthest first."""
    found: dict[str, Any] = {}
    for name in (*(name for name in locks if LOOKUP_SEP in name), *(name for name in model.parents if name in locks)):
        kind: Any = model
        for relation in name.split(LOOKUP_SEP):
            kind = kind._meta.get_field(relation).related_model
        found[name] = kind
    return found


def _locked(model: type[R], pk: int, locks: Sequence[str]) -> R:
    """
    Lock the parents that a step names, then the record, and answer it as it is now.

    Parents before children and always in the order in which the record declares them: two steps that meet
    wait for each other and never deadlock. The lock leaves foreign keys of others free (NO KEY).
    """
    parents = _parents(model, locks)
    keys = model._default_manager.filter(pk=pk).values(*(f"{name}_id" for name in parents)).first()
    if keys is None:
        raise RecordMissing
    for name, parent in parents.items():
        parent._default_manager.select_for_update(no_key=True).get(pk=keys[f"{name}_id"])
    return model._default_manager.select_for_update(no_key=True, of=("self",)).get(pk=pk)


def _move_on(record: Record) -> None:
    record.version += 1
    record.changed_at = clock.now()
    record.save(force_update=True)


def _log_step(record: Record, step: Step, taking: Taking, from_state: str) -> None:
    append_entry(
        record,
        by=taking.by,
        at=taking.at,
        step=step.name,
        outcome=LogEntry.Outcome.TAKEN,
        from_state=from_state,
        to_state=record.state,
        findings=taking.judgement.findings,
        reason=taking.reason,
        details=taking.inputs,
        edition=digest_of(taking.judgement.rulebook.edition),
    )


def _log_change(
    record: Record, step: str, by: Actor, *, from_state: str, details: Mapping[str, Any] | None = None
) -> None:
    append_entry(
        record,
        by=by,
        at=record.changed_at,
        step=step,
        outcome=LogEntry.Outcome.TAKEN,
        from_state=from_state,
        to_state=record.state,
        details=details,
    )


def _log_refusal(model: type[Record], pk: int, step: Step, by: Actor, request: Request, refusal: Refusal) -> None:
    """Log an attempt that was rolled back, in a transaction of its own."""
    findings = refusal.findings if isinstance(refusal, StepRefused) else ()

    def write() -> None:
        with transaction.atomic():
            record = _locked(model, pk, ())
            append_entry(
                record,
                by=by,
                at=clock.now(),
                step=step.name,
                outcome=LogEntry.Outcome.REFUSED,
                from_state=record.state,
                to_state=record.state,
                findings=findings,
                reason=request.reason,
                details={"refusal": type(refusal).__name__, "message": str(refusal)},
            )

    persistently(write)
