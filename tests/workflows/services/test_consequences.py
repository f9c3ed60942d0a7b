"""What a step causes besides its state happens in the same transaction, under a named account."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from tests.factories import Scenario, student
from tests.workflows.ways import LIST, REASON
from workflows import clock
from workflows.models import Account, Application, Intake, LogEntry, OutboxMessage, PlanVersion
from workflows.services.door import take_step
from workflows.services.drafts import begin
from workflows.services.plans import digest_of_plan

pytestmark = pytest.mark.django_db


def letters_to(account_id: int | None) -> list[str]:
    messages = OutboxMessage.objects.filter(payload__account=account_id).order_by("created_at")
    return [message.payload["subject"] for message in messages]


def test_establish_freezes_the_plan_that_was_judged():
    scenario = Scenario()
    programme = scenario.establish()
    plan = PlanVersion.objects.get(programme=programme)
    assert plan.frozen_at is not None
    assert plan.digest == digest_of_plan(plan)
    assert (programme.decision_number, programme.edition_id is None) == ("会议纪要 2026-1", False)


def test_submit_tells_the_applicant():
    scenario, applicant = Scenario(), student()
    scenario.application("submitted", intake=scenario.open_intake(), by=applicant)
    assert letters_to(applicant.account_id) == [f"报名已提交：{scenario.programme.title}"]


def test_send_back_tells_the_applicant_what_is_missing():
    scenario, applicant = Scenario(), student()
    scenario.application("returned", intake=scenario.open_intake(), by=applicant, reason="请补充成绩单")
    letter = OutboxMessage.objects.get(payload__account=applicant.account_id, payload__subject__startswith="报名材料")
    assert "请补充成绩单" in letter.payload["body"]


def test_publish_tells_every_decision_and_nobody_else():
    scenario = Scenario()
    intake = scenario.open_intake()
    applicants = {state: student() for state in ("admitted", "waitlisted", "declined", "withdrawn", "draft")}
    for state, applicant in applicants.items():
        scenario.application(state, intake=intake, by=applicant, reason=REASON)
    for step in ("close", "complete_selection"):
        take_step(Intake, intake.pk, step, by=scenario.officer)
    OutboxMessage.objects.all().delete()

    with translation.override("en"):  # the officer reads English, the letter is in Chinese
        take_step(Intake, intake.pk, "publish", by=scenario.aao, inputs=LIST)

    told = OutboxMessage.objects.filter(payload__subject=f"录取结果：{scenario.programme.title}")
    assert {letter.payload["account"] for letter in told} == {
        applicants[state].account_id for state in ("admitted", "waitlisted", "declined")
    }
    assert OutboxMessage.objects.count() == 3
    letter = told.get(payload__account=applicants["admitted"].account_id)
    assert "第 2026-1 号" in letter.payload["body"]
    with translation.override("zh-hans"):
        assert str(Application.State.ADMITTED.label) in letter.payload["body"]


def test_cancel_lapses_every_application_that_lives_under_the_portals_account():
    scenario = Scenario()
    intake = scenario.open_intake(places=3)
    states = ("draft", "submitted", "under_review", "returned", "admitted", "waitlisted", "declined", "withdrawn")
    made = {state: scenario.application(state, intake=intake, reason=REASON) for state in states}
    live = set(states) - {"withdrawn"}

    take_step(Intake, intake.pk, "cancel", by=scenario.officer, reason="报名人数不足")

    portal = Account.objects.get(username="portal")
    for state, application in made.items():
        application = Application.objects.get(pk=application.pk)
        assert application.state == ("lapsed" if state in live else state)
        entry = LogEntry.objects.filter(kind="application", record_id=application.pk).latest("ordinal")
        if state in live:
            assert (application.period_ordinal, application.progress_ordinal) == (None, None)
            assert (entry.step, entry.account_id, entry.actor_kind) == ("lapse", portal.pk, "service")
            assert entry.reason == "报名人数不足"
    assert Intake.objects.get(pk=intake.pk).places_taken == 0


def test_an_application_withdrawn_too_late_no_longer_counts_once_its_intake_is_cancelled():
    scenario, applicant = Scenario(), student()
    intake = scenario.open_intake()
    application = scenario.application("submitted", intake=intake, by=applicant)
    with clock.moved_to(intake.closes_at):
        withdrawn = take_step(Application, application.pk, "withdraw", by=applicant)
        assert withdrawn.period_ordinal == 1
        take_step(Intake, intake.pk, "cancel", by=scenario.officer, reason=REASON)
    lapsed = Application.objects.get(pk=application.pk)
    assert (lapsed.state, lapsed.period_ordinal) == ("lapsed", None)


def test_an_application_that_lapsed_no_longer_counts_against_the_student():
    scenario, applicant = Scenario(), student()
    intake = scenario.open_intake()
    scenario.application("submitted", intake=intake, by=applicant)
    take_step(Intake, intake.pk, "cancel", by=scenario.officer, reason=REASON)
    again = scenario.application("submitted", intake=scenario.open_intake(), by=applicant)
    assert (again.period_ordinal, again.exception_reason) == (1, "")


def test_an_application_declined_by_an_intake_that_was_cancelled_no_longer_counts():
    scenario, applicant = Scenario(), student()
    intake = scenario.open_intake()
    scenario.application("declined", intake=intake, by=applicant, reason=REASON)
    take_step(Intake, intake.pk, "cancel", by=scenario.officer, reason=REASON)
    again = scenario.application("submitted", intake=scenario.open_intake(), by=applicant)
    assert again.exception_reason == ""


def test_an_intake_is_cancelled_although_somebody_withdrew_from_it_and_began_again():
    scenario, applicant = Scenario(), student()
    intake = scenario.open_intake()
    counted = scenario.application("submitted", intake=intake, by=applicant)
    with clock.moved_by(intake.closes_at - clock.now() + dt.timedelta(hours=1)):
        take_step(Application, counted.pk, "withdraw", by=applicant)
        again = begin(Application, {}, by=applicant, under=intake)
        take_step(Intake, intake.pk, "cancel", by=scenario.officer, reason="报名人数不足")

    states = Application.objects.filter(pk__in=[counted.pk, again.pk]).values_list("state", flat=True)
    assert list(states) == ["lapsed", "lapsed"]
