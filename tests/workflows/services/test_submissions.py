"""What was handed in is kept, and what came back is compared with it: by course, by credit, by field."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import CollegeFactory, Scenario, StaffFactory, officer
from tests.workflows.ways import REASON
from workflows.models import Proposal, Submission
from workflows.models.plan import COURSES
from workflows.regulation.actor import Role
from workflows.selectors.people import actor_of
from workflows.selectors.plans import decisions_on_plans, differences_of_plans
from workflows.selectors.submissions import differences_of_submissions, submissions_of
from workflows.services.door import take_step
from workflows.services.drafts import begin, revise
from workflows.services.part_revisions import revise_part
from workflows.services.parts import rows_as_told

pytestmark = pytest.mark.django_db


@pytest.fixture
def scenario() -> Scenario:
    return Scenario()


def told(found: Any) -> list[tuple[str, str, str, list[tuple[str, Any, Any]]]]:
    return [
        (one.kind, one.part, one.row, [(went.field.name, went.before, went.now) for went in one.fields])
        for one in found
    ]


def latest(proposal: Proposal) -> Submission:
    return proposal.submissions.latest("number")


def mended(scenario: Scenario, rows: list[dict[str, Any]]) -> Submission:
    """Let a submitted proposal come back, get these courses, and be submitted again."""
    take_step(Proposal, scenario.proposal.pk, "send_back", by=scenario.officer, reason=REASON)
    revise_part(Proposal, scenario.proposal.pk, "courses", rows, by=actor_of(scenario.director.account))
    return latest(scenario.take("submit"))


def rows_of(scenario: Scenario) -> list[dict[str, Any]]:
    return rows_as_told(COURSES, scenario.plan)


def test_a_submission_keeps_all_that_is_judged(scenario: Scenario):
    proposal = scenario.take("submit")
    kept = proposal.submissions.get()
    assert (kept.number, kept.submitted_at, kept.submitted_by) == (
        1, proposal.submitted_at, scenario.director.account,
    )  # fmt: skip
    assert kept.content["title"] == scenario.programme.title
    assert kept.content["director"] == scenario.director.pk
    assert kept.content["positioning"] == proposal.positioning
    assert [row["credits"] for row in kept.content["courses"]] == ["2.0"] * 6
    assert {row["starts_on"] for row in kept.content["construction_steps"]} <= {
        str(step.starts_on) for step in proposal.construction_steps.all()
    }
    assert differences_of_submissions([kept]) == {}


def test_what_came_back_differs_by_course_and_by_credit(scenario: Scenario):
    scenario.take("submit")
    rows = rows_of(scenario)
    other = StaffFactory(college=scenario.college)
    changed = rows[0] | {"credits": "3", "teacher": other.pk, "assessment": "coursework"}
    new = rows[5] | {"code": "NEW", "title": "新课"}
    submission = mended(scenario, [changed, *rows[1:5], new])

    found = told(differences_of_submissions([submission])[submission.pk])
    assert [(kind, part, row) for kind, part, row, _ in found] == [
        ("removed", "courses", rows[5]["code"]),
        ("added", "courses", "NEW"),
        ("changed", "courses", rows[0]["code"]),
    ]
    assert [(name, str(before), str(now)) for name, before, now in found[2][3]] == [
        ("credits", "2.0", "3.0"),
        ("assessment", "考试", "考查"),
        ("teacher", str([scenario.director.name]), str([other.name])),
    ]


def test_words_title_and_order_are_compared_too(scenario: Scenario):
    scenario.take("submit")
    take_step(Proposal, scenario.proposal.pk, "send_back", by=scenario.officer, reason=REASON)
    by = actor_of(scenario.director.account)
    revise(Proposal, scenario.proposal.pk, {"positioning": "另一定位"}, by=by)
    revise(type(scenario.programme), scenario.programme.pk, {"title": "智能投资"}, by=by)
    rows = rows_of(scenario)
    revise_part(Proposal, scenario.proposal.pk, "courses", [rows[1], rows[0], *rows[2:]], by=by)
    submission = latest(scenario.take("submit"))

    found = told(differences_of_submissions([submission])[submission.pk])
    assert [(kind, part) for kind, part, _, _ in found] == [
        ("changed", "title"), ("changed", "positioning"), ("moved", "courses"),
    ]  # fmt: skip
    assert found[0][3] == [("title", scenario.programme.title, "智能投资")]


def test_who_works_on_it_reads_its_submissions_and_nobody_else(scenario: Scenario):
    proposal = scenario.take("submit")
    for reader in (scenario.officer, scenario.aao, scenario.approver, actor_of(scenario.director.account)):
        assert [one.number for one in submissions_of([scenario.proposal], reader)[proposal.pk]] == [1]
    for stranger in (officer(Role.COLLEGE_OFFICER, CollegeFactory()), officer(Role.EXPERT)):
        assert submissions_of([scenario.proposal], stranger) == {}


def test_a_further_version_of_the_plan_differs_from_the_approved_one(scenario: Scenario):
    programme = scenario.establish()
    first = scenario.plan
    assert differences_of_plans([first]) == {}
    assert decisions_on_plans([first])[first.pk].number == scenario.proposal.decision_number

    by = actor_of(scenario.director.account)
    begin(Proposal, {}, by=by, under=programme)
    second = scenario.plan
    assert (differences_of_plans([second]), decisions_on_plans([second])) == ({second.pk: []}, {})
    rows = rows_of(scenario)
    revise_part(Proposal, scenario.proposal.pk, "courses", [rows[0] | {"credits": "3"}, *rows[1:]], by=by)
    assert told(differences_of_plans([first, second])[second.pk]) == [
        ("changed", "courses", rows[0]["code"], [("credits", *map(type(scenario.plan.total_credits), ("2.0", "3.0")))])
    ]
