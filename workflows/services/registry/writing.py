"""Writing what a file changes: rows in bulk, inside the transaction of whoever calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from django.contrib.auth.hashers import make_password
from django.db.models import Model

from workflows.models import Account, ImportBatch, MajorResult, Membership, RowBefore, StaffMember, Student
from workflows.regulation.actor import Role
from workflows.services.people import follow_memberships
from workflows.services.registry.eligibility import chunks
from workflows.services.registry.results import ResultPlan
from workflows.services.registry.staff import StaffPlan
from workflows.services.registry.students import StudentPlan

Row = TypeVar("Row", bound=Model)

KEYS: Mapping[type[Model], Sequence[str]] = {
    Student: ("number",),
    StaffMember: ("number",),
    MajorResult: ("student", "course_code", "academic_year", "semester", "kind"),
}
"""What tells the rows of a table apart for an import."""
OFFICES = "offices"
"""Under which name withdrawn offices are kept beside the fields of a member of staff."""

_STUDENT_FIELDS = (
    "name",
    "pinyin",
    "college",
    "major",
    "entry_year",
    "programme_years",
    "level",
    "status",
    "expected_graduation_on",
    "phone",
    "account",
    "imported_in",
)
_RESULT_FIELDS = ("course_title", "score", "imported_in")


_STAFF_FIELDS = ("name", "pinyin", "college", "department", "title", "title_level", "degree", "account", "imported_in")


def _nothing(_row: Any) -> dict[str, Any]:
    return {}


def write_students(plan: StudentPlan, batch: ImportBatch) -> None:
    """Write the students that are new or changed, each with an account; those that are unchanged are not touched."""
    _keep_before(plan.before, _STUDENT_FIELDS, batch)
    _prepare_people(plan, batch)
    # Locked last: applications of these students wait until the import ends.
    lock_students([student.pk for student in plan.after])
    write_rows(Student, plan.after, _STUDENT_FIELDS)
    write_rows(Student, plan.added, ())


def write_results(plan: ResultPlan, batch: ImportBatch) -> None:
    """Write the results that are new or changed, with their students locked: nobody applies in between."""
    lock_students(plan.student_ids)
    _keep_before(plan.before, _RESULT_FIELDS, batch)
    for result in (*plan.added, *plan.after):
        result.imported_in = batch
    write_rows(MajorResult, plan.after, _RESULT_FIELDS)
    write_rows(MajorResult, plan.added, ())


def write_staff(plan: StaffPlan, batch: ImportBatch) -> None:
    """Write the members of staff that are new or changed, each with an account, and what offices their posts open."""
    withdrawn = _offices_withdrawn(plan)
    _keep_before(plan.before, _STAFF_FIELDS, batch, partial(_offices_to_keep, withdrawn))
    _prepare_people(plan, batch)
    write_rows(StaffMember, plan.after, _STAFF_FIELDS)
    write_rows(StaffMember, plan.added, ())
    _change_offices(plan, withdrawn, batch)


def _offices_withdrawn(plan: StaffPlan) -> dict[int, list[Membership]]:
    """Answer the offices that the plan withdraws, by the account."""
    numbers = {s.account_id: s.number for s in plan.before if s.account_id is not None and s.number in plan.withdrawn}
    withdrawn: dict[int, list[Membership]] = defaultdict(list)
    for chunk in chunks(numbers):
        for office in Membership.objects.filter(account__in=chunk):
            if (Role(office.role), office.college_id) in plan.withdrawn[numbers[office.account_id]]:
                withdrawn[office.account_id].append(office)
    return withdrawn


def _offices_to_keep(withdrawn: Mapping[int, Sequence[Membership]], staff: StaffMember) -> dict[str, Any]:
    """Answer the offices that are withdrawn, each with the import that had opened it."""
    offices = withdrawn.get(staff.account_id or 0, ())
    return {OFFICES: [[o.role, o.college_id, o.imported_in_id] for o in offices]} if offices else {}


def _change_offices(plan: StaffPlan, withdrawn: Mapping[int, Sequence[Membership]], batch: ImportBatch) -> None:
    """Withdraw and grant offices; what hangs on them follows at once."""
    accounts = {staff.number: staff.account_id or 0 for staff in (*plan.added, *plan.after)}
    granted = [
        Membership(account_id=accounts[number], role=role, college_id=college, imported_in=batch)
        for number, offices in plan.granted.items()
        for role, college in sorted(offices, key=str)
    ]
    for chunk in chunks(office.pk for offices in withdrawn.values() for office in offices):
        Membership.objects.filter(pk__in=chunk).delete()
    for new in chunks(granted):
        Membership.objects.bulk_create(new)
    for touched in chunks(sorted({*withdrawn, *(office.account_id for office in granted)})):
        follow_memberships(*touched)


def write_rows(model: type[Row], rows: Sequence[Row], fields: Sequence[str]) -> None:
    """
    Write new rows or, where fields are given, these fields of rows that are there.

    One INSERT … ON CONFLICT a chunk: an UPDATE by CASE would grow with the square of the chunk.
    """
    how: dict[str, Any] = {}
    if fields:
        how = {"update_conflicts": True, "unique_fields": list(KEYS[model]), "update_fields": list(fields)}
    for chunk in chunks(rows):
        model._default_manager.bulk_create(chunk, **how)


def lock_students(student_ids: Sequence[int]) -> None:
    """
    Lock students in the order of their keys, as a step of an application locks its one.

    A step locks its one student first, and the trial of a bulk step all of its students, in this order too.
    """
    for chunk in chunks(sorted(student_ids)):
        list(Student.objects.select_for_update(no_key=True).filter(pk__in=chunk).order_by("pk").values_list("pk"))


def _keep_before(
    rows: Sequence[Model],
    fields: Sequence[str],
    batch: ImportBatch,
    further: Callable[[Any], dict[str, Any]] = _nothing,
) -> None:
    """Keep what rows were before the batch changed them, until it can be undone no more."""
    for chunk in chunks(rows):
        RowBefore.objects.bulk_create(
            RowBefore(batch=batch, row_id=row.pk, was=_fields_of(row, fields) | further(row)) for row in chunk
        )


def _fields_of(row: Model, fields: Sequence[str]) -> dict[str, Any]:
    names = [row._meta.get_field(name).attname for name in fields]  # type: ignore[union-attr]  # every one is a column
    return {name: getattr(row, name) for name in names}


def _prepare_people(plan: StudentPlan | StaffPlan, batch: ImportBatch) -> None:
    """Give everybody of a plan an account and the batch; let the accounts of those who changed names follow."""
    people: list[Student | StaffMember] = [*plan.added, *plan.after]
    former_names = {person.pk: person.name for person in plan.before}
    rename_accounts([person for person in plan.after if former_names[person.pk] != person.name])
    for chunk in chunks(people):
        _open_accounts([person for person in chunk if person.account_id is None], batch)
        for person in chunk:
            person.imported_in = batch


def _open_accounts(people: Sequence[Student | StaffMember], batch: ImportBatch) -> None:
    """Give each person the account of their number, made where there is none; nobody signs in before activation."""
    by_number = {person.number: person for person in people}
    accounts = {a.username: a for a in Account.objects.filter(username__in=by_number)}
    opened = Account.objects.bulk_create(
        Account(username=number, display_name=person.name, password=make_password(None), date_joined=batch.imported_at)
        for number, person in by_number.items()
        if number not in accounts
    )
    accounts |= {account.username: account for account in opened}
    for number, person in by_number.items():
        person.account = accounts[number]


def rename_accounts(people: Sequence[Student | StaffMember]) -> None:
    """Let the accounts of people who changed their names follow."""
    for chunk in chunks([person for person in people if person.account_id is not None]):
        Account.objects.bulk_update(
            [Account(pk=person.account_id, display_name=person.name) for person in chunk], ["display_name"]
        )
