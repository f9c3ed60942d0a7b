"""Scenarios: people made by factory-boy, records made as people make them, through the services and the door."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import factory
from factory.django import DjangoModelFactory

from workflows import clock
from workflows.models import (
    Account,
    Application,
    College,
    ImportBatch,
    Intake,
    MajorResult,
    Programme,
    RulebookEdition,
    StaffMember,
    Student,
)
from workflows.pinyin import sort_key
from workflows.regulation.actor import Actor, Role
from workflows.rules.students import Level, RegistryStatus
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.drafts import begin
from workflows.services.people import grant_office, register_college
from workflows.services.programmes import propose_programme
from workflows.services.rulebooks import load_edition

RULEBOOKS = Path(__file__).resolve().parents[1] / "rulebooks"
TODAY = dt.datetime(2026, 11, 2, 10, 0, tzinfo=clock.SCHOOL_ZONE)
"""The moment at which the tests of records play: a Monday in the first semester of 2026-2027."""


class AccountFactory(DjangoModelFactory[Account]):
    class Meta:
        model = Account
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"9{n:05}")
    display_name = factory.Sequence(lambda n: f"某人{n}")
    password = factory.django.Password("a long enough password")


class CollegeFactory(factory.Factory[College]):
    """Registered as the office registers them, with its group of editors."""

    class Meta:
        model = College

    code = factory.Sequence(lambda n: f"C{n:03}")
    name = factory.Sequence(lambda n: f"第{n}学院")
    name_en = factory.Sequence(lambda n: f"College {n}")

    @classmethod
    def _create(cls, model_class: type[College], *args: Any, **fields: Any) -> College:
        return register_college(**fields)


class StaffFactory(DjangoModelFactory[StaffMember]):
    """A member of staff who could direct a programme."""

    class Meta:
        model = StaffMember

    account = factory.SubFactory(AccountFactory)
    number = factory.Sequence(lambda n: f"1{n:04}")
    name = factory.Sequence(lambda n: f"教师{n}")
    pinyin = factory.LazyAttribute(lambda o: sort_key(o.name))
    college = factory.SubFactory(CollegeFactory)
    title = "副教授"
    title_level = "associate_senior"
    degree = "doctor"
    field_knowledge = "长期研究该领域"
    management_experience = "曾任教研室主任"


class StudentFactory(DjangoModelFactory[Student]):
    """A student in her second year who may apply."""

    class Meta:
        model = Student

    account = factory.SubFactory(AccountFactory)
    number = factory.Sequence(lambda n: f"02501{n:05}")
    name = factory.Sequence(lambda n: f"学生{n}")
    pinyin = factory.LazyAttribute(lambda o: sort_key(o.name))
    college = factory.SubFactory(CollegeFactory)
    major = "软件工程"
    entry_year = 2025
    programme_years = 4
    level = Level.BACHELOR
    status = RegistryStatus.ENROLLED
    expected_graduation_on = dt.date(2029, 6, 30)
    phone = "10000000000"


def officer(role: Role, college: College | None = None) -> Actor:
    """Answer a new member of staff who holds this office."""
    staff = StaffFactory(college=college) if college else StaffFactory()
    grant_office(staff.account, role, college)
    return actor_of(staff.account)


def student(**fields: Any) -> Actor:
    """Answer a new student as an actor."""
    return actor_of(StudentFactory(**fields).account)


def edition(text: str | None = None) -> RulebookEdition:
    """Load an edition: the school's own unless another text is given."""
    return load_edition(text or (RULEBOOKS / "ccut-2025-62.toml").read_text("utf-8"))[0]


def courses(count: int = 6, credits: str = "2", *, teacher: StaffMember | None) -> list[dict[str, Any]]:
    """Answer so many courses of so many credits each."""
    return [
        {
            "code": f"K{n:03}",
            "title": f"课程{n}",
            "title_en": f"Course {n}",
            "credits": Decimal(credits),
            "theory_hours": 24,
            "practice_hours": 8,
            "term": 1 + n % 2,
            "assessment": "exam",
            "teacher": teacher,
        }
        for n in range(1, count + 1)
    ]


class Scenario:
    """One college with its officers, one programme, one intake: everything ready, so that a test breaks one thing."""

    def __init__(self, *, courses_count: int = 6, credits: str = "2", director: dict[str, Any] | None = None) -> None:
        """Make the people and the proposed programme."""
        if not RulebookEdition.objects.exists():
            edition()
        self.college: College = CollegeFactory()
        self.director = StaffFactory(college=self.college, **(director or {}))
        grant_office(self.director.account, Role.PROGRAMME_DIRECTOR, self.college)
        self.officer = officer(Role.COLLEGE_OFFICER, self.college)
        self.aao = officer(Role.AAO_OFFICER)
        self.approver = officer(Role.SCHOOL_APPROVER)
        self.programme: Programme = propose_programme(
            by=actor_of(self.director.account),
            college=self.college,
            code=f"WZY-{self.college.code}",
            title=f"智能金融{self.college.code}",
            title_en="Intelligent Finance",
            director=self.director,
            courses=courses(courses_count, credits, teacher=self.director),
        )

    def establish(self, **how: Any) -> Programme:
        """Let the school establish the programme."""
        inputs = {"decision_number": "会议纪要 2026-1"}
        self.programme = take_step(Programme, self.programme.pk, "establish", by=self.approver, inputs=inputs, **how)
        return self.programme

    def plan_intake(self, *, places: int = 30, **fields: Any) -> Intake:
        """Let the college plan an intake that is open from yesterday for a week."""
        announced = {
            "opens_at": clock.now() - dt.timedelta(days=1),
            "closes_at": clock.now() + dt.timedelta(days=7),
            "class_starts_on": clock.today() + dt.timedelta(days=30),
            "class_ends_on": clock.today() + dt.timedelta(days=240),
            "selection_method": Intake.SelectionMethod.ORDER_OF_APPLICATION,
            "selection_note": "按报名先后录取。",
        }
        given = {"academic_year": 2026, "places": places} | announced | fields
        return begin(Intake, given, by=self.officer, under=self.programme)

    def open_intake(self, *, places: int = 30, **fields: Any) -> Intake:
        """Let the college open an intake, of a programme that is established first."""
        if self.programme.state == Programme.State.PROPOSED:
            self.establish()
        return take_step(Intake, self.plan_intake(places=places, **fields).pk, "open", by=self.officer)

    def application(
        self, state: str = "draft", *, intake: Intake, by: Actor | None = None, reason: str = ""
    ) -> Application:
        """Let a student's application walk to a state, each step by whoever's duty it is."""
        applicant = by or student()
        made = begin(Application, {"statement": "我想学习"}, by=applicant, under=intake)
        for step, actor in _WAYS[state]:
            made = take_step(
                Application, made.pk, step, by=applicant if actor == "student" else self.officer, reason=reason
            )
        return made


_SUBMITTED = (("submit", "student"),)
_REVIEWED = (*_SUBMITTED, ("take_up", "officer"))
_WAYS: dict[str, tuple[tuple[str, str], ...]] = {
    "draft": (),
    "submitted": _SUBMITTED,
    "under_review": _REVIEWED,
    "returned": (*_REVIEWED, ("send_back", "officer")),
    "admitted": (*_REVIEWED, ("admit", "officer")),
    "waitlisted": (*_REVIEWED, ("waitlist", "officer")),
    "declined": (*_REVIEWED, ("decline", "officer")),
    "withdrawn": (*_SUBMITTED, ("withdraw", "student")),
}


def failed_course(student_id: int, *attempts: tuple[str, str | None], code: str = "B1001") -> None:
    """Give a student a course of the major with these attempts: pairs of kind and score."""
    batch = ImportBatch.objects.create(
        kind="results", file_name="t", digest="0" * 64, encoding="utf-8", imported_at=clock.now(),
        imported_by=AccountFactory(), added=1, changed=0, unchanged=0,
    )  # fmt: skip
    for number, (kind, score) in enumerate(attempts):
        MajorResult.objects.create(
            student_id=student_id, course_code=code, course_title="高等数学", academic_year="2025-2026",
            semester=1 + number, kind=kind, score=score and Decimal(score), imported_in=batch,
        )  # fmt: skip
