"""Writing what a file changes: rows in bulk, inside the transaction of whoever calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.contrib.auth.hashers import make_password
from django.db.models import Model

from workflows.models import Account, ImportBatch, MajorResult, Membership, RowBefore, StaffMember, Student
from workflows.regulation.actor import Role
from workflows.services.people import follow_memberships
from workflows.services.registry.eligibility import chunks
from workflows.services.registry.results import ResultPlan
from workflows.services.registry.staff import Office, StaffPlan
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
    _keep_before(plan.before, _STAFF_FIELDS, batch, lambda staff: _offices_to_keep(staff, plan.withdrawn))
    _prepare_people(plan, batch)
    write_rows(StaffMember, plan.after, _STAFF_FIELDS)
    write_rows(StaffMember, plan.added, ())
    for staff in (*plan.added, *plan.after):
        assert staff.account is not None  # noqa: S101  everybody was given one above
        _change_offices(staff.account, plan.granted.get(staff.number, ()), plan.withdrawn.get(staff.number, ()), batch)


def _change_offices(
    account: Account, granted: Iterable[Office], withdrawn: Iterable[Office], batch: ImportBatch
) -> None:
    """Withdraw and grant offices; what hangs on them follows at once."""
    for role, college in withdrawn:
        Membership.objects.filter(account=account, role=role, college=college).delete()
    for role, college in granted:
        Membership.objects.create(account=account, role=role, college_id=college, imported_in=batch)
    if granted or withdrawn:
        follow_memberships(account)


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


def _offices_to_keep(staff: StaffMember, withdrawn: Mapping[str, frozenset[Office]]) -> dict[str, Any]:
    """Answer the offices that are withdrawn, each with the import that had opened it."""
    if staff.number not in withdrawn:
        return {}
    held = Membership.objects.filter(account=staff.account).values_list("role", "college_id", "imported_in_id")
    return {OFFICES: [list(office) for office in held if (Role(office[0]), office[1]) in withdrawn[staff.number]]}


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
