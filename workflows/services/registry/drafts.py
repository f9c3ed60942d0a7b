"""What a file would change, worked out beside what the database has: reading it, never writing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Func, Q, Value
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from workflows import clock
from workflows.models import Account, College, ImportBatch, MajorResult, RulebookEdition, Student
from workflows.selectors.rulebooks import NoEditionInForce, edition_in_force
from workflows.services.registry.eligibility import (
    ChangeOfEligibility,
    changed_by_results,
    changed_by_students,
    chunks,
)
from workflows.services.registry.faults import WHOLE_FILE, Fault, Notice
from workflows.services.registry.layout import Layout
from workflows.services.registry.numbers import Habit, with_zeros
from workflows.services.registry.reading import ReadTable, read_rows
from workflows.services.registry.results import (
    RESULT_LAYOUT,
    ResultPlan,
    faults_of_results,
    plan_results,
    results_by_student,
)
from workflows.services.registry.students import (
    StudentPlan,
    faults_of_numbers,
    plan_students,
    student_layout,
)
from workflows.services.registry.tables import Table

Kind = ImportBatch.Kind


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be written, and what stands in its way."""

    plan: StudentPlan | ResultPlan
    faults: Sequence[Fault]
    notices: Sequence[Notice]
    missing: int
    students: Sequence[Student] = ()
    """Whose results change, as they are; of a file of students the plan has them."""


def layout_of(kind: Kind) -> Layout:
    """Answer the columns of a kind of file (one query for students)."""
    return student_layout(_colleges()) if kind == Kind.STUDENTS else RESULT_LAYOUT


def draft_of(kind: Kind, table: Table) -> Draft:
    """Answer what a table would change; the queries are as many as the chunks of its rows, not as its rows."""
    if table.faults:
        return Draft(StudentPlan(), table.faults, table.notices, missing=0)
    return _draft_of_students(table) if kind == Kind.STUDENTS else _draft_of_results(table)


def eligibility_after(draft: Draft, *, at: dt.datetime) -> tuple[list[ChangeOfEligibility], list[Notice]]:
    """Answer of whom the edition in force says something else afterwards, or that no edition is in force."""
    try:
        edition = edition_in_force(on=clock.day_of(at))
    except NoEditionInForce:
        message = _("No edition of the rulebook is in force: who may apply cannot be told.")
        return [], [Notice(WHOLE_FILE, "", "NO_EDITION", message)]
    return _changes_of_eligibility(draft, at, edition), []


def _changes_of_eligibility(draft: Draft, at: dt.datetime, edition: RulebookEdition) -> list[ChangeOfEligibility]:
    if isinstance(draft.plan, StudentPlan):
        return changed_by_students(draft.plan.before, draft.plan.after, at=at, edition=edition)
    before = _results_of([student.pk for student in draft.students])
    return changed_by_results(draft.students, draft.plan.results_after(before), at=at, edition=edition)


def _draft_of_students(table: Table) -> Draft:
    colleges = _colleges()
    read = read_rows(table, student_layout(colleges))
    heading = table.heading_of("number")
    numbers = _numbers(read)
    existing = _students(numbers)
    new = [number for number in numbers if number not in existing]
    known = existing.keys() | _students(zeroed for number in new for zeroed in with_zeros(number)).keys()
    faults, notices = faults_of_numbers(read, heading, known=known, habit=_habit_of_the_school())
    read.faults += faults
    read.faults += _taken_user_names(read, heading, existing)
    missing = Student.objects.count() - len(existing)
    plan = plan_students(read, existing, {pk: name for name, pk in colleges.items()})
    return Draft(plan, read.faults, [*table.notices, *read.notices, *notices, *_left(missing)], missing)


def _draft_of_results(table: Table) -> Draft:
    read = read_rows(table, RESULT_LAYOUT)
    numbers = _numbers(read)
    students = _students(number for own in numbers for number in (own, *with_zeros(own)))
    headings = {column.name: table.heading_of(column.name) for column in RESULT_LAYOUT.columns}
    read.faults += faults_of_results(read, headings, students)
    by_pk = {student.pk: student for student in students.values()}
    existing = _results_of(list(by_pk))
    plan = plan_results(read, students, existing)
    missing = MajorResult.objects.count() - plan.unchanged - len(plan.changed)
    concerned = [by_pk[pk] for pk in plan.student_ids]
    return Draft(plan, read.faults, [*table.notices, *read.notices, *_left(missing)], missing, concerned)


def _numbers(read: ReadTable) -> list[str]:
    return sorted({row.values["number"] for row in read.rows if "number" in row.values})


def _colleges() -> dict[str, int]:
    return dict(College.objects.values_list("name", "pk"))


def _students(numbers: Iterable[str]) -> dict[str, Student]:
    return {s.number: s for chunk in chunks(numbers) for s in Student.objects.filter(number__in=chunk)}


def _results_of(student_ids: Sequence[int]) -> dict[int, list[MajorResult]]:
    return results_by_student(
        [
            result
            for chunk in chunks(student_ids)
            for result in MajorResult.objects.filter(student__in=chunk).order_by("academic_year", "semester", "pk")
        ]
    )


def _habit_of_the_school() -> Habit:
    """Answer how the numbers of the students look that the school has already (one query)."""
    digits = Length("number")
    zeros = digits - Length(Func(F("number"), Value("0"), function="LTRIM"))
    counted = Student.objects.order_by().values(digits=digits, zeros=zeros).annotate(times=Count("pk"))
    return Habit({(row["digits"], row["zeros"]): row["times"] for row in counted})


def _taken_user_names(read: ReadTable, heading: str, existing: dict[str, Student]) -> list[Fault]:
    """Answer the rows whose number is the user name of somebody else, so that no account could be opened."""
    lines = {
        row.values["number"]: row.line
        for row in read.rows
        if "number" in row.values and not _has_account(existing.get(row.values["number"]))
    }
    somebody = Q(kind=Account.Kind.SERVICE) | Q(staff_member__isnull=False) | Q(student__isnull=False)
    taken = [
        name
        for chunk in chunks(sorted(lines))
        for name in Account.objects.filter(somebody, username__in=chunk).values_list("username", flat=True)
    ]
    return [
        Fault(
            lines[number],
            heading,
            "USER_NAME_TAKEN",
            _("%(number)s is the user name of somebody else.") % {"number": number},
            _("Correct the number, or let the Academic Affairs Office rename the other account."),
        )
        for number in taken
    ]


def _has_account(student: Student | None) -> bool:
    return student is not None and student.account_id is not None


def _left(missing: int) -> list[Notice]:
    if not missing:
        return []
    message = _("%(count)s that are known are not in the file: they are left as they are.") % {"count": missing}
    return [Notice(WHOLE_FILE, "", "NOT_IN_THE_FILE", message)]
