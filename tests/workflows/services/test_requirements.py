"""Groups of courses of a plan: written with it, judged with it, frozen with it, told of what they change."""

from __future__ import annotations

import pytest

from tests.factories import Scenario
from tests.workflows.witness import nothing_changes, only_the_refusal_is_logged
from workflows.models import Proposal
from workflows.models.plan import COURSES
from workflows.regulation.actor import Actor
from workflows.selectors.people import actor_of
from workflows.selectors.plans import courses_towards, differences_of_plans, requirements_of
from workflows.services.drafts import begin
from workflows.services.part_revisions import revise_part
from workflows.services.parts import rows_as_told
from workflows.services.plans import digest_of_plan
from workflows.services.refusals import InvalidInput, StepRefused

pytestmark = pytest.mark.django_db
ELECTIVES = {"title": "方向选修", "title_en": "Electives", "demand": "credits", "minimum": "4"}


@pytest.fixture
def scenario() -> Scenario:
    return Scenario()


def maker(scenario: Scenario) -> Actor:
    return actor_of(scenario.director.account)


def ask(scenario: Scenario, *rows: dict[str, str]) -> None:
    revise_part(Proposal, scenario.proposal.pk, "requirements", rows, by=maker(scenario))


def let_count(scenario: Scenario, courses: int, towards: str = "方向选修") -> None:
    rows = rows_as_told(COURSES, scenario.plan)
    for row in rows[-courses:]:
        row["counts_towards"] = towards
    revise_part(Proposal, scenario.proposal.pk, "courses", rows, by=maker(scenario))


def test_a_plan_asks_for_so_many_credits_of_its_electives(scenario: Scenario):
    ask(scenario, ELECTIVES)
    let_count(scenario, 2)
    scenario.take("submit")
    (asked,) = requirements_of([scenario.plan])[scenario.plan.pk]
    assert [course.code for course in courses_towards([asked])[asked.pk]] == [
        course.code for course in scenario.plan.courses.order_by("position")
    ][-2:]


@pytest.mark.parametrize(("courses", "towards", "facts"), [
    (1, "方向选修", {"requirements": ("方向选修",), "courses": ()}),
    (2, "方向选修课", {"requirements": ("方向选修",), "courses": ("课程5", "课程6")}),
])  # fmt: skip
def test_what_cannot_be_met_or_does_not_exist_is_refused(scenario: Scenario, courses: int, towards: str, facts: object):
    ask(scenario, ELECTIVES)
    let_count(scenario, courses, towards)
    with only_the_refusal_is_logged(), pytest.raises(StepRefused) as refused:
        scenario.take("submit")
    (finding,) = [one for one in refused.value.findings if one.blocks]
    assert finding.rule == "requirements_can_be_met"
    assert {name: tuple(finding.facts[name]) for name in ("requirements", "courses")} == facts
    assert "" not in {finding.message("zh-hans"), finding.help("zh-hans")}


@pytest.mark.parametrize(
    "row",
    [
        ELECTIVES | {"minimum": ""},
        ELECTIVES | {"minimum": "0"},
        ELECTIVES | {"demand": "all_of"},
        ELECTIVES | {"demand": "none"},
        ELECTIVES | {"title": ""},
    ],
)
def test_a_requirement_that_says_nothing_clear_is_refused_by_its_field(scenario: Scenario, row: dict[str, str]):
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        ask(scenario, row)
    assert {fault.path[:2] for fault in refused.value.faults} == {("requirements", "0")}


def test_it_goes_on_with_the_next_proposal_and_its_change_is_told(scenario: Scenario):
    ask(scenario, ELECTIVES)
    let_count(scenario, 2)
    programme = scenario.establish()
    begin(Proposal, {}, by=maker(scenario), under=programme)
    assert [one.title for one in requirements_of([scenario.plan])[scenario.plan.pk]] == ["方向选修"]
    ask(scenario, ELECTIVES | {"minimum": "2"})
    (told,) = differences_of_plans([scenario.plan])[scenario.plan.pk]
    assert (told.part, told.row, [(one.field.name, str(one.before), str(one.now)) for one in told.fields]) == (
        "requirements", "方向选修", [("minimum", "4.0", "2.0")],
    )  # fmt: skip


def test_the_digest_covers_what_is_asked_and_stays_what_it_was_without(scenario: Scenario):
    before = digest_of_plan(scenario.plan)
    ask(scenario, ELECTIVES)
    asked = digest_of_plan(scenario.plan)
    ask(scenario, ELECTIVES | {"minimum": "2"})
    less = digest_of_plan(scenario.plan)
    ask(scenario)
    assert len({before, asked, less}) == 3
    assert digest_of_plan(scenario.plan) == before
