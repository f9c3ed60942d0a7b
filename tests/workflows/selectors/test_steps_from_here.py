"""The steps that a record offers: what is shown is what the door will say."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import Scenario, student
from tests.workflows.ways import REASON
from workflows.models import RECORDS, Application, Intake, Programme, Record
from workflows.models.record import kind_of
from workflows.regulation.actor import ANYONE, Actor
from workflows.selectors.judging import StepFromHere, steps_from_here, steps_of
from workflows.selectors.people import actor_of
from workflows.services.door import take_step

pytestmark = pytest.mark.django_db


def offered(record: Record, by: Actor) -> dict[str, StepFromHere]:
    return {found.step.name: found for found in steps_from_here([record], by=by)[record.pk]}


@pytest.fixture
def scenario() -> Scenario:
    return Scenario()


def test_those_who_handle_records_are_offered_every_step_out_of_the_state_whose_ever_it_is(scenario):
    application = scenario.application("under_review", intake=scenario.open_intake())
    leaving = {name for name, step in steps_of(Application).items() if "under_review" in step.sources}
    for by in (scenario.officer, scenario.aao):
        assert set(offered(application, by)) == leaving


def test_the_applicant_is_offered_her_own_steps_only_and_the_public_none(scenario):
    applicant = student()
    intake = scenario.open_intake()
    for state in ("under_review", "admitted", "waitlisted", "declined"):
        application = scenario.application(state, intake=intake, by=applicant, reason="理由")
        assert set(offered(application, applicant)) == {"withdraw"}
        assert set(offered(application, student())) == set()
        assert set(offered(application, ANYONE)) == set()
        take_step(Application, application.pk, "withdraw", by=applicant)


def test_who_has_not_the_duty_learns_whose_it_is_and_no_finding(scenario):
    application = scenario.application(intake=scenario.open_intake(), by=student(entry_year=2026))
    submit = offered(application, scenario.officer)["submit"]
    assert (submit.has_duty, submit.is_open, submit.findings) == (False, False, ())


def test_who_makes_a_proposal_learns_what_stands_against_it(scenario):
    broken, passed = Scenario(courses_count=5), Scenario()
    for maker in (actor_of(broken.director.account), broken.officer):
        submit = offered(broken.proposal, maker)["submit"]
        assert (submit.has_duty, submit.is_open, submit.is_takeable) == (True, False, False)
        assert any(finding.blocks for finding in submit.findings)
    assert offered(broken.proposal, scenario.officer)["submit"].findings == ()
    passed.take("submit")
    endorse = offered(passed.proposal, actor_of(passed.director.account))["endorse"]
    assert (endorse.has_duty, endorse.is_open, len(endorse.findings)) == (False, False, 13)


def test_who_has_the_duty_learns_every_finding(scenario):
    applicant = student(entry_year=2026)
    application = scenario.application(intake=scenario.open_intake(recruits_majors=["会计学"]), by=applicant)
    submit = offered(application, applicant)["submit"]
    assert (submit.has_duty, submit.is_open) == (True, False)
    rules = steps_of(Application)["submit"].rules
    assert [finding.rule for finding in submit.findings] == [rule.name for rule in rules]
    assert {finding.rule for finding in submit.findings if finding.blocks} == {
        "student_is_in_an_eligible_year",
        "college_recruits_the_student",
    }


def test_a_final_state_offers_nothing(scenario):
    cancelled = take_step(Intake, scenario.open_intake().pk, "cancel", by=scenario.officer, reason=REASON)
    assert steps_from_here([cancelled], by=scenario.officer) == {cancelled.pk: []}


def test_no_records_offer_nothing():
    assert steps_from_here([], by=ANYONE) == {}


@pytest.mark.parametrize("model", RECORDS, ids=kind_of)
def test_every_step_of_a_record_says_what_its_button_says(model):
    for step in steps_of(model).values():
        assert str(step.label)
        assert str(step.duty.label)


def queries_for(records: list[Record], by: Actor) -> int:
    with CaptureQueriesContext(connection) as captured:
        steps_from_here(records, by=by)
    return len(captured)


def test_twenty_applications_cost_what_one_costs(scenario):
    """However they were fetched: the relations that duties read are the selector's business."""
    intake = scenario.open_intake()
    for _ in range(20):
        scenario.application("under_review", intake=intake)
    for whose, most in ((scenario.officer, 20), (student(), 4)):
        counts = {n: queries_for(list(Application.objects.all()[:n]), whose) for n in (1, 3, 20)}
        assert len(set(counts.values())) == 1
        assert counts[20] <= most


def test_programmes_and_intakes_cost_what_one_costs(scenario):
    for _ in range(2):
        Scenario().open_intake()
    scenario.open_intake()
    for model, by in ((Programme, scenario.approver), (Intake, scenario.officer), (Intake, scenario.aao)):
        counts = {n: queries_for(list(model.objects.all()[:n]), by) for n in (1, 3)}
        assert counts[1] == counts[3]


def test_proposed_programmes_cost_what_one_costs(scenario):
    for _ in range(2):
        Scenario()
    counts = {n: queries_for(list(Programme.objects.all()[:n]), scenario.approver) for n in (1, 3)}
    assert counts[1] == counts[3]


def test_asking_changes_nothing(scenario):
    application = scenario.application("admitted", intake=scenario.open_intake(), reason=REASON)
    with CaptureQueriesContext(connection) as captured:
        offered(application, scenario.officer)
    assert {query["sql"].split()[0] for query in captured} == {"SELECT"}
