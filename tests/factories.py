"""Scenarios: people made by factory-boy, records made as people make them, through the services and the door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import factory
from factory.django import DjangoModelFactory

from workflows import clock
from workflows.models import (
    Account,
    Application,
    College,
    Course,
    ImportBatch,
    Intake,
    MajorResult,
    Membership,
    PlanVersion,
    Programme,
    Proposal,
    RulebookEdition,
    StaffMember,
    Student,
)
from workflows.models.plan import COURSES
from workflows.pinyin import sort_key
from workflows.regulation.actor import Actor, Role
from workflows.regulation.edition import Edition
from workflows.rules.directors import Degree, DirectorFacts, TitleLevel
from workflows.rules.plans import Syllabi
from workflows.rules.programmes import TitleFacts
from workflows.rules.proposals import Dossier, FirstIntake, Opinions, Partnership
from workflows.rules.students import Level, RegistryStatus
from workflows.selectors.facts import GATHERERS
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.drafts import begin, revise
from workflows.services.part_revisions import revise_part
from workflows.services.parts import write_rows
from workflows.services.people import follow_memberships, grant_office, register_college
from workflows.services.programmes import propose_programme
from workflows.services.rulebooks import load_edition

RULEBOOKS = Path(__file__).resolve().parents[1] / "rulebooks"
TODAY = dt.datetime(2026, 11, 2, 10, 0, tzinfo=clock.SCHOOL_ZONE)
"""The moment at which the tests of records play: a Monday in the first semester of 2026-2027."""


def every_course(courses: Collection[Course]) -> set[int]:
    """Answer that each of these courses has a syllabus."""
    return {course.pk for course in courses}


def three_in_favour(proposals: Sequence[Proposal], at: dt.datetime, edition: Edition) -> dict[int, Opinions]:
    """Answer that three experts were in favour of each of these proposals."""
    return {proposal.pk: Opinions(given=3, favourable=3) for proposal in proposals}


@contextmanager
def as_it_was_submitted() -> Iterator[None]:
    """Let the gates on the way find what submitting has just found: tests about gates go through them one by one."""
    good = DirectorFacts("", TitleLevel.SENIOR, Degree.DOCTOR, knows_the_field=True, has_managed_teaching=True)
    met = (
        TitleFacts("", frozenset()), Dossier(True, True, True, True), Partnership(()),
        Syllabi(6, ()), FirstIntake(False, None, None), good,
    )  # fmt: skip
    told = {(Proposal, type(one)): partial(_told_of_each, one) for one in met}
    with patch.dict(GATHERERS, told):
        yield


def _told_of_each(told: object, proposals: Sequence[Proposal], at: dt.datetime, edition: Edition) -> dict[int, object]:
    return {proposal.pk: told for proposal in proposals}


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


DOSSIER = {
    "positioning": "面向区域金融科技企业，培养懂数据的金融人才。",
    "objectives": "能用数据分析方法解决金融场景中的实际问题。",
    "demand_research": "走访 12 家企业、问卷 300 份，需求稳定。",
    "partners": "本地银行提供案例与实习。",
    "first_recruits": "理工科二、三年级学生，按平均学分绩点遴选。",
    "first_year": 2026,
    "first_places": 2000,
}
STEPS = [
    {"title": "组建团队", "starts_on": "2026-03-01", "ends_on": "2026-06-30", "result": "教学团队到位"},
    {"title": "建设课程", "starts_on": "2026-07-01", "ends_on": "2026-12-31"},
]
TO_THE_SCHOOL = ("submit", "endorse", "accept", "conclude")
"""The steps of a proposal until the school decides."""
DECISION = {"decision_number": "会议纪要 2026-1"}


class Scenario:
    """One college with its officers, one programme whose proposal is ready to be submitted: everything there, so that a test breaks one thing."""

    def __init__(self, *, courses_count: int = 6, credits: str = "2", director: dict[str, Any] | None = None) -> None:
        """Make the people and the proposed programme."""
        if not RulebookEdition.objects.exists():
            edition()
        self.college: College = CollegeFactory()
        self.director = StaffFactory(college=self.college, **(director or {}))
        self.officer, self.aao, self.approver = self._offices()
        self.programme: Programme = propose_programme(
            by=actor_of(self.director.account),
            college=self.college,
            code=f"WZY-{self.college.code}",
            title=f"智能金融{self.college.code}",
            title_en="Intelligent Finance",
            director=self.director,
            courses=courses(courses_count, credits, teacher=self.director),
        )
        self.complete_proposal()

    def _offices(self) -> tuple[Actor, Actor, Actor]:
        """Answer officers of the college, the Academic Affairs Office and the school; the director is one too."""
        held = (
            (self.director.account, Role.PROGRAMME_DIRECTOR, self.college),
            (StaffFactory(college=self.college).account, Role.COLLEGE_OFFICER, self.college),
            (StaffFactory().account, Role.AAO_OFFICER, None),
            (StaffFactory().account, Role.SCHOOL_APPROVER, None),
        )
        Membership.objects.bulk_create(
            Membership(account=account, role=role, college=college) for account, role, college in held
        )
        follow_memberships(*(account.pk for account, _, _ in held))
        actors = [actor_of(account) for account, _, _ in held[1:]]
        return actors[0], actors[1], actors[2]

    @property
    def proposal(self) -> Proposal:
        """Answer the programme's latest proposal, as it is now."""
        return self.programme.proposals.latest("pk")

    @property
    def plan(self) -> PlanVersion:
        """Answer the plan that the latest proposal puts forward."""
        return self.proposal.plan

    def write_plan(self, courses: Sequence[dict[str, Any]]) -> PlanVersion:
        """Let the latest proposal's plan have these courses."""
        write_rows(COURSES, self.plan, courses)
        return self.plan

    def complete_proposal(self) -> None:
        """Let the director write what a proposal must say besides its plan."""
        by, key = actor_of(self.director.account), self.proposal.pk
        revise(Proposal, key, DOSSIER, by=by)
        revise_part(Proposal, key, "construction_steps", STEPS, by=by)

    def take(self, *steps: str, reason: str = "", inputs: dict[str, Any] | None = None) -> Proposal:
        """Let the latest proposal take these steps, each by whose duty it is."""
        whose = {
            "submit": actor_of(self.director.account), "endorse": self.officer, "accept": self.aao,
            "conclude": self.aao, "establish": self.approver,
        }  # fmt: skip
        proposal = self.proposal
        for step in steps:
            given = DECISION | (inputs or {}) if step == "establish" else {}
            proposal = take_step(Proposal, proposal.pk, step, by=whose[step], reason=reason, inputs=given)
        return proposal

    def establish(self, *, reason: str = "") -> Programme:
        """Let the proposal go through every gate, and the school establish the programme."""
        self.take("submit", reason=reason)
        with as_it_was_submitted():
            self.take("endorse", "accept", "conclude", reason=reason)
        self.take("establish", reason=reason)
        self.programme = Programme.objects.get(pk=self.programme.pk)
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
