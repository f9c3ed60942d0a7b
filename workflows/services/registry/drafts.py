"""What a file would change, worked out beside what the database has: reading it, never writing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Func, Q, Value
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from workflows import clock
from workflows.models import (
    Account,
    College,
    ImportBatch,
    MajorResult,
    Membership,
    RulebookEdition,
    StaffMember,
    Student,
)
from workflows.regulation.actor import Actor, Role
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
    results_of,
)
from workflows.services.registry.staff import STAFF_LAYOUT, OfficesHeld, StaffPlan, plan_staff, remarks_on_staff
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

    plan: StudentPlan | ResultPlan | StaffPlan
    faults: Sequence[Fault]
    notices: Sequence[Notice]
    missing: int
    students: Sequence[Student] = ()
    """Whose results change, as they are; of a file of students the plan has them."""


def layout_of(kind: Kind) -> Layout:
    """Answer the columns of a kind of file (one query for students)."""
    match kind:
        case Kind.STUDENTS:
            return student_layout(_colleges())
        case Kind.RESULTS:
            return RESULT_LAYOUT
        case Kind.STAFF:
            return STAFF_LAYOUT


def draft_of(kind: Kind, table: Table, *, by: Actor) -> Draft:
    """Answer what a table would change; the queries are as many as the chunks of its rows, not as its rows."""
    if table.faults:
        return Draft(StudentPlan(), table.faults, table.notices, missing=0)
    match kind:
        case Kind.STUDENTS:
            return _draft_of_students(table)
        case Kind.RESULTS:
            return _draft_of_results(table)
        case Kind.STAFF:
            return _draft_of_staff(table, by)


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
    if isinstance(draft.plan, StaffPlan):
        return []
    before = results_of([student.pk for student in draft.students])
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
    existing = results_of(list(by_pk))
    plan = plan_results(read, students, existing)
    missing = MajorResult.objects.count() - plan.unchanged - len(plan.after)
    concerned = [by_pk[pk] for pk in plan.student_ids]
    return Draft(plan, read.faults, [*table.notices, *read.notices, *_left(missing)], missing, concerned)


def _draft_of_staff(table: Table, by: Actor) -> Draft:
    colleges = _colleges()
    read = read_rows(table, STAFF_LAYOUT)
    numbers = _numbers(read)
    existing = {s.number: s for chunk in chunks(numbers) for s in StaffMember.objects.filter(number__in=chunk)}
    headings = {column.name: table.heading_of(column.name) for column in STAFF_LAYOUT.columns}
    faults, notices = remarks_on_staff(read, headings, colleges)
    read.faults += faults
    read.faults += _taken_user_names(read, headings["number"], existing)
    held = _offices_held(existing.values())
    plan = plan_staff(read, existing, held, colleges)
    read.faults += _own_office(plan, read, existing, headings, by)
    missing = StaffMember.objects.count() - len(existing)
    return Draft(plan, read.faults, [*table.notices, *read.notices, *notices, *_left(missing)], missing)


def _offices_held(staff: Iterable[StaffMember]) -> dict[str, OfficesHeld]:
    """Answer the offices of members of staff by their numbers, and those among them that an import opened."""
    numbers = {member.account_id: member.number for member in staff if member.account_id is not None}
    every, imported = defaultdict(set), defaultdict(set)
    for chunk in chunks(numbers):
        for account, role, college, batch in Membership.objects.filter(account__in=chunk).values_list(
            "account_id", "role", "college_id", "imported_in_id"
        ):
            every[numbers[account]].add((Role(role), college))
            if batch is not None:
                imported[numbers[account]].add((Role(role), college))
    return {number: OfficesHeld(frozenset(every[number]), frozenset(imported[number])) for number in every}


def _own_office(
    plan: StaffPlan, read: ReadTable, existing: Mapping[str, StaffMember], headings: Mapping[str, str], by: Actor
) -> list[Fault]:
    """Answer the row by which whoever imports would change their own offices: nobody grants or takes their own."""
    return [
        Fault(
            row.line,
            headings["posts"],
            "OWN_OFFICE",
            _("By this row your own offices would change."),
            _("Correct the post, or let a colleague import the row."),
        )
        for row in read.good_rows
        if (number := row.values["number"]) in existing
        and existing[number].pk == by.staff_id
        and (number in plan.withdrawn or number in plan.granted)
    ]


def _numbers(read: ReadTable) -> list[str]:
    return sorted({row.values["number"] for row in read.rows if "number" in row.values})


def _colleges() -> dict[str, int]:
    return dict(College.objects.values_list("name", "pk"))


def _students(numbers: Iterable[str]) -> dict[str, Student]:
    return {s.number: s for chunk in chunks(numbers) for s in Student.objects.filter(number__in=chunk)}


def _habit_of_the_school() -> Habit:
    """Answer how the numbers of the students look that the school has already (one query)."""
    digits = Length("number")
    zeros = digits - Length(Func(F("number"), Value("0"), function="LTRIM"))
    counted = Student.objects.order_by().values(digits=digits, zeros=zeros).annotate(times=Count("pk"))
    return Habit({(row["digits"], row["zeros"]): row["times"] for row in counted})


def _taken_user_names(read: ReadTable, heading: str, existing: Mapping[str, Student | StaffMember]) -> list[Fault]:
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


def _has_account(person: Student | StaffMember | None) -> bool:
    return person is not None and person.account_id is not None


def _left(missing: int) -> list[Notice]:
    if not missing:
        return []
    message = _("%(count)s that are known are not in the file: they are left as they are.") % {"count": missing}
    return [Notice(WHOLE_FILE, "", "NOT_IN_THE_FILE", message)]
