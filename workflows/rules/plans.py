"""What the measures ask of a training plan (Art. 6(2), 6(3))."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Self, TypeVar

from pydantic import Field, model_validator

from workflows.regulation.rule import NoParameters, Parameters, Unsaid, Whole, rule
from workflows.regulation.text import Wrong, said
from workflows.regulation.text import marked as _
from workflows.regulation.verdict import Verdict, cannot_tell, met_if
from workflows.regulation.words import AT_LEAST, AT_MOST, COURSES, Figure, UnitOfCount, Words

P = TypeVar("P", bound=Parameters)
CREDITS = UnitOfCount(Words(zh="学分", en="credits"), one="credit")


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A training plan in figures; all are zero where there is no plan at all."""

    course_count: int
    total_credits: Decimal
    courses_without_teacher: tuple[str, ...]


class CourseCount(Parameters):
    """How many courses; no maximum where it is absent."""

    minimum: Annotated[Whole, Field(ge=1, le=60), Figure(AT_LEAST, COURSES)]
    maximum: Annotated[Annotated[Whole, Field(ge=1, le=60)] | None, Figure(AT_MOST, COURSES)] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        return _in_order(self, self.minimum, self.maximum)


class CreditSum(Parameters):
    """How many credits in all; no maximum where it is absent."""

    minimum: Annotated[Decimal, Field(gt=0, le=200, decimal_places=1), Figure(AT_LEAST, CREDITS)]
    maximum: Annotated[Annotated[Decimal, Field(gt=0, le=200, decimal_places=1)] | None, Figure(AT_MOST, CREDITS)] = (
        None
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        return _in_order(self, self.minimum, self.maximum)


def _in_order(parameters: P, minimum: Decimal | int, maximum: Decimal | int | None) -> P:
    if maximum is not None and maximum < minimum:
        raise Wrong(said(_("maximum %(maximum)s is below minimum %(minimum)s"), maximum=maximum, minimum=minimum))
    return parameters


@rule("courses", "minimum", "maximum")
def offers_enough_courses(plan: PlanFacts, p: CourseCount) -> Verdict:
    """The training plan offers as many courses as the edition asks for."""
    holds = _within(plan.course_count, p.minimum, p.maximum)
    return met_if(holds, courses=plan.course_count, minimum=p.minimum, maximum=p.maximum)


@rule("credits", "minimum", "maximum")
def carries_enough_credits(plan: PlanFacts, p: CreditSum) -> Verdict:
    """The credits of the training plan's courses sum to what the edition asks for."""
    holds = _within(plan.total_credits, p.minimum, p.maximum)
    return met_if(holds, credits=plan.total_credits, minimum=p.minimum, maximum=p.maximum)


@rule("courses")
def team_covers_every_course(plan: PlanFacts, p: NoParameters) -> Verdict:
    """Every course of the training plan has a teacher of the team."""
    if plan.course_count == 0:
        return cannot_tell(courses=[])
    return met_if(not plan.courses_without_teacher, courses=plan.courses_without_teacher)


@dataclass(frozen=True, slots=True)
class Syllabi:
    """The courses of a training plan that have no syllabus with contents yet."""

    course_count: int
    courses_without_syllabus: tuple[str, ...]


@rule("courses")
def every_course_has_a_syllabus(syllabi: Syllabi, p: NoParameters) -> Verdict:
    """Every course of the training plan has a syllabus."""
    if syllabi.course_count == 0:
        return cannot_tell(courses=[])
    return met_if(not syllabi.courses_without_syllabus, courses=syllabi.courses_without_syllabus)


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a training plan asks of students, and what its courses offer towards it."""

    title: str
    least_courses: int
    least_credits: Decimal
    courses: int
    credits: Decimal


@dataclass(frozen=True, slots=True)
class Requirements:
    """What a training plan asks of students, and the courses that count towards something which it does not ask."""

    asked: tuple[Requirement, ...]
    astray: tuple[str, ...]


@rule(
    "requirements",
    "courses",
    unless_said=Unsaid(
        statement=Words(
            zh="培养方案中有无法满足的修读要求，或课程计入了不存在的要求。",
            en="The plan has a requirement that cannot be met, or a course counts towards one that it does not have.",
        ),
        remedy=Words(
            zh="请增加计入该要求的课程、降低要求，或改正课程的“计入”。",
            en="Let more courses count towards it, ask for less, or correct what the courses count towards.",
        ),
    ),
)
def requirements_can_be_met(plan: Requirements, p: NoParameters) -> Verdict:
    """The plan's courses offer what it asks of students, and count towards nothing else."""
    unmet = tuple(
        one.title for one in plan.asked if one.courses < max(one.least_courses, 1) or one.credits < one.least_credits
    )
    return met_if(not unmet and not plan.astray, requirements=unmet, courses=plan.astray)


def _within(value: Decimal | int, minimum: Decimal | int, maximum: Decimal | int | None) -> bool:
    return minimum <= value and (maximum is None or value <= maximum)
