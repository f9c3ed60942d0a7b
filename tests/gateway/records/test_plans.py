"""Parts of proposals in the graph: written by those who make the programme, read by them and the school."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import CollegeFactory, Scenario, officer
from tests.gateway.asking import Visitor
from tests.gateway.recruiting import Recruiting, id_of
from tests.workflows.drafts import start_of
from tests.workflows.witness import nothing_changes
from workflows.models import PlanVersion, Programme, Proposal
from workflows.models.plan import COURSES
from workflows.regulation.actor import ANYONE, Role
from workflows.selectors.people import actor_of
from workflows.services.drafts import begin
from workflows.services.part_revisions import revise_part
from workflows.services.parts import rows_as_told

pytestmark = pytest.mark.django_db
DRAFT = "query ($id: ID!) { node(id: $id) { ... on Proposal { plan { id totalCredits courses { id code } } } } }"


@pytest.fixture
def scenario() -> Scenario:
    return Scenario()


@pytest.fixture
def proposal(scenario: Scenario) -> Proposal:
    """Answer the proposal with which a programme has begun, without a plan."""
    return start_of(scenario, Programme).take().proposals.get()


def course(scenario: Scenario, number: int, **other: Any) -> dict[str, Any]:
    return {
        "code": f"N{number:03}", "title": f"课程{number}", "kind": "REQUIRED", "credits": "2.5", "theoryHours": 24,
        "practiceHours": 16, "term": 1, "assessment": "EXAM", "teacherId": id_of(scenario.director),
    } | other  # fmt: skip


def test_a_plan_is_written_and_read_by_its_makers_and_the_school_until_it_is_approved(
    scenario: Scenario, proposal: Proposal
):
    maker = Visitor(scenario.officer)
    courses = [course(scenario, number) for number in range(1, 7)]
    written = maker.do("revise_plan", id=id_of(proposal), courses=courses, expectedVersion=1)
    assert (written["__typename"], written["version"]) == ("Proposal", 2)
    for reader in (scenario.officer, scenario.aao, scenario.approver):
        plan = Visitor(reader).query(DRAFT, id=id_of(proposal)).data["node"]["plan"]
        assert (plan["totalCredits"], len(plan["courses"])) == ("15", 6)
    for stranger in (ANYONE, officer(Role.BURSAR), officer(Role.COLLEGE_OFFICER, CollegeFactory())):
        assert Visitor(stranger).query(DRAFT, id=id_of(proposal)).data["node"] is None
        version = PlanVersion.objects.get(proposal=proposal)
        assert (
            Visitor(stranger).query("query ($id: ID!) { node(id: $id) { id } }", id=id_of(version)).data["node"] is None
        )

    submitted = Visitor(actor_of(scenario.director.account)).do("submit_proposal", id=id_of(scenario.proposal))
    assert submitted["state"] == "SUBMITTED"
    again = maker.do("revise_plan", id=id_of(scenario.proposal), courses=courses)
    assert again["code"] == "STEP_NOT_FROM_HERE"


def test_the_steps_by_which_it_is_built_are_written_and_read(scenario: Scenario, proposal: Proposal):
    steps = [{"title": "组建团队", "startsOn": "2026-03-01", "endsOn": "2026-06-30", "result": "到位"}]
    maker = Visitor(scenario.officer)
    written = maker.do("revise_construction_plan", id=id_of(proposal), constructionSteps=steps)
    text = (
        "query ($id: ID!) { node(id: $id) { ... on Proposal { constructionSteps { title startsOn endsOn result } } } }"
    )
    assert written["__typename"] == "Proposal"
    assert maker.query(text, id=id_of(proposal)).data["node"]["constructionSteps"] == steps
    wrong = [steps[0] | {"endsOn": "2026-01-01"}]
    refused = maker.do("revise_construction_plan", id=id_of(proposal), constructionSteps=wrong)
    assert [(fault["path"], fault["code"]) for fault in refused["fieldErrors"]] == [
        (["constructionSteps", "0", "endsOn"], "WRONG_ORDER")
    ]


@pytest.mark.parametrize(
    ("other", "path", "code"),
    [
        ({"credits": "viel"}, ["courses", "0", "credits"], "INVALID"),
        ({"credits": "1e400"}, ["courses", "0", "credits"], "MAX_VALUE"),
        ({"teacherId": "x"}, ["courses", "0", "teacherId"], "INVALID_CHOICE"),
        ({"code": "  "}, ["courses", "0", "code"], "REQUIRED"),
        ({"theoryHours": -3}, ["courses", "0", "theoryHours"], "MIN_VALUE"),
    ],
)
def test_what_a_course_cannot_be_is_refused_where_it_stands(
    scenario: Scenario, proposal: Proposal, other: dict[str, Any], path: list[str], code: str
):
    maker, given = Visitor(scenario.officer), {"id": id_of(proposal), "courses": [course(scenario, 1, **other)]}
    with nothing_changes():
        refused = maker.do("revise_plan", **given)
    assert (path, code) in [(fault["path"], fault["code"]) for fault in refused["fieldErrors"]]


def test_more_courses_than_could_be_meant_are_refused_as_one(scenario: Scenario, proposal: Proposal):
    courses = [course(scenario, number) for number in range(COURSES.most + 5)]
    refused = Visitor(scenario.officer).do("revise_plan", id=id_of(proposal), courses=courses)
    assert [(fault["path"], fault["code"]) for fault in refused["fieldErrors"]] == [(["courses"], "TOO_MANY")]


def test_a_plan_says_what_it_asks_of_students(recruiting: Recruiting):
    scenario = recruiting.scenario
    maker = Visitor(actor_of(scenario.director.account))
    begin(Proposal, {}, by=maker.actor, under=scenario.programme)
    asked = {"title": "方向选修", "titleEn": "Electives", "demand": "CREDITS", "minimum": "4"}
    written = maker.do("revise_requirements", id=id_of(scenario.proposal), requirements=[asked])
    assert written["__typename"] == "Proposal"
    rows = rows_as_told(COURSES, scenario.plan)
    counting = [row | {"counts_towards": "方向选修" if place < 2 else ""} for place, row in enumerate(rows)]
    revise_part(Proposal, scenario.proposal.pk, "courses", counting, by=maker.actor)
    scenario.establish()
    query = "query ($id: ID!) { node(id: $id) { ... on Programme { plan { requirements { title demand minimum courses { code countsTowards } } } } } }"
    for language, title in (("zh-hans", "方向选修"), ("en", "Electives")):
        told = (
            Visitor(language=language).query(query, id=id_of(scenario.programme)).data["node"]["plan"]["requirements"]
        )
        assert told == [
            {
                "title": title,
                "demand": "CREDITS",
                "minimum": "4",
                "courses": [{"code": row["code"], "countsTowards": "方向选修"} for row in rows[:2]],
            }
        ]
