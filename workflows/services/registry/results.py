"""The file of failed courses of the major: its columns, and what it would change (Art. 12(2))."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from workflows.models import MajorResult, Student
from workflows.regulation.words import NOTHING
from workflows.services.registry.cells import (
    academic_year,
    one_of,
    person_name,
    registry_number,
    score,
    words,
)
from workflows.services.registry.eligibility import chunks
from workflows.services.registry.faults import Fault
from workflows.services.registry.layout import Column, Layout, Use
from workflows.services.registry.numbers import known_with_zeros, lost_zeros
from workflows.services.registry.plans import Plan, differing
from workflows.services.registry.reading import ReadRow, ReadTable

Kind = MajorResult.Kind
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "正常考试": Kind.REGULAR,
        "补考": Kind.MAKE_UP,
        "缓考": Kind.DEFERRED,
        "重修": Kind.RETAKE,
        **{kind.value: kind for kind in Kind},
    }
)
SEMESTERS: Mapping[str, int] = MappingProxyType(
    {"1": 1, "2": 2, "3": 3, "第一学期": 1, "第二学期": 2, "第三学期": 3, "一": 1, "二": 2, "三": 3}
)
RESULT_LAYOUT = Layout(
    (
        Column("number", ("学号", "学生学号", "student number", "student no"), registry_number, is_text=True),
        Column("name", ("姓名", "学生姓名", "student name"), person_name(80), is_required=False, use=Use.CHECKED),
        Column("course_code", ("课程代码", "课程号", "课程编号", "code"), words(20), is_text=True),
        Column("course_title", ("课程名称", "课程", "course"), words(80)),
        Column("score", ("成绩", "总评成绩", "总成绩"), score),
        Column("kind", ("考试性质", "成绩性质", "kind of exam"), one_of(KINDS, "UNKNOWN_KIND")),
        Column("academic_year", ("学年", "学年度"), academic_year),
        Column("semester", ("学期", "term"), one_of(SEMESTERS, "UNKNOWN_SEMESTER")),
    ),
    key=("number", "course_code", "academic_year", "semester", "kind"),
)
ResultKey = tuple[int, str, str, int, str]
"""Student, course code, academic year, semester, kind."""


class ResultPlan(Plan[MajorResult]):
    """What the file of failed courses would change."""

    @property
    def student_ids(self) -> list[int]:
        """Answer whose results change, in the order in which students are locked."""
        return sorted({result.student_id for result in (*self.added, *self.after)})

    def results_after(self, before: Mapping[int, list[MajorResult]]) -> dict[int, list[MajorResult]]:
        """Answer the results of each student as they would be, in the order in which they were taken."""
        replaced = {result.pk: result for result in self.after}
        after = {pk: [replaced.get(r.pk, r) for r in before.get(pk, [])] for pk in self.student_ids}
        for result in self.added:
            after[result.student_id].append(result)
        return {pk: sorted(rows, key=lambda r: (r.academic_year, r.semester)) for pk, rows in after.items()}


def faults_of_results(read: ReadTable, headings: Mapping[str, str], students: Mapping[str, Student]) -> list[Fault]:
    """Answer the rows whose student is not known or bears another name, or whose score is missing."""
    return [fault for row in read.rows for fault in _faults(row, headings, students)]


def _faults(row: ReadRow, headings: Mapping[str, str], students: Mapping[str, Student]) -> list[Fault]:
    faults = []
    number, name = row.values.get("number"), row.values.get("name")
    student = students.get(number) if number else None
    if number and student is None:
        faults.append(_unknown_student(row.line, headings["number"], number, students))
    if student is not None and name and name != student.name:
        faults.append(
            Fault(
                row.line,
                headings["name"],
                "ANOTHER_NAME",
                _("%(number)s is the number of another student than “%(name)s”.") % {"number": number, "name": name},
                _("Correct the number or the name; if she has changed her name, import the students first."),
            )
        )
    if "score" in row.values and row.values["score"] is None and row.values.get("kind", Kind.DEFERRED) != Kind.DEFERRED:
        faults.append(
            Fault(
                row.line,
                headings["score"],
                "SCORE_MISSING",
                _("Only an exam that was put off (缓考) has no score."),
                _("Enter the score: 0 for one who stayed away."),
            )
        )
    return faults


def _unknown_student(line: int, heading: str, number: str, students: Mapping[str, Student]) -> Fault:
    if whole := known_with_zeros(number, students):
        return lost_zeros(line, heading, number, whole)
    return Fault(
        line,
        heading,
        "UNKNOWN_STUDENT",
        _("No student has the number %(number)s.") % {"number": number},
        _("Correct it, or import the students first."),
    )


def plan_results(
    read: ReadTable, students: Mapping[str, Student], existing: Mapping[int, list[MajorResult]]
) -> ResultPlan:
    """Answer what the good rows add, change and leave; a result that the file does not have is left as it is."""
    by_key = {_key_of(result): result for results in existing.values() for result in results}
    plan = ResultPlan()
    for row in read.good_rows:
        wanted = MajorResult(student=students[row.values["number"]], **_fields(row))
        result = by_key.get(_key_of(wanted))
        if result is None:
            plan.added.append(wanted)
        elif changed := differing(result, {name: getattr(wanted, name) for name in ("score", "course_title")}):
            subject = f"{wanted.student} · {wanted.course_title}"
            plan.change(result, changed, _words_of, line=row.line, subject=subject)
        else:
            plan.unchanged += 1
    return plan


def results_of(student_ids: Sequence[int]) -> dict[int, list[MajorResult]]:
    """Answer the results of each student who has some, in the order in which they were taken (a query a chunk)."""
    by_student: dict[int, list[MajorResult]] = defaultdict(list)
    for chunk in chunks(student_ids):
        for result in MajorResult.objects.filter(student__in=chunk).order_by("academic_year", "semester", "pk"):
            by_student[result.student_id].append(result)
    return by_student


def _fields(row: ReadRow) -> dict[str, Any]:
    return {name: value for name, value in row.values.items() if name not in {"number", "name"}}


def _key_of(result: MajorResult) -> ResultKey:
    return result.student_id, result.course_code, result.academic_year, result.semester, str(result.kind)


def _words_of(_name: str, value: object) -> str:
    return NOTHING if value is None else str(value)
