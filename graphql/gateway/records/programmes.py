"""Programmes in the graph, with their plans, courses and fees."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from django.utils.translation import gettext

from cms.selectors.records import pages_of_courses, pages_of_programmes
from gateway.peers import load_for
from gateway.records.differences import Difference, shown
from gateway.records.edges import below
from gateway.records.enums import Assessment, CourseKind, Demand, RecruitmentStatus
from gateway.records.node import Node, RecordNode, record_type
from gateway.records.people import College, StaffMember, college_of
from gateway.records.previews import Preview, preview
from gateway.records.scalars import Money, decimal_text, in_language
from workflows import clock, models
from workflows.regulation.actor import Actor
from workflows.selectors.colleges import staff_of
from workflows.selectors.intakes import intakes_of
from workflows.selectors.plans import (
    approved_plans,
    courses_of,
    courses_towards,
    decisions_on_plans,
    differences_of_plans,
    fee_for,
    requirements_of,
)
from workflows.selectors.recruitment import recruitment_of

if TYPE_CHECKING:
    from gateway.records.annual_reviews import AnnualReview
    from gateway.records.intakes import Intake
    from gateway.records.pages import ProgrammePage, SyllabusPage
    from gateway.records.proposals import Proposal


def _title(root: strawberry.Parent[Any], info: strawberry.Info) -> str:
    return in_language(root.title, root.title_en, info)


def _teacher(root: strawberry.Parent[models.Course]) -> StaffMember | None:
    return load_for(root, "teacher", lambda rows: staff_of(rows, "teacher_id"))


def _syllabus(root: strawberry.Parent[models.Course], info: strawberry.Info) -> Any:
    context = info.context
    return load_for(root, "syllabus", lambda rows: pages_of_courses(rows, context.language, context.sight))


def _credits(root: strawberry.Parent[models.Course]) -> str:
    return decimal_text(root.credits)


@record_type(models.Course, description="A course of a training plan. Public with its programme.")
class Course(Node):
    code: str = strawberry.field(description="The course's code. Since 0.1.")
    title: str = strawberry.field(resolver=_title, description="Its title in the reader's language. Since 0.1.")
    kind: CourseKind = strawberry.field(description="Required or elective. Since 0.1.")
    credits: str = strawberry.field(resolver=_credits, description='Exact credits, as a string: "2.5". Since 0.1.')
    hours: int = strawberry.field(description="Hours in all. Since 0.1.")
    theory_hours: int = strawberry.field(description="Hours of theory. Since 0.1.")
    practice_hours: int = strawberry.field(description="Hours of practice. Since 0.1.")
    term: int = strawberry.field(description="The term of the programme in which it is taught, from 1. Since 0.1.")
    assessment: Assessment = strawberry.field(description="How it is assessed. Since 0.1.")
    counts_towards: str = strawberry.field(
        description="The title of the plan's requirement to which it belongs; empty where there is none. Since 0.1."
    )
    teacher: StaffMember | None = strawberry.field(resolver=_teacher, description="Who teaches it. Since 0.1.")
    syllabus: Annotated[SyllabusPage, strawberry.lazy("gateway.records.pages")] | None = strawberry.field(
        resolver=_syllabus, description="Its syllabus, where one is published. Since 0.1."
    )


def _towards(root: strawberry.Parent[models.Requirement]) -> list[Course]:
    return load_for(root, "courses", courses_towards) or []


def _minimum(root: strawberry.Parent[models.Requirement]) -> str | None:
    return None if root.minimum is None else decimal_text(root.minimum)


@record_type(
    models.Requirement,
    description="What a training plan asks of students besides all required courses. Public with its programme.",
)
class Requirement(Node):
    title: str = strawberry.field(resolver=_title, description="Its title in the reader's language. Since 0.1.")
    demand: Demand = strawberry.field(
        description="All of its courses, or so many of them, or so many credits. Since 0.1."
    )
    minimum: str | None = strawberry.field(
        resolver=_minimum, description="How many courses or credits at least, exact; null where all. Since 0.1."
    )
    courses: list[Course] = strawberry.field(resolver=_towards, description="What counts towards it. Since 0.1.")


def _requirements(root: strawberry.Parent[models.PlanVersion]) -> list[Requirement]:
    return load_for(root, "requirements", requirements_of) or []


def _courses(root: strawberry.Parent[models.PlanVersion]) -> list[Course]:
    return load_for(root, "courses", courses_of) or []


def _total_credits(root: strawberry.Parent[models.PlanVersion]) -> str:
    return decimal_text(root.total_credits)


@strawberry.type(description="The decision of the school by which a training plan holds (Art. 4). Public. Since 0.1.")
class Approval:
    number: str = strawberry.field(description="Its number in the minutes. Since 0.1.")
    decided_on: dt.date = strawberry.field(description="Its day. Since 0.1.")
    decided_by: str = strawberry.field(description="Who decided, in words: the school (Art. 4). Since 0.1.")


def _approval(root: strawberry.Parent[models.PlanVersion]) -> Approval | None:
    decision = load_for(root, "approval", decisions_on_plans)
    if decision is None:
        return None
    return Approval(number=decision.number, decided_on=decision.decided_on, decided_by=gettext("the school"))


def _plan_differences(root: strawberry.Parent[models.PlanVersion]) -> list[Difference]:
    return load_for(root, "differences", lambda plans: shown(differences_of_plans(plans))) or []


@record_type(
    models.PlanVersion, description="A version of a training plan (人才培养方案, Art. 6(2)). Public once approved."
)
class PlanVersion(Node):
    number: int = strawberry.field(description="The version's number, from 1. Since 0.1.")
    course_count: int = strawberry.field(description="How many courses it has. Since 0.1.")
    total_credits: str = strawberry.field(
        resolver=_total_credits, description='The credits of all courses, exact, as a string: "13.5". Since 0.1.'
    )
    courses: list[Course] = strawberry.field(resolver=_courses, description="Its courses in their order. Since 0.1.")
    requirements: list[Requirement] = strawberry.field(
        resolver=_requirements,
        description="What it asks besides all required courses; nothing where all are required. Since 0.1.",
    )
    frozen_at: dt.datetime | None = strawberry.field(description="When it was approved and frozen. Since 0.1.")
    digest: str = strawberry.field(description="The sha256 of its courses, once frozen. Since 0.1.")
    approval: Approval | None = strawberry.field(
        resolver=_approval, description="The decision of the school that approved it (Art. 4). Since 0.1."
    )
    differences: list[Difference] = strawberry.field(
        resolver=_plan_differences,
        description="What differs from the version that was approved before it; none for a first one. Since 0.1.",
    )


@strawberry.type(description="Where recruitment stands, worked out in one place. Public. Since 0.1.")
class Recruitment:
    status: RecruitmentStatus = strawberry.field(description="Open, closed, suspended … Since 0.1.")
    changes_at: dt.datetime | None = strawberry.field(description="The next instant at which it changes. Since 0.1.")


@strawberry.type(
    description="The decision of the school that holds for a programme now (Art. 4, 8). Public. Since 0.1."
)
class Decision:
    number: str = strawberry.field(description="Its number in the minutes. Since 0.1.")
    decided_on: dt.date = strawberry.field(description="Its day. Since 0.1.")
    reason: str = strawberry.field(description="Its reason, where one is given. Since 0.1.")
    meaning: str = strawberry.field(
        description="What it means to current students, in the reader's language; empty where it recruits. Since 0.1."
    )


def _director(root: strawberry.Parent[models.Programme]) -> StaffMember | None:
    return load_for(root, "director", lambda rows: staff_of(rows, "director_id"))


def plan_of(root: Any) -> models.PlanVersion | None:
    """Answer the plan that holds: the latest that was approved."""
    return load_for(root, "plan", approved_plans)


def _plan(root: strawberry.Parent[models.Programme]) -> PlanVersion | None:
    return plan_of(root)  # type: ignore[return-value]  # rows stand for their types


def _fee(root: strawberry.Parent[models.Programme], info: strawberry.Info) -> Money | None:
    plan = plan_of(root)
    if plan is None:
        return None
    fee = fee_for(plan.total_credits, info.context.rulebook.edition)
    return Money(amount=str(fee.amount), currency=fee.currency)


def _intakes_of(root: models.Programme, actor: Actor) -> list[models.Intake]:
    return load_for(root, "intakes", lambda rows: intakes_of(rows, actor)) or []


def _intakes(root: strawberry.Parent[models.Programme], info: strawberry.Info) -> Any:
    return _intakes_of(root, info.context.actor)


def _recruitment(root: strawberry.Parent[models.Programme], info: strawberry.Info) -> Recruitment:
    found = recruitment_of(root, _intakes_of(root, info.context.actor), clock.now())
    return Recruitment(status=found.status.value, changes_at=found.changes_at)


def _decision(root: strawberry.Parent[models.Programme]) -> Decision | None:
    if root.decided_on is None:
        return None
    return Decision(
        number=root.decision_number, decided_on=root.decided_on, reason=root.decision_reason, meaning=root.meaning
    )


def _page(root: strawberry.Parent[models.Programme], info: strawberry.Info) -> Any:
    context = info.context
    return load_for(root, "page", lambda rows: pages_of_programmes(rows, context.language, context.sight))


@record_type(
    models.Programme,
    description="A micro-major (微专业): its facts; its prose is on its page. "
    "Public from its establishment on, as long as its page is (Art. 4, 6, 8).",
)
class Programme(RecordNode):
    code: str = strawberry.field(description="The school's code of the programme. Since 0.1.")
    title: str = strawberry.field(resolver=_title, description="Its title in the reader's language. Since 0.1.")
    college: College = strawberry.field(resolver=college_of, description="The college that offers it. Since 0.1.")
    director: StaffMember | None = strawberry.field(
        resolver=_director, description="Who directs it (Art. 6(3)). Since 0.1."
    )
    decision: Decision | None = strawberry.field(
        resolver=_decision, description="The school's decision that holds for it now. Since 0.1."
    )
    plan: PlanVersion | None = strawberry.field(
        resolver=_plan, description="The training plan that holds: the latest approved version (Art. 6(2)). Since 0.1."
    )
    fee: Money | None = strawberry.field(
        resolver=_fee,
        description="The tuition of the whole programme: credits times the fee of today (Art. 17). Since 0.1.",
    )
    intakes: list[Annotated[Intake, strawberry.lazy("gateway.records.intakes")]] = strawberry.field(
        resolver=_intakes, description="Its intakes, the latest first; one or two a year. Since 0.1."
    )
    recruitment: Recruitment = strawberry.field(
        resolver=_recruitment, description="Where recruitment stands at this moment. Since 0.1."
    )
    preview: Preview | None = preview()
    page: Annotated[ProgrammePage, strawberry.lazy("gateway.records.pages")] | None = strawberry.field(
        resolver=_page, description="Its page in the reader's language, if that is live and public. Since 0.1."
    )
    annual_reviews: list[Annotated[AnnualReview, strawberry.lazy("gateway.records.annual_reviews")]] = below(
        models.AnnualReview,
        "programme",
        "The reports on its years, and what the school decided; for those who make it and for the school. Since 0.1.",
    )
    proposals: list[Annotated[Proposal, strawberry.lazy("gateway.records.proposals")]] = below(
        models.Proposal,
        "programme",
        "What was put forward for it, the first proposal first; for those who make it and for the school. Since 0.1.",
    )
