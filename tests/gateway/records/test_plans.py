"""Training plans in the graph: written by those who make the programme, read by them and the school until approved."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import CollegeFactory, Scenario, officer
from tests.gateway.asking import Visitor
from tests.gateway.recruiting import id_of
from tests.workflows.drafts import start_of
from tests.workflows.witness import nothing_changes
from workflows.models import PlanVersion, Programme
from workflows.regulation.actor import ANYONE, Role
from workflows.services.plan_revisions import MOST_COURSES

pytestmark = pytest.mark.django_db
DRAFT = "query ($id: ID!) { node(id: $id) { ... on Programme { draftPlan { id totalCredits courses { id code } } } } }"


@pytest.fixture
def scenario() -> Scenario:
    return Scenario()


@pytest.fixture
def programme(scenario: Scenario) -> Programme:
    """Answer a programme that was proposed without a plan."""
    made: Programme = start_of(scenario, Programme).take()
    return made


def course(scenario: Scenario, number: int, **other: Any) -> dict[str, Any]:
    return {
        "code": f"N{number:03}", "title": f"课程{number}", "kind": "REQUIRED", "credits": "2.5", "theoryHours": 24,
        "practiceHours": 16, "term": 1, "assessment": "EXAM", "teacherId": id_of(scenario.director),
    } | other  # fmt: skip


def test_a_plan_is_written_and_read_by_its_makers_and_the_school_until_it_is_approved(
    scenario: Scenario, programme: Programme
):
    maker = Visitor(scenario.officer)
    courses = [course(scenario, number) for number in range(1, 7)]
    written = maker.do("revise_plan", id=id_of(programme), courses=courses, expectedVersion=1)
    assert (written["__typename"], written["version"]) == ("Programme", 2)
    for reader in (scenario.officer, scenario.aao, scenario.approver):
        plan = Visitor(reader).query(DRAFT, id=id_of(programme)).data["node"]["draftPlan"]
        assert (plan["totalCredits"], len(plan["courses"])) == ("15", 6)
    for stranger in (ANYONE, officer(Role.BURSAR), officer(Role.COLLEGE_OFFICER, CollegeFactory())):
        assert Visitor(stranger).query(DRAFT, id=id_of(programme)).data["node"] is None
        version = PlanVersion.objects.get(programme=programme)
        assert (
            Visitor(stranger).query("query ($id: ID!) { node(id: $id) { id } }", id=id_of(version)).data["node"] is None
        )

    given = {"id": id_of(programme), "decisionNumber": "纪要 1", "reason": "同意"}
    assert Visitor(scenario.approver).do("establish_programme", **given)["state"] == "ESTABLISHED"
    assert maker.query(DRAFT, id=id_of(programme)).data["node"]["draftPlan"] is None
    again = maker.do("revise_plan", id=id_of(programme), courses=courses)
    assert again["code"] == "STEP_NOT_FROM_HERE"


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
    scenario: Scenario, programme: Programme, other: dict[str, Any], path: list[str], code: str
):
    maker, given = Visitor(scenario.officer), {"id": id_of(programme), "courses": [course(scenario, 1, **other)]}
    with nothing_changes():
        refused = maker.do("revise_plan", **given)
    assert (path, code) in [(fault["path"], fault["code"]) for fault in refused["fieldErrors"]]


def test_more_courses_than_could_be_meant_are_refused_as_one(scenario: Scenario, programme: Programme):
    courses = [course(scenario, number) for number in range(MOST_COURSES + 5)]
    refused = Visitor(scenario.officer).do("revise_plan", id=id_of(programme), courses=courses)
    assert [(fault["path"], fault["code"]) for fault in refused["fieldErrors"]] == [(["courses"], "TOO_MANY")]
