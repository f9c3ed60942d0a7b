"""The file of students: its columns, and what it would change."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from workflows.models import Student
from workflows.models.people import LEVEL_LABELS, STATUS_LABELS
from workflows.pinyin import sort_key
from workflows.regulation.words import NOTHING
from workflows.rules.students import Level, RegistryStatus
from workflows.services.registry.cells import (
    day,
    entry_year,
    one_of,
    person_name,
    phone,
    programme_years,
    registry_number,
    words,
)
from workflows.services.registry.faults import Fault, Notice
from workflows.services.registry.layout import Column, Layout
from workflows.services.registry.numbers import Habit, known_with_zeros, lost_zeros
from workflows.services.registry.plans import Plan, differing
from workflows.services.registry.reading import ReadTable

LEVELS: Mapping[str, Level] = MappingProxyType(
    {"本科": Level.BACHELOR, "专升本": Level.UPGRADE, **{level.value: level for level in Level}}
)
STATUSES: Mapping[str, RegistryStatus] = MappingProxyType(
    {
        "在读": RegistryStatus.ENROLLED,
        "休学": RegistryStatus.ON_LEAVE,
        "保留学籍": RegistryStatus.STATUS_RETAINED,
        "退学": RegistryStatus.WITHDRAWN,
        "开除学籍": RegistryStatus.EXPELLED,
        "毕业": RegistryStatus.GRADUATED,
        **{status.value: status for status in RegistryStatus},
    }
)


def student_layout(colleges: Mapping[str, int]) -> Layout:
    """Answer the columns of the file of students, for colleges by their names."""
    return Layout(
        (
            Column("number", ("学号", "学生学号", "student number", "student no"), registry_number, is_text=True),
            Column("name", ("姓名", "学生姓名", "student name"), person_name(80)),
            Column("college_id", ("学院", "所在学院", "院系", "college"), one_of(colleges, "UNKNOWN_COLLEGE")),
            Column("major", ("专业", "专业名称", "主修专业"), words(80)),
            Column("entry_year", ("年级", "入学年份", "入学年级", "year of entry", "grade"), entry_year),
            Column("programme_years", ("学制", "修业年限", "length of study"), programme_years),
            Column("level", ("培养层次", "层次", "level of study"), one_of(LEVELS, "UNKNOWN_LEVEL")),
            Column("status", ("学籍状态", "在校状态", "registry status"), one_of(STATUSES, "UNKNOWN_STATUS")),
            Column("expected_graduation_on", ("预计毕业日期", "预计毕业时间", "毕业日期", "expected graduation"), day),
            Column(
                "phone",
                ("手机号", "手机", "手机号码", "联系电话", "mobile"),
                phone,
                is_required=False,
                is_private=True,
            ),
        ),
        key=("number",),
    )


class StudentPlan(Plan[Student]):
    """What the file of students would change."""

    private = frozenset({"phone"})


def faults_of_numbers(
    read: ReadTable, heading: str, *, known: Collection[str], habit: Habit
) -> tuple[list[Fault], list[Notice]]:
    """
    Answer the numbers that lost their leading zeros, by the school's numbers or the file's own, and unusual ones.

    ``known`` are those that students have already, of the file's numbers and of the same with zeros put back.
    """
    own = Habit.of(row.values["number"] for row in read.rows if "number" in row.values)
    faults, notices = [], []
    for row in read.rows:
        number = row.values.get("number")
        if number is None or number in known:
            continue
        whole = known_with_zeros(number, known) or habit.with_lost_zeros(number) or own.with_lost_zeros(number)
        if whole:
            faults.append(lost_zeros(row.line, heading, number, whole))
        elif own.is_unusual(number):
            message = _("“%(cell)s” has another length than the other student numbers.") % {"cell": number}
            notices.append(Notice(row.line, heading, "UNUSUAL_LENGTH", message))
    return faults, notices


def plan_students(read: ReadTable, existing: Mapping[str, Student], colleges: Mapping[int, str]) -> StudentPlan:
    """Answer what the good rows add, change and leave, beside the students that have their numbers already."""
    plan, words_of = StudentPlan(), partial(_words_of, colleges)
    for row in read.good_rows:
        student = existing.get(row.values["number"])
        if student is None:
            plan.added.append(Student(**row.values, pinyin=sort_key(row.values["name"])))
        elif changed := differing(student, row.values):
            plan.change(student, changed, words_of, line=row.line)
        else:
            plan.unchanged += 1
    return plan


def _words_of(colleges: Mapping[int, str], name: str, value: Any) -> str:
    match name, value:
        case _, None:
            return NOTHING
        case "college_id", _:
            return colleges.get(value, NOTHING)
        case "level", _:
            return str(LEVEL_LABELS[Level(value)])
        case "status", _:
            return str(STATUS_LABELS[RegistryStatus(value)])
        case _:
            return str(value)
