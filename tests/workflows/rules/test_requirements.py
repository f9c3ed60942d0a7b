"""What a plan asks of students besides all required courses: its courses offer it, and count towards nothing else."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.regulation.rule import NoParameters
from workflows.regulation.verdict import Outcome
from workflows.rules.plans import Requirement, Requirements, requirements_can_be_met

COUNTS = st.integers(min_value=0, max_value=9)
CREDITS = st.integers(min_value=0, max_value=18).map(lambda half: Decimal(half) / 2)


def asked(*, courses: int = 0, credits: str = "0", offered: int = 2, worth: str = "4") -> Requirement:
    return Requirement("选修", courses, Decimal(credits), offered, Decimal(worth))


@pytest.mark.parametrize(
    ("requirement", "outcome"),
    [
        (asked(), Outcome.MET),
        (asked(offered=0, worth="0"), Outcome.NOT_MET),
        (asked(courses=2), Outcome.MET),
        (asked(courses=3), Outcome.NOT_MET),
        (asked(credits="4"), Outcome.MET),
        (asked(credits="4.5"), Outcome.NOT_MET),
    ],
)
def test_what_is_asked_is_offered(requirement: Requirement, outcome: Outcome):
    verdict = requirements_can_be_met(Requirements((requirement,), ()), NoParameters())
    assert (verdict.outcome, verdict.facts["requirements"]) == (
        outcome, [] if outcome == Outcome.MET else ["选修"],
    )  # fmt: skip


def test_a_course_counts_towards_what_there_is():
    verdict = requirements_can_be_met(Requirements((), ("统计学",)), NoParameters())
    assert (verdict.outcome, verdict.facts["courses"]) == (Outcome.NOT_MET, ["统计学"])
    assert requirements_can_be_met(Requirements((), ()), NoParameters()).outcome == Outcome.MET


@given(st.lists(st.tuples(COUNTS, CREDITS, COUNTS, CREDITS), max_size=5))
def test_it_holds_where_every_one_is_offered_and_nowhere_else(figures: list[tuple[int, Decimal, int, Decimal]]):
    plan = tuple(Requirement(str(place), *one) for place, one in enumerate(figures))
    verdict = requirements_can_be_met(Requirements(plan, ()), NoParameters())
    offered = [courses >= max(least, 1) and credits >= worth for least, worth, courses, credits in figures]
    assert (verdict.outcome == Outcome.MET) == all(offered)
