"""Submissions and versions of plans in the graph: what differs, for those who work on a proposal and for the public."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import CollegeFactory, Scenario, officer
from tests.gateway.asking import Visitor
from tests.gateway.recruiting import Recruiting, id_of
from tests.workflows.drafts import expert
from tests.workflows.ways import DECLARED, REASON, named_expert
from workflows.models import Proposal
from workflows.models.plan import COURSES
from workflows.regulation.actor import ANYONE, Role
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.drafts import begin
from workflows.services.part_revisions import revise_part
from workflows.services.parts import rows_as_told

pytestmark = pytest.mark.django_db
DIFFERENCES = "differences { kind part row title fields { name label before now } }"
SUBMISSIONS = f"""query ($id: ID!) {{ node(id: $id) {{ ... on Proposal {{
    submissions {{ number submittedAt {DIFFERENCES} }} }} }} }}"""
PLAN = f"query ($id: ID!) {{ node(id: $id) {{ ... on Programme {{ plan {{ number approval {{ number decidedOn decidedBy }} {DIFFERENCES} }} }} }} }}"


def with_three_credits(scenario: Scenario) -> None:
    """Let the first course of the latest proposal's plan have three credits."""
    first, *others = rows_as_told(COURSES, scenario.plan)
    by = actor_of(scenario.director.account)
    revise_part(Proposal, scenario.proposal.pk, "courses", [first | {"credits": "3"}, *others], by=by)


def changed(scenario: Scenario) -> dict[str, Any]:
    first = scenario.plan.courses.earliest("position")
    return {
        "kind": "CHANGED",
        "part": "courses",
        "row": first.code,
        "title": f"{first.code} {first.title}",
        "fields": [{"name": "credits", "label": "学分", "before": "2", "now": "3"}],
    }


def test_who_works_on_a_proposal_reads_what_came_back_changed():
    scenario = Scenario()
    scenario.take("submit")
    take_step(Proposal, scenario.proposal.pk, "send_back", by=scenario.officer, reason=REASON)
    with_three_credits(scenario)
    proposal = scenario.take("submit")

    for reader in (actor_of(scenario.director.account), scenario.officer, scenario.aao, scenario.approver):
        told = Visitor(reader).query(SUBMISSIONS, id=id_of(proposal)).data["node"]["submissions"]
        assert [(one["number"], one["differences"]) for one in told] == [(1, []), (2, [changed(scenario)])]
        assert told[1]["submittedAt"] == proposal.submitted_at.isoformat()


def test_an_expert_reads_what_stands_and_not_what_stood_before():
    scenario = Scenario()
    proposal = scenario.take("submit", "endorse", "accept")
    _, reviewer = named_expert(scenario, DECLARED)
    assert Visitor(reviewer).query(SUBMISSIONS, id=id_of(proposal)).data["node"] == {"submissions": []}
    for stranger in (ANYONE, actor_of(expert().account), officer(Role.COLLEGE_OFFICER, CollegeFactory())):
        assert Visitor(stranger).query(SUBMISSIONS, id=id_of(proposal)).data["node"] is None


def test_everybody_reads_by_which_decision_a_plan_holds_and_what_it_changed(recruiting: Recruiting):
    scenario = recruiting.scenario
    first = Visitor().query(PLAN, id=id_of(scenario.programme)).data["node"]["plan"]
    decided_on = str(scenario.programme.decided_on)
    decision = {"number": scenario.proposal.decision_number, "decidedOn": decided_on, "decidedBy": "学校"}
    assert first == {"number": 1, "approval": decision, "differences": []}

    begin(Proposal, {}, by=actor_of(scenario.director.account), under=scenario.programme)
    with_three_credits(scenario)
    assert Visitor().query(PLAN, id=id_of(scenario.programme)).data["node"]["plan"] == first
    scenario.establish()
    second = Visitor().query(PLAN, id=id_of(scenario.programme)).data["node"]["plan"]
    assert (second["number"], second["differences"]) == (2, [changed(scenario)])
