"""Writing what a file changes: rows in bulk, inside the transaction of whoever calls."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.hashers import make_password

from workflows.models import Account, ImportBatch, MajorResult, Student
from workflows.services.registry.eligibility import chunks
from workflows.services.registry.results import ResultPlan
from workflows.services.registry.students import StudentPlan

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


def write_students(plan: StudentPlan, batch: ImportBatch) -> None:
    """Write the students that are new or changed, each with an account; those that are unchanged are not touched."""
    renamed = [now for was, now in zip(plan.before, plan.after, strict=True) if was.name != now.name]
    _rename_accounts(renamed)
    for chunk in chunks([*plan.added, *plan.after]):
        _open_accounts([student for student in chunk if student.account_id is None], batch)
        for student in chunk:
            student.imported_in = batch
    # Locked last: applications of these students wait until the import ends.
    lock_students([student.pk for student in plan.after])
    # One INSERT … ON CONFLICT a chunk: an UPDATE by CASE would grow with the square of the chunk.
    for chunk in chunks(plan.after):
        Student.objects.bulk_create(
            chunk, update_conflicts=True, unique_fields=["number"], update_fields=list(_STUDENT_FIELDS)
        )
    for chunk in chunks(plan.added):
        Student.objects.bulk_create(chunk)


def write_results(plan: ResultPlan, batch: ImportBatch) -> None:
    """Write the results that are new or changed, with their students locked: nobody applies in between."""
    lock_students(plan.student_ids)
    for result in (*plan.added, *plan.changed):
        result.imported_in = batch
    for chunk in chunks(plan.changed):
        MajorResult.objects.bulk_create(
            chunk,
            update_conflicts=True,
            unique_fields=["student", "course_code", "academic_year", "semester", "kind"],
            update_fields=list(_RESULT_FIELDS),
        )
    for chunk in chunks(plan.added):
        MajorResult.objects.bulk_create(chunk)


def lock_students(student_ids: Sequence[int]) -> None:
    """
    Lock students in the order of their keys, as a step of an application locks its one.

    A step locks its student first and nothing else of the registry, so the two wait for each other and never deadlock.
    """
    for chunk in chunks(sorted(student_ids)):
        list(Student.objects.select_for_update(no_key=True).filter(pk__in=chunk).order_by("pk").values_list("pk"))


def _open_accounts(students: Sequence[Student], batch: ImportBatch) -> None:
    """Give each student the account of her number, made where there is none; nobody signs in before activation."""
    by_number = {student.number: student for student in students}
    accounts = {a.username: a for a in Account.objects.filter(username__in=by_number)}
    opened = Account.objects.bulk_create(
        Account(username=number, display_name=student.name, password=make_password(None), date_joined=batch.imported_at)
        for number, student in by_number.items()
        if number not in accounts
    )
    accounts |= {account.username: account for account in opened}
    for number, student in by_number.items():
        student.account = accounts[number]


def _rename_accounts(students: Sequence[Student]) -> None:
    """Let the accounts of students who changed their names follow."""
    for chunk in chunks([student for student in students if student.account_id is not None]):
        Account.objects.bulk_update(
            [Account(pk=student.account_id, display_name=student.name) for student in chunk], ["display_name"]
        )
