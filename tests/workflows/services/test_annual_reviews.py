"""Every year a college reports and the school decides: no intake without a decided plan, never more places than granted."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.factories import DECISION, CollegeFactory, Scenario, officer, student
from tests.workflows.drafts import start_of
from tests.workflows.ways import CONTINUED, REASON
from tests.workflows.witness import nothing_changes, only_the_refusal_is_logged
from workflows.models import Account, AnnualReview, GrantedPlaces, Intake, Programme, Proposal
from workflows.regulation.actor import Role
from workflows.regulation.finding import Need
from workflows.selectors.annual_reviews import compared_figures, lit_on
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.drafts import begin, revise
from workflows.services.people import grant_office
from workflows.services.refusals import InvalidInput, NotPermitted, StepRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def scenario() -> Scenario:
    """Answer a college whose programme was granted 200 places for 2026-2027."""
    made = Scenario()
    revise(Proposal, made.proposal.pk, {"first_places": 200}, by=actor_of(made.director.account))
    made.establish()
    return made


def submitted(scenario: Scenario, **given: Any) -> AnnualReview:
    start = start_of(scenario, AnnualReview)
    review = start.take(given={**start.given, **given})
    return take_step(AnnualReview, review.pk, "submit", by=scenario.officer)


def open_intake(scenario: Scenario, **given: Any) -> Intake:
    return take_step(Intake, scenario.plan_intake(**given).pk, "open", by=scenario.officer)


def blocking(scenario: Scenario, **given: Any) -> dict[str, Need]:
    planned = scenario.plan_intake(**given)
    with only_the_refusal_is_logged(), pytest.raises(StepRefused) as refused:
        take_step(Intake, planned.pk, "open", by=scenario.officer)
    return {finding.rule: finding.need for finding in refused.value.findings if finding.blocks}


def test_the_first_places_are_those_of_the_approved_proposal(scenario: Scenario):
    granted = GrantedPlaces.objects.get()
    assert (granted.programme, granted.academic_year, granted.places) == (scenario.programme, 2026, 200)
    assert granted.proposal == scenario.proposal


def test_an_intake_opens_for_a_year_with_a_decided_plan_and_for_no_more_places(scenario: Scenario):
    assert blocking(scenario, academic_year=2027, places=10) == {"intake_has_a_decided_plan": Need.CHANGE}
    assert blocking(scenario, places=201) == {"intake_has_a_decided_plan": Need.CHANGE}
    assert open_intake(scenario, places=150).state == "open"
    assert blocking(scenario, places=51) == {"intake_has_a_decided_plan": Need.CHANGE}
    assert open_intake(scenario, places=50).state == "open"


def test_places_of_a_cancelled_intake_are_free_again(scenario: Scenario):
    first = open_intake(scenario, places=150)
    take_step(Intake, first.pk, "cancel", by=scenario.officer, reason=REASON)
    assert open_intake(scenario, places=200).state == "open"


def test_the_database_holds_it_whoever_writes(scenario: Scenario):
    intake = open_intake(scenario, places=150)
    for change in ({"places": 201}, {"academic_year": 2027}):
        with pytest.raises(IntegrityError, match="art6_4_within_the_granted_places: "), transaction.atomic():
            Intake.objects.filter(pk=intake.pk).update(**change)


def test_the_school_grants_places_for_the_year_after_the_one_reported(scenario: Scenario):
    review = submitted(scenario)
    taken = take_step(AnnualReview, review.pk, "go_on", by=scenario.approver, inputs=CONTINUED)
    assert (taken.state, taken.granted) == ("continued", 30)
    assert open_intake(scenario, academic_year=2027, places=30).state == "open"
    assert blocking(scenario, academic_year=2027, places=1) == {"intake_has_a_decided_plan": Need.CHANGE}


@pytest.mark.parametrize(("step", "state"), [("suspend", "suspended"), ("revoke", "revoked")])
def test_a_programme_stops_with_its_review(scenario: Scenario, step: str, state: str):
    review = submitted(scenario)
    take_step(AnnualReview, review.pk, step, by=scenario.approver, reason="需求萎缩", inputs=DECISION)
    programme = Programme.objects.get(pk=scenario.programme.pk)
    assert (programme.state, programme.decision_number, programme.decision_reason) == (
        state, DECISION["decision_number"], "需求萎缩",
    )  # fmt: skip
    assert not GrantedPlaces.objects.filter(academic_year=2027).exists()


def test_the_figures_are_the_records_of_the_year_and_frozen_when_submitted(scenario: Scenario):
    intake = open_intake(scenario, places=20)
    for state in ("submitted", "admitted", "declined", "withdrawn"):
        scenario.application(state, intake=intake, by=student(), reason=REASON)
    review = submitted(scenario)
    wanted = {
        "places": 20, "applied": 4, "admitted": 1, "waitlisted": 0, "declined": 1, "withdrawn": 1, "waivers": 0,
    }  # fmt: skip
    assert review.figures == wanted
    scenario.application("admitted", intake=intake, by=student(), reason=REASON)
    review.refresh_from_db(fields=["figures"])
    assert review.figures == wanted
    with pytest.raises(IntegrityError, match="figures_are_frozen: "), transaction.atomic():
        AnnualReview.objects.filter(pk=review.pk).update(figures={"applied": 99})


def test_a_report_that_was_returned_takes_the_figures_anew(scenario: Scenario):
    review = submitted(scenario)
    take_step(AnnualReview, review.pk, "send_back", by=scenario.approver, reason="请补充反馈")
    open_intake(scenario, places=20)
    again = take_step(AnnualReview, review.pk, "submit", by=scenario.officer)
    assert (review.figures["places"], again.figures["places"]) == (0, 20)


def test_a_report_says_all_that_is_asked(scenario: Scenario):
    start = start_of(scenario, AnnualReview)
    review = start.take(given={"academic_year": 2026})
    with only_the_refusal_is_logged(), pytest.raises(StepRefused) as refused:
        take_step(AnnualReview, review.pk, "submit", by=scenario.officer)
    (finding,) = [one for one in refused.value.findings if one.blocks]
    assert (finding.rule, finding.facts["missing"]) == (
        "annual_report_is_filed", ["report", "next_places", "next_recruits"],
    )  # fmt: skip


def test_a_year_is_reported_once_and_not_where_the_next_one_is_decided(scenario: Scenario):
    start = start_of(scenario, AnnualReview)
    start.take()
    for year, code in ((2026, "BEGUN_ALREADY"), (2025, "GRANTED_ALREADY")):
        with nothing_changes(), pytest.raises(InvalidInput) as refused:
            begin(AnnualReview, {"academic_year": year}, by=scenario.officer, under=scenario.programme)
        assert [fault.code for fault in refused.value.faults] == [code]


@pytest.mark.parametrize("step", ["go_on", "suspend", "revoke", "send_back"])
def test_whoever_wrote_the_report_or_directs_the_programme_does_not_decide(scenario: Scenario, step: str):
    review = submitted(scenario)
    for account in (scenario.director.account, Account.objects.get(pk=scenario.officer.account_id)):
        grant_office(account, Role.SCHOOL_APPROVER)
        with only_the_refusal_is_logged(), pytest.raises(NotPermitted):
            take_step(AnnualReview, review.pk, step, by=actor_of(account), reason=REASON, inputs=CONTINUED)


def test_whoever_submitted_what_others_wrote_does_not_decide(scenario: Scenario):
    review = start_of(scenario, AnnualReview).take()
    colleague = officer(Role.COLLEGE_OFFICER, scenario.college)
    take_step(AnnualReview, review.pk, "submit", by=colleague)
    account = Account.objects.get(pk=colleague.account_id)
    grant_office(account, Role.SCHOOL_APPROVER)
    with only_the_refusal_is_logged(), pytest.raises(NotPermitted):
        take_step(AnnualReview, review.pk, "go_on", by=actor_of(account), inputs=CONTINUED)


def test_others_neither_report_nor_decide(scenario: Scenario):
    start, stranger = start_of(scenario, AnnualReview), officer(Role.COLLEGE_OFFICER, CollegeFactory())
    with nothing_changes(), pytest.raises(NotPermitted):
        start.take(by=stranger)
    review = submitted(scenario)
    for other in (stranger, scenario.aao):
        with only_the_refusal_is_logged(), pytest.raises(NotPermitted):
            take_step(AnnualReview, review.pk, "go_on", by=other, inputs=CONTINUED)
    with nothing_changes(), pytest.raises(NotPermitted):
        revise(AnnualReview, review.pk, {"report": "别的"}, by=stranger)


@pytest.mark.parametrize("places", [None, 0, -1, 2001])
def test_places_are_granted_as_a_number_that_can_be(scenario: Scenario, places: int | None):
    review = submitted(scenario)
    with only_the_refusal_is_logged(), pytest.raises(InvalidInput) as refused:
        take_step(AnnualReview, review.pk, "go_on", by=scenario.approver, inputs=DECISION | {"places": places})
    assert [fault.path for fault in refused.value.faults] == [("places",)]


def test_figures_are_those_of_the_records_while_a_report_is_written_and_frozen_with_it(scenario: Scenario):
    intake = open_intake(scenario, places=10)
    scenario.application("submitted", intake=intake)
    start = start_of(scenario, AnnualReview)
    review = start.take(given={**start.given, "academic_year": 2026})
    assert told(review)["applied"] == (1, None, None)
    scenario.application("submitted", intake=intake)
    assert told(review)["applied"] == (2, None, None)
    review = take_step(AnnualReview, review.pk, "submit", by=scenario.officer)
    scenario.application("submitted", intake=intake)
    assert told(review)["applied"] == (2, None, None)


def test_a_year_before_the_programme_was_there_is_not_reported_on(scenario: Scenario):
    start = start_of(scenario, AnnualReview)
    review = start.take(given={**start.given, "academic_year": 2024})
    with only_the_refusal_is_logged(), pytest.raises(StepRefused) as refused:
        take_step(AnnualReview, review.pk, "submit", by=scenario.officer)
    (finding,) = [finding for finding in refused.value.findings if finding.blocks]
    assert finding.message("zh-hans") == "该微专业 2026-2027 学年才设立，2024-2025 学年没有可以报告的内容。"
    assert finding.help("en") == "Report on a year from then on."


def test_lights_shine_on_a_year_of_few_and_go_out_with_more(scenario: Scenario):
    intake = open_intake(scenario, places=4)
    start = start_of(scenario, AnnualReview)
    review = start.take(given={**start.given, "academic_year": 2026})
    seen = []
    for _ in range(2):
        scenario.application("admitted", intake=intake, by=student(), reason=REASON)
        seen.append([light.statement.zh for light in lit_on([review])[review.pk]])
    assert seen == [["报名人数不到名额的一半", "录取人数不到名额的一半"], []]

    review = take_step(AnnualReview, review.pk, "submit", by=scenario.officer)
    for _ in range(2):  # the report keeps its figures, and with them its lights
        scenario.application("withdrawn", intake=intake, by=student(), reason=REASON)
    assert lit_on([review])[review.pk] == []


def test_figures_are_read_beside_the_year_before_and_the_median_of_three_others_at_least(scenario: Scenario):
    intake = open_intake(scenario, places=20)
    scenario.application("submitted", intake=intake)
    submitted(scenario, academic_year=2026)
    review = submitted(scenario, academic_year=2027)
    for median in (None, None, 0, 0):
        other = Scenario()
        other.establish()
        submitted(other, academic_year=2027)
        assert (told(review)["applied"], told(review)["places"]) == ((0, 1, median), (0, 20, median))


def told(review: AnnualReview) -> dict[str, tuple[int, int | None, object]]:
    found = compared_figures([AnnualReview.objects.get(pk=review.pk)])[review.pk]
    return {one.name: (one.value, one.before, one.sisters) for one in found}


def test_nothing_is_decided_on_a_programme_that_was_revoked_meanwhile(scenario: Scenario):
    review = submitted(scenario, academic_year=2026)
    begin(Proposal, {}, by=actor_of(scenario.director.account), under=scenario.programme)
    scenario.take("submit", "endorse", "accept", "conclude")
    given = {"decision_number": "会议纪要 9"}
    take_step(Programme, scenario.programme.pk, "revoke", by=scenario.approver, reason=REASON, inputs=given)
    for model, pk, step, inputs in (
        (Proposal, scenario.proposal.pk, "establish", given),
        (AnnualReview, review.pk, "go_on", given | {"places": 40}),
    ):
        with only_the_refusal_is_logged(), pytest.raises(StepRefused) as refused:
            take_step(model, pk, step, by=scenario.approver, reason=REASON, inputs=inputs)
        assert [one.rule for one in refused.value.findings if one.blocks] == ["programme_is_not_revoked"]
    assert take_step(Proposal, scenario.proposal.pk, "reject", by=scenario.approver, reason=REASON).state == "rejected"
