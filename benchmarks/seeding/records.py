"""Programmes with their plans: proposed and established by those whose duty it is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings

from workflows.models import College, Programme, StaffMember
from workflows.pinyin import sort_key
from workflows.regulation.actor import Actor, Role
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.people import grant_office, open_staff_account, register_college
from workflows.services.programmes import propose_programme
from workflows.services.rulebooks import load_edition

COURSES = ("导论", "方法基础", "数据实践", "案例研究", "前沿专题", "伦理与法规", "综合项目")
SUBJECTS = ("智能金融", "计算传播", "数字人文", "碳中和与智慧环保", "家庭教育", "低空经济", "供应链", "影像设计")
COLLEGES = (
    "信息工程学院",
    "经济管理学院",
    "艺术设计学院",
    "人文教育学院",
    "外国语学院",
    "机械学院",
    "化学学院",
    "数学学院",
)


def establish_programmes(count: int) -> list[Programme]:
    """Answer so many established programmes of seven courses each, spread over the colleges, by pinyin of title."""
    load_edition(settings.RULEBOOK_FILE.read_text("utf-8"))
    approver = _approver()
    directors = [_director(number, name) for number, name in enumerate(COLLEGES, start=1)]
    numbered = [f"{SUBJECTS[number % len(SUBJECTS)]}{number:03}" for number in range(count)]
    titles = sorted(numbered, key=sort_key)
    return [
        _established(number, title, directors[number % len(directors)], approver) for number, title in enumerate(titles)
    ]


def _approver() -> Actor:
    staff = _enter("90000", "校批准人", None)
    account = open_staff_account(staff)
    grant_office(account, Role.SCHOOL_APPROVER)
    return actor_of(account)


def _director(number: int, college_name: str) -> StaffMember:
    college = register_college(code=f"{number:02}", name=college_name, name_en=f"College {number}")
    staff = _enter(f"9{number:04}", f"负责人{number}", college)
    grant_office(open_staff_account(staff), Role.PROGRAMME_DIRECTOR, college)
    return staff


def _enter(number: str, name: str, college: College | None) -> StaffMember:
    return StaffMember.objects.create(
        number=number,
        name=name,
        pinyin=sort_key(name),
        college=college,
        title="教授",
        title_level="senior",
        degree="doctor",
        field_knowledge="长期研究该领域",
        management_experience="曾任教研室主任",
    )


def _established(number: int, title: str, director: StaffMember, approver: Actor) -> Programme:
    assert director.account is not None  # noqa: S101  _director has opened it
    assert director.college is not None  # noqa: S101  _director has registered it
    proposed = propose_programme(
        by=actor_of(director.account),
        college=director.college,
        code=f"WZ{number:04}",
        title=title,
        title_en=f"Programme {number}",
        director=director,
        courses=[_course(place, title, director) for place in range(len(COURSES))],
    )
    inputs = {"decision_number": f"会议纪要 {number + 1}"}
    return take_step(Programme, proposed.pk, "establish", by=approver, inputs=inputs)


def _course(place: int, title: str, teacher: StaffMember) -> dict[str, Any]:
    return {
        "code": f"K{place + 1:03}",
        "title": f"{title}{COURSES[place]}",
        "title_en": f"Course {place + 1}",
        "kind": "required" if place < 5 else "elective",
        "credits": Decimal("2.5") if place % 2 else Decimal(2),
        "theory_hours": 24,
        "practice_hours": 8,
        "term": 1 + place % 2,
        "assessment": "exam" if place % 2 else "coursework",
        "teacher": teacher,
    }
