"""What is asked of a training plan: enough courses, enough credits, a teacher for each."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.regulation.rule import NoParameters
from workflows.regulation.verdict import Outcome
from workflows.rules.plans import (
    CourseCount,
    CreditSum,
    PlanFacts,
    carries_enough_credits,
    offers_enough_courses,
    team_covers_every_course,
)

SIX_TO_SEVEN = CourseCount(minimum=6, maximum=7)
TWELVE_TO_SIXTEEN = CreditSum(minimum=Decimal(12), maximum=Decimal(16))


def plan(courses: int = 6, credits: str = "12", without_teacher: tuple[str, ...] = ()) -> PlanFacts:
    """Answer a plan that holds, unless told otherwise."""
    return PlanFacts(courses, Decimal(credits), without_teacher)


@pytest.mark.parametrize(
    ("courses", "outcome"),
    [(0, "not_met"), (5, "not_met"), (6, "met"), (7, "met"), (8, "not_met")],
)
def test_a_plan_has_six_or_seven_courses(courses: int, outcome: str) -> None:
    verdict = offers_enough_courses(plan(courses), SIX_TO_SEVEN)
    assert verdict.outcome == outcome
    assert verdict.facts == {"courses": courses, "minimum": 6, "maximum": 7}


@pytest.mark.parametrize(("courses", "outcome"), [(4, "not_met"), (5, "met"), (60, "met")])
def test_without_a_maximum_a_plan_may_have_any_number_of_courses_above(courses: int, outcome: str) -> None:
    verdict = offers_enough_courses(plan(courses), CourseCount(minimum=5))
    assert (verdict.outcome, verdict.facts["maximum"]) == (outcome, None)


@pytest.mark.parametrize(
    ("credits", "outcome"),
    [("0", "not_met"), ("11.9", "not_met"), ("12", "met"), ("12.0", "met"), ("16", "met"), ("16.1", "not_met")],
)
def test_the_credits_of_a_plan_sum_to_12_to_16_to_the_tenth(credits: str, outcome: str) -> None:
    assert carries_enough_credits(plan(credits=credits), TWELVE_TO_SIXTEEN).outcome == outcome


@pytest.mark.parametrize(("credits", "outcome"), [("7.5", "not_met"), ("8", "met"), ("99.5", "met")])
def test_without_a_maximum_a_plan_may_carry_any_sum_of_credits_above(credits: str, outcome: str) -> None:
    assert carries_enough_credits(plan(credits=credits), CreditSum(minimum=Decimal(8))).outcome == outcome


def test_credits_are_told_without_needless_zeros() -> None:
    facts = carries_enough_credits(plan(credits="10.50"), TWELVE_TO_SIXTEEN).facts
    assert facts == {"credits": "10.5", "minimum": "12", "maximum": "16"}


def test_a_minimum_that_is_the_maximum_asks_for_exactly_that() -> None:
    exactly = CourseCount(minimum=6, maximum=6)
    assert [offers_enough_courses(plan(n), exactly).outcome for n in (5, 6, 7)] == ["not_met", "met", "not_met"]


@given(st.integers(0, 100), st.integers(1, 60), st.none() | st.integers(0, 30))
def test_a_plan_holds_exactly_between_minimum_and_maximum(courses: int, minimum: int, width: int | None) -> None:
    maximum = None if width is None else min(minimum + width, 60)
    holds = minimum <= courses and (maximum is None or courses <= maximum)
    met = offers_enough_courses(plan(courses), CourseCount(minimum=minimum, maximum=maximum)).outcome is Outcome.MET
    assert met is holds


def test_a_course_without_a_teacher_is_named() -> None:
    verdict = team_covers_every_course(plan(without_teacher=("机器学习", "数据伦理")), NoParameters())
    assert verdict.outcome is Outcome.NOT_MET
    assert verdict.facts == {"courses": ["机器学习", "数据伦理"]}


def test_a_plan_whose_every_course_has_a_teacher_is_covered() -> None:
    assert team_covers_every_course(plan(), NoParameters()).outcome is Outcome.MET


def test_whether_the_team_covers_a_plan_without_courses_cannot_be_told() -> None:
    assert team_covers_every_course(plan(0, "0"), NoParameters()).outcome is Outcome.CANNOT_TELL
