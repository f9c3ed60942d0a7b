"""Where the measures say 原则上, an office may let one record pass one clause."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests.factories import Scenario, courses, officer
from tests.workflows.ways import REASON, asked_waiver
from tests.workflows.witness import nothing_changes, only_the_refusal_is_logged
from workflows import clock
from workflows.models import Intake, LogEntry, PlanVersion, Proposal, Waiver
from workflows.models.waiver import lasting
from workflows.regulation.actor import Role
from workflows.regulation.finding import Need
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.people import grant_office
from workflows.services.refusals import InvalidInput, NotPermitted, StepNotFromHere, StepRefused
from workflows.services.waivers import ask_for_waiver

pytestmark = pytest.mark.django_db


def plan_of_16_and_a_half_credits(scenario: Scenario) -> PlanVersion:
    heavier = courses(6, "2.5", teacher=scenario.director) + courses(7, "1.5", teacher=scenario.director)[6:]
    return scenario.write_plan(heavier)


def test_a_plan_of_16_and_a_half_credits_is_established_under_a_waiver():
    scenario = Scenario()
    assert plan_of_16_and_a_half_credits(scenario).total_credits == Decimal("16.5")
    with only_the_refusal_is_logged(), pytest.raises(StepRefused) as refused:
        scenario.establish()
    assert {f.rule: f.need for f in refused.value.findings if f.blocks} == {"carries_enough_credits": Need.WAIVER}

    asker = actor_of(scenario.director.account)
    waiver = ask_for_waiver(scenario.proposal, "carries_enough_credits", reason="校企合作课程", by=asker)
    with only_the_refusal_is_logged(), pytest.raises(StepRefused):
        scenario.establish()  # asked for is not granted
    take_step(Waiver, waiver.pk, "grant", by=scenario.aao, reason=REASON)
    scenario.establish()

    entry = LogEntry.objects.get(kind="proposal", step="establish", outcome="taken")
    (finding,) = (finding for finding in entry.findings if finding["rule"] == "carries_enough_credits")
    assert (finding["verdict"], finding["settled_by"], finding["waiver"]) == ("not_met", "waiver", waiver.pk)


def test_a_refused_waiver_does_not_help():
    scenario = Scenario()
    waiver = asked_waiver(scenario)
    scenario.write_plan(courses(7, "2.5", teacher=scenario.director))
    take_step(Waiver, waiver.pk, "refuse", by=scenario.aao, reason=REASON)
    with only_the_refusal_is_logged(), pytest.raises(StepRefused):
        scenario.establish()


def test_a_waiver_of_one_clause_does_not_help_another():
    scenario = Scenario(director={"title_level": "intermediate"})
    take_step(Waiver, asked_waiver(scenario).pk, "grant", by=scenario.aao, reason=REASON)
    with only_the_refusal_is_logged(), pytest.raises(StepRefused) as refused:
        scenario.establish()
    assert [finding.rule for finding in refused.value.findings if finding.blocks] == ["director_has_the_title"]


def test_a_waiver_helps_while_the_record_is_what_it_was_asked_for():
    scenario = Scenario()
    granted = asked_waiver(scenario)
    take_step(Waiver, granted.pk, "grant", by=scenario.aao, reason=REASON)
    assert granted.facts == {"credits": "17.5", "minimum": "12", "maximum": "16"}

    scenario.write_plan(courses(7, "20", teacher=scenario.director))
    with only_the_refusal_is_logged(), pytest.raises(StepRefused) as refused:
        scenario.establish()
    assert {f.rule: f.need for f in refused.value.findings if f.blocks} == {"carries_enough_credits": Need.WAIVER}

    another = ask_for_waiver(
        scenario.proposal, "carries_enough_credits", reason="又添内容", by=actor_of(scenario.director.account)
    )
    assert another.facts == {"credits": "140", "minimum": "12", "maximum": "16"}
    scenario.write_plan(courses(7, "2.5", teacher=scenario.director))
    scenario.establish()  # as the first one was asked for
    entry = LogEntry.objects.get(kind="proposal", step="establish", outcome="taken")
    assert [finding["waiver"] for finding in entry.findings if finding["waiver"]] == [granted.pk]


def test_the_day_on_which_a_rule_looked_is_not_of_the_case():
    waiver = Waiver(facts=lasting({"status": "on_leave", "as_of": "2026-11-02"}))
    assert waiver.facts == {"status": "on_leave"}
    assert waiver.is_for({"status": "on_leave", "as_of": "2026-11-03"})
    assert not waiver.is_for({"status": "suspended", "as_of": "2026-11-02"})


def test_a_waiver_from_before_facts_were_kept_helps_as_it_did():
    scenario = Scenario()
    granted = asked_waiver(scenario)
    granted.facts = None
    assert granted.is_for({"credits": "17.5"})


def test_a_waiver_of_one_programme_does_not_help_another():
    scenario, other = Scenario(), Scenario(courses_count=7, credits="2.5")
    take_step(Waiver, asked_waiver(scenario).pk, "grant", by=scenario.aao, reason=REASON)
    with only_the_refusal_is_logged(), pytest.raises(StepRefused):
        other.establish()


def test_a_firm_clause_cannot_be_waived():
    scenario = Scenario(courses_count=5)
    asker = actor_of(scenario.director.account)
    for rule in ("offers_enough_courses", "no_such_rule"):
        with nothing_changes(), pytest.raises(InvalidInput) as refused:
            ask_for_waiver(scenario.proposal, rule, reason="想要例外", by=asker)
        assert [fault.code for fault in refused.value.faults] == ["NOT_WAIVABLE"]


@pytest.mark.parametrize("reason", ["", " \n", "半个\ud83d字符"])
def test_a_waiver_is_not_asked_for_without_a_reason(reason):
    scenario = Scenario(credits="3")
    asker = actor_of(scenario.director.account)
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        ask_for_waiver(scenario.proposal, "carries_enough_credits", reason=reason, by=asker)
    assert [fault.path for fault in refused.value.faults] == [("reason",)]


def test_a_waiver_is_asked_for_once_until_it_is_refused():
    scenario = Scenario()
    waiver = asked_waiver(scenario)
    asker = actor_of(scenario.director.account)
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        ask_for_waiver(scenario.proposal, "carries_enough_credits", reason="再次申请", by=asker)
    assert [fault.code for fault in refused.value.faults] == ["ASKED_ALREADY"]

    take_step(Waiver, waiver.pk, "refuse", by=scenario.aao, reason=REASON)
    ask_for_waiver(scenario.proposal, "carries_enough_credits", reason="补充了材料", by=asker)


def test_only_who_makes_the_programme_asks_for_it_and_for_its_intakes():
    scenario = Scenario()
    scenario.establish()
    asked = ((scenario.proposal, "carries_enough_credits"), (scenario.plan_intake(), "class_ends_within_the_period"))
    for record, rule in asked:
        for stranger in (scenario.aao, Scenario().officer):
            with nothing_changes(), pytest.raises(NotPermitted):
                ask_for_waiver(record, rule, reason=REASON, by=stranger)


def test_an_intake_whose_class_ends_late_opens_under_a_waiver_that_its_director_asked_for():
    scenario = Scenario()
    scenario.establish()
    intake = scenario.plan_intake(class_ends_on=clock.today() + dt.timedelta(days=900))
    with only_the_refusal_is_logged(), pytest.raises(StepRefused):
        take_step(Intake, intake.pk, "open", by=scenario.officer)
    waiver = ask_for_waiver(
        intake, "class_ends_within_the_period", reason="实习延后", by=actor_of(scenario.director.account)
    )
    take_step(Waiver, waiver.pk, "grant", by=officer(Role(waiver.decided_by_role)), reason=REASON)
    assert take_step(Intake, intake.pk, "open", by=scenario.officer).state == "open"


def test_who_asked_does_not_decide_even_when_they_hold_the_office():
    scenario = Scenario()
    waiver = asked_waiver(scenario)
    grant_office(scenario.director.account, Role.AAO_OFFICER)
    asker = actor_of(scenario.director.account)
    for step in ("grant", "refuse"):
        with only_the_refusal_is_logged(), pytest.raises(NotPermitted):
            take_step(Waiver, waiver.pk, step, by=asker, reason=REASON)


def test_only_the_office_that_the_clause_names_decides():
    scenario = Scenario()
    waiver = asked_waiver(scenario)
    for stranger in (scenario.approver, scenario.officer, officer(Role.BURSAR)):
        with only_the_refusal_is_logged(), pytest.raises(NotPermitted):
            take_step(Waiver, waiver.pk, "grant", by=stranger, reason=REASON)


def test_a_decided_waiver_stays_decided():
    scenario = Scenario()
    waiver = asked_waiver(scenario)
    take_step(Waiver, waiver.pk, "grant", by=scenario.aao, reason=REASON)
    for step in ("grant", "refuse"):
        with only_the_refusal_is_logged(), pytest.raises(StepNotFromHere):
            take_step(Waiver, waiver.pk, step, by=scenario.aao, reason=REASON)


def test_a_record_whose_steps_are_over_needs_no_waiver():
    scenario = Scenario(courses_count=7, credits="2.5")
    by = actor_of(scenario.director.account)
    take_step(Proposal, scenario.proposal.pk, "withdraw", by=by)
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        ask_for_waiver(scenario.proposal, "carries_enough_credits", reason=REASON, by=by)
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [(("rule",), "ASKED_NO_MORE")]


def test_a_clause_that_the_record_meets_needs_no_waiver():
    scenario = Scenario()
    by = actor_of(scenario.director.account)
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        ask_for_waiver(scenario.proposal, "carries_enough_credits", reason=REASON, by=by)
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [(("rule",), "HOLDS_ALREADY")]
