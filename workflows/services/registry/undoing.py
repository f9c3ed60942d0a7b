"""Undoing an import: what it changed goes back and what it added goes away, all of it or nothing."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Model, ProtectedError, Q
from django.utils.translation import gettext as _

from workflows import clock, reader
from workflows.models import Account, ImportBatch, MajorResult, Membership, RowBefore, StaffMember, Student
from workflows.regulation.actor import Actor
from workflows.selectors.rulebooks import NoEditionInForce, edition_in_force
from workflows.services.people import follow_memberships
from workflows.services.persistence import persistently
from workflows.services.refusals import Refusal
from workflows.services.registry.eligibility import (
    ChangeOfEligibility,
    changed_by_results,
    changed_by_students,
    chunks,
)
from workflows.services.registry.importing import admit_importer, begin_alone
from workflows.services.registry.results import results_of
from workflows.services.registry.writing import OFFICES, lock_students, rename_accounts, write_rows

Kind = ImportBatch.Kind

UNDO_FOR = dt.timedelta(days=30)
"""For so long rows are kept as they were: a change that nobody regretted in a month is the register's."""
MOST_NAMED = 5
MODELS: Mapping[str, type[Any]] = {Kind.STUDENTS: Student, Kind.RESULTS: MajorResult, Kind.STAFF: StaffMember}


@dataclass(frozen=True, slots=True)
class Undoing:
    """What undoing an import would do, and what stands in its way."""

    batch: ImportBatch
    added: Sequence[Any]
    """Rows that go away."""
    present: Sequence[Any] = ()
    """Rows that go back, as they are."""
    former: Sequence[Any] = ()
    """The same in the same order, as they were."""
    offices: Mapping[int, Sequence[tuple[str, int | None, int | None]]] = field(default_factory=dict)
    """Offices to be given back, each with the import that had opened it, by the member of staff."""
    blockers: Sequence[str] = ()
    eligibility: Sequence[ChangeOfEligibility] = ()


class UndoRefused(Refusal):
    """An import that cannot be undone, with every reason."""

    def __init__(self, blockers: Sequence[str]) -> None:
        """Keep the reasons."""
        self.blockers = tuple(blockers)
        super().__init__(" ".join(blockers))


def preview_undo(batch: ImportBatch, *, by: Actor, at: dt.datetime) -> Undoing:
    """
    Answer what undoing an import would do: it is done and rolled back, so that what stands in its way shows.

    :raises NotPermitted: the actor does not work for the Academic Affairs Office
    :raises Busy: somebody else holds what would be undone
    """
    admit_importer(by)
    undoing = _undoing(batch, by, at)
    blockers = list(undoing.blockers)
    if not blockers:
        blockers += persistently(lambda: _tried(undoing))
    return Undoing(
        batch, undoing.added, undoing.present, undoing.former, undoing.offices, blockers, _eligibility(undoing, at)
    )


def undo_import(batch: ImportBatch, *, by: Actor, at: dt.datetime) -> ImportBatch:
    """
    Undo an import, all of it or nothing; answer the batch, which says by whom and when. Told again it does nothing.

    :raises NotPermitted: the actor does not work for the Academic Affairs Office
    :raises UndoRefused: rows were changed since, or records stand on them; nothing is undone
    :raises Busy: an import is under way
    """
    admit_importer(by)
    return persistently(lambda: _undone(batch.pk, by, at))


def _undone(pk: int, by: Actor, at: dt.datetime) -> ImportBatch:
    with transaction.atomic():
        begin_alone()
        batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=pk)
        if batch.undone_at is not None:
            return batch
        undoing = _undoing(batch, by, at)
        if blockers := [*undoing.blockers, *(() if undoing.blockers else _undo(undoing))]:
            raise UndoRefused(blockers)
        batch.undone_at, batch.undone_by_id = at, by.account_id
        batch.save(update_fields=["undone_at", "undone_by"])
        batch.rows_before.all().delete()
    return batch


def forget_rows_before(*, at: dt.datetime) -> None:
    """Remove what rows were before imports that can be undone no more."""
    RowBefore.objects.filter(batch__imported_at__lt=at - UNDO_FOR).delete()


def _tried(undoing: Undoing) -> list[str]:
    """Answer what stands in the way, found by undoing it and rolling that back."""
    with transaction.atomic():
        found = _undo(undoing)
        transaction.set_rollback(True)
    return found


def _undoing(batch: ImportBatch, by: Actor, at: dt.datetime) -> Undoing:
    """Answer what the batch did that is still as it left it, and whether that is all of it."""
    was = dict(batch.rows_before.values_list("row_id", "was"))
    rows = list(MODELS[batch.kind].objects.filter(imported_in=batch).order_by("pk"))
    added, present = [r for r in rows if r.pk not in was], [r for r in rows if r.pk in was]
    former = [_former(row, was[row.pk]) for row in present]
    offices = {pk: fields[OFFICES] for pk, fields in was.items() if OFFICES in fields}
    blockers = []
    if batch.undone_at is not None:
        blockers.append(_("It was undone already."))
    elif at - batch.imported_at > UNDO_FOR:
        blockers.append(_("It is too long ago: imports are undone for %(days)s days.") % {"days": UNDO_FOR.days})
    elif (len(added), len(present)) != (batch.added, batch.changed):
        blockers.append(_("Rows of it were changed by a later import: undo that one first."))
    if batch.kind == Kind.STUDENTS and MajorResult.objects.filter(student__in=[r.pk for r in added]).exists():
        blockers.append(_("Results were imported for students that it added: undo that import first."))
    blockers += _accounts_in_the_way(batch, [*added, *present], by)
    return Undoing(batch, added, present, former, offices, blockers)


def _accounts_in_the_way(batch: ImportBatch, people: Sequence[Any], by: Actor) -> list[str]:
    """Answer why accounts and offices that the batch opened must stay: they are in use, or those of who undoes it."""
    if batch.kind == Kind.RESULTS:
        return []
    blockers = []
    opened = Account.objects.filter(pk__in=[person.account_id for person in people], date_joined=batch.imported_at)
    in_use = opened.filter(
        Q(last_login__isnull=False) | Q(memberships__isnull=False) & ~Q(memberships__imported_in=batch)
    ).distinct()
    if named := reader.listed(in_use.order_by("username").values_list("username", flat=True)[:MOST_NAMED]):
        blockers.append(_("Accounts that it opened are in use: %(numbers)s.") % {"numbers": named})
    if Membership.objects.filter(imported_in=batch, account=by.account_id).exists():
        blockers.append(_("It opened an office of your own: let a colleague undo it."))
    return blockers


def _former(row: Any, was: Mapping[str, Any]) -> Any:
    former = copy.copy(row)
    for name, value in was.items():
        if name != OFFICES:
            setattr(former, name, _field(row, name).to_python(value))
    return former


def _field(row: Model, attname: str) -> Any:
    return next(field for field in row._meta.concrete_fields if field.attname == attname)


def _undo(undoing: Undoing) -> list[str]:
    """Undo it inside the caller's transaction; answer what stands in the way, and then nothing was removed."""
    kind, model = undoing.batch.kind, MODELS[undoing.batch.kind]
    if kind != Kind.STAFF:
        lock_students(
            sorted({r.pk if kind == Kind.STUDENTS else r.student_id for r in (*undoing.added, *undoing.present)})
        )
    fields = [f.name for f in model._meta.concrete_fields if not f.primary_key and f.name != "number"]
    write_rows(model, undoing.former, fields)
    if kind != Kind.RESULTS:
        rename_accounts(
            [then for now, then in zip(undoing.present, undoing.former, strict=True) if now.name != then.name]
        )
    if kind == Kind.STAFF:
        _give_offices_back(undoing)
    try:
        with transaction.atomic():
            for chunk in chunks(undoing.added):
                model.objects.filter(pk__in=[row.pk for row in chunk]).delete()
            if kind != Kind.RESULTS:
                _close_accounts([*undoing.added, *undoing.present], undoing.batch)
    except ProtectedError as error:
        named = reader.listed(sorted(str(row) for row in error.protected_objects)[:MOST_NAMED])
        return [_("Records stand on what it added: %(records)s.") % {"records": named}]
    return []


def _close_accounts(people: Sequence[Any], batch: ImportBatch) -> None:
    """Remove the accounts that the batch opened, not those that were there before."""
    for chunk in chunks([person.account_id for person in people if person.account_id is not None]):
        Account.objects.filter(pk__in=chunk, date_joined=batch.imported_at).delete()


def _give_offices_back(undoing: Undoing) -> None:
    """Withdraw the offices that the batch opened, and open those that it withdrew."""
    opened = Membership.objects.filter(imported_in=undoing.batch)
    touched = set(opened.values_list("account_id", flat=True))
    opened.delete()
    back = [
        Membership(account_id=staff.account_id, role=role, college_id=college, imported_in_id=batch)
        for staff in undoing.former
        for role, college, batch in undoing.offices.get(staff.pk, ())
    ]
    for chunk in chunks(back):
        Membership.objects.bulk_create(chunk, ignore_conflicts=True)  # what was granted by hand meanwhile stays so
    for accounts in chunks(sorted(touched | {office.account_id for office in back})):
        follow_memberships(*accounts)


def _eligibility(undoing: Undoing, at: dt.datetime) -> list[ChangeOfEligibility]:
    """Answer of whom the edition in force would say something else; of students that go away nothing is said."""
    try:
        edition = edition_in_force(on=clock.day_of(at))
    except NoEditionInForce:
        return []
    match undoing.batch.kind:
        case Kind.STUDENTS:
            return changed_by_students(undoing.present, undoing.former, at=at, edition=edition)
        case Kind.RESULTS:
            students = list(Student.objects.filter(major_results__imported_in=undoing.batch).distinct().order_by("pk"))
            return changed_by_results(students, _results_without(undoing, students), at=at, edition=edition)
        case _:
            return []


def _results_without(undoing: Undoing, students: Sequence[Student]) -> dict[int, list[MajorResult]]:
    gone, former = {row.pk for row in undoing.added}, {row.pk: row for row in undoing.former}
    now = results_of([student.pk for student in students])
    return {pk: [former.get(r.pk, r) for r in rows if r.pk not in gone] for pk, rows in now.items()}
