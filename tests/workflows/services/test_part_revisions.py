"""The parts of a proposal are written as a whole: by whom it is, once, in the log, and never while it is looked at."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.factories import CollegeFactory, Scenario, officer
from tests.workflows.witness import nothing_changes
from workflows.models import Course, LogEntry, PlanVersion, Programme, Proposal
from workflows.models.plan import COURSES
from workflows.regulation.actor import ANYONE, Actor, Role
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.drafts import begin
from workflows.services.part_revisions import revise_part
from workflows.services.refusals import InvalidInput, NotPermitted, StaleVersion, StepNotFromHere

pytestmark = pytest.mark.django_db


def course(scenario: Scenario, number: int, **other: Any) -> dict[str, Any]:
    """Answer a course as a request tells it."""
    return {
        "code": f"N{number:03}", "title": f"课程{number}", "title_en": "", "kind": "required", "credits": "2.5",
        "theory_hours": 24, "practice_hours": 16, "term": 1, "assessment": "exam", "teacher": scenario.director.pk,
    } | other  # fmt: skip


def plan(scenario: Scenario, count: int) -> list[dict[str, Any]]:
    return [course(scenario, number) for number in range(1, count + 1)]


def revise_plan(pk: int, courses: list[dict[str, Any]], **how: Any) -> Proposal:
    return revise_part(Proposal, pk, "courses", courses, **how)


def director(scenario: Scenario) -> Actor:
    return actor_of(scenario.director.account)


@pytest.fixture
def proposal(scenario: Scenario) -> Proposal:
    """Answer the proposal with which a programme has begun, without a plan."""
    given = {"college": scenario.college, "code": "NEW-1", "title": "数字人文", "director": scenario.director}
    return begin(Programme, given, by=director(scenario)).proposals.get()


@pytest.fixture
def scenario() -> Scenario:
    return Scenario()


def faults(refused: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[tuple[str, ...], str]]:
    return [(fault.path, fault.code) for fault in refused.value.faults]


def test_a_proposal_that_was_begun_gets_its_plan(scenario: Scenario, proposal: Proposal):
    written = revise_plan(proposal.pk, plan(scenario, 6), by=director(scenario))
    version = PlanVersion.objects.get(proposal=proposal)
    assert (written.version, version.number, version.course_count, version.total_credits) == (2, 1, 6, Decimal(15))
    entry = LogEntry.objects.get(kind="proposal", record_id=proposal.pk, step="revise")
    assert (entry.details["courses"]["from"], len(entry.details["courses"]["to"])) == ([], 6)


def test_courses_come_and_go_and_the_log_says_which(scenario: Scenario, proposal: Proposal):
    revise_plan(proposal.pk, plan(scenario, 6), by=director(scenario))
    changed = [course(scenario, 1, credits="3"), *plan(scenario, 7)[2:]]
    revise_plan(proposal.pk, changed, by=scenario.officer)
    codes = Course.objects.filter(plan_version__proposal=proposal).values_list("code", "position")
    assert list(codes) == [("N001", 1), ("N003", 2), ("N004", 3), ("N005", 4), ("N006", 5), ("N007", 6)]
    told = LogEntry.objects.filter(kind="proposal", record_id=proposal.pk).latest("ordinal").details["courses"]
    assert [row["code"] for row in told["from"] if row not in told["to"]] == ["N001", "N002"]
    assert [row["code"] for row in told["to"] if row not in told["from"]] == ["N001", "N007"]


def test_a_plan_that_is_what_it_was_is_no_version(scenario: Scenario, proposal: Proposal):
    revise_plan(proposal.pk, plan(scenario, 6), by=director(scenario))
    with nothing_changes():
        revise_plan(
            proposal.pk, [course(scenario, n, credits=Decimal("2.5")) for n in range(1, 7)], by=director(scenario)
        )


def test_it_is_for_those_who_make_the_programme(scenario: Scenario, proposal: Proposal):
    for stranger in (ANYONE, officer(Role.COLLEGE_OFFICER, CollegeFactory()), scenario.aao, scenario.approver):
        with nothing_changes(), pytest.raises(NotPermitted):
            revise_plan(proposal.pk, plan(scenario, 6), by=stranger)


def test_nobody_overwrites_what_they_have_not_seen_and_a_key_writes_once(scenario: Scenario, proposal: Proposal):
    how = {"by": director(scenario), "expected_version": 1}
    assert revise_plan(proposal.pk, plan(scenario, 6), key="k", **how).version == 2
    with nothing_changes():
        assert revise_plan(proposal.pk, plan(scenario, 6), key="k", **how).version == 2
    with nothing_changes(), pytest.raises(StaleVersion):
        revise_plan(proposal.pk, plan(scenario, 7), **how)


@pytest.mark.parametrize(
    ("other", "field", "code"),
    [
        ({"code": ""}, "code", "REQUIRED"),
        ({"title": "长" * 81}, "title", "TOO_LONG"),
        ({"title": "a\x00"}, "title", "INVALID"),
        ({"credits": "0"}, "credits", "MIN_VALUE"),
        ({"credits": "20.5"}, "credits", "MAX_VALUE"),
        ({"credits": "2.25"}, "credits", "MAX_DECIMAL_PLACES"),
        ({"credits": "NaN"}, "credits", "INVALID"),
        ({"theory_hours": -1}, "theory_hours", "MIN_VALUE"),
        ({"theory_hours": 1000}, "theory_hours", "MAX_VALUE"),
        ({"term": 9}, "term", "MAX_VALUE"),
        ({"kind": "odd"}, "kind", "INVALID_CHOICE"),
        ({"teacher": 4711}, "teacher", "INVALID_CHOICE"),
        ({"code": "N001"}, "code", "TWICE"),
    ],
)
def test_what_a_course_cannot_be_is_refused_by_place_and_field(
    scenario: Scenario, proposal: Proposal, other: dict[str, Any], field: str, code: str
):
    courses = [*plan(scenario, 5), course(scenario, 6, **other)]
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        revise_plan(proposal.pk, courses, by=director(scenario))
    assert (("courses", "5", field), code) in faults(refused)


def test_a_file_that_went_wrong_is_refused_as_one(scenario: Scenario, proposal: Proposal):
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        revise_plan(proposal.pk, plan(scenario, COURSES.most + 1), by=director(scenario))
    assert faults(refused) == [(("courses",), "TOO_MANY")]


def test_nothing_is_written_while_it_is_looked_at(scenario: Scenario):
    proposal = scenario.take("submit")
    with nothing_changes(), pytest.raises(StepNotFromHere):
        revise_plan(proposal.pk, plan(scenario, 7), by=director(scenario))
    take_step(Proposal, proposal.pk, "send_back", by=scenario.officer, reason="课程过少")
    revise_plan(proposal.pk, plan(scenario, 7), by=director(scenario))
    assert scenario.plan.course_count == 7


def test_a_course_that_is_known_again_by_its_code_stays_the_row_that_it_was(scenario: Scenario, proposal: Proposal):
    revise_plan(proposal.pk, plan(scenario, 3), by=director(scenario))
    before = dict(Course.objects.filter(plan_version__proposal=proposal).values_list("code", "pk"))
    revise_plan(
        proposal.pk,
        [course(scenario, 3), course(scenario, 1, title="改名"), course(scenario, 9)],
        by=director(scenario),
    )
    after = dict(Course.objects.filter(plan_version__proposal=proposal).values_list("code", "pk"))
    assert [*after] == ["N003", "N001", "N009"]
    assert (after["N003"], after["N001"]) == (before["N003"], before["N001"])


@pytest.mark.parametrize(
    ("other", "fault"),
    [
        ({"ends_on": "2026-01-31"}, ("ends_on", "WRONG_ORDER")),
        ({"starts_on": "1999-01-01"}, ("starts_on", "OUT_OF_RANGE")),
        ({"starts_on": "soon"}, ("starts_on", "INVALID")),
        ({"title": ""}, ("title", "REQUIRED")),
    ],
)
def test_what_a_construction_step_cannot_be_is_refused_by_place_and_field(
    scenario: Scenario, other: dict[str, str], fault: tuple[str, str]
):
    step = {"title": "组建团队", "starts_on": "2026-02-01", "ends_on": "2026-03-01", "result": ""}
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        revise_part(Proposal, scenario.proposal.pk, "construction_steps", [step | other], by=director(scenario))
    assert faults(refused) == [(("construction_steps", "0", fault[0]), fault[1])]
