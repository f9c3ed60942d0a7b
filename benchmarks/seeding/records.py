"""Programmes with their plans: proposed and established by those whose duty it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.test.utils import override_settings

from backend.approval import approval, approve, experts_from_outside
from workflows.models import Account, College, Course, Programme, Proposal, StaffMember
from workflows.pinyin import sort_key
from workflows.regulation.actor import Actor, Role
from workflows.selectors.people import actor_of
from workflows.services.drafts import revise
from workflows.services.part_revisions import revise_part
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

DOSSIER = {
    "positioning": "面向区域产业，培养复合型人才。",
    "objectives": "能独立完成一件作品。",
    "demand_research": "走访 12 家单位。",
    "first_year": 2026,
    "first_places": 60,
}
STEPS = [{"title": "建设课程", "starts_on": "2026-03-01", "ends_on": "2026-12-31"}]


def establish_programmes(count: int) -> list[Programme]:
    """Answer so many established programmes of seven courses each, spread over the colleges, by pinyin of title."""
    load_edition(settings.RULEBOOK_FILE.read_text("utf-8"))
    aao, approver = _officer("90000", Role.AAO_OFFICER), _officer("90001", Role.SCHOOL_APPROVER)
    directors = [_director(number, name) for number, name in enumerate(COLLEGES, start=1)]
    numbered = [f"{SUBJECTS[number % len(SUBJECTS)]}{number:03}" for number in range(count)]
    titles = sorted(numbered, key=sort_key)
    made = []
    for number, title in enumerate(titles):
        director = directors[number % len(directors)]
        gates = approval(submit=_actor(director), endorse=_endorser(director), accept=aao, establish=approver)
        made.append(_established(number, title, director, gates))
    return made


def _officer(number: str, role: Role, college: College | None = None) -> Actor:
    account = open_staff_account(_enter(number, f"职员{number}", college))
    grant_office(account, role, college)
    return actor_of(account)


def _endorser(director: StaffMember) -> Actor:
    """Answer the officer of a director's college."""
    account = Account.objects.get(memberships__role=Role.COLLEGE_OFFICER, memberships__college=director.college_id)
    return actor_of(account)


def _actor(staff: StaffMember) -> Actor:
    assert staff.account is not None  # noqa: S101  _director has opened it
    return actor_of(staff.account)


def _director(number: int, college_name: str) -> StaffMember:
    college = register_college(code=f"{number:02}", name=college_name, name_en=f"College {number}")
    staff = _enter(f"7{number:04}", f"负责人{number}", college)
    grant_office(open_staff_account(staff), Role.PROGRAMME_DIRECTOR, college)
    _officer(f"8{number:04}", Role.COLLEGE_OFFICER, college)
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


def _established(number: int, title: str, director: StaffMember, gates: Mapping[str, Actor]) -> Programme:
    by = gates["submit"]
    proposed = propose_programme(
        by=by,
        college=director.college,
        code=f"WZ{number:04}",
        title=title,
        title_en=f"Programme {number}",
        director=director,
        courses=[_course(place, title, director) for place in range(len(COURSES))],
    )
    proposal = proposed.proposals.get()
    revise(Proposal, proposal.pk, DOSSIER, by=by)
    revise_part(Proposal, proposal.pk, "construction_steps", STEPS, by=by)
    with override_settings(SYLLABUS_PORT="benchmarks.seeding.records.every_course"):  # pages are written in bulk, after
        approve(proposal, gates, decision_number=f"会议纪要 {number + 1}", experts=experts_from_outside())
    return Programme.objects.get(pk=proposed.pk)


def every_course(courses: Collection[Course]) -> set[int]:
    """Answer that each course will have its syllabus."""
    return {course.pk for course in courses}


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
