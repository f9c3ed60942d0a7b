"""Intakes open and close by themselves at their hour, to the second, under a named account."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories import TODAY, Scenario, edition, student
from tests.workflows.regulation.editions import RIVERSIDE
from tests.workflows.ways import DECISION, REASON
from tests.workflows.witness import nothing_changes, only_the_refusal_is_logged
from workflows import clock
from workflows.models import Account, AnnualReview, Application, Intake, LogEntry, Notification, Programme
from workflows.selectors.inbox import to_do
from workflows.selectors.people import actor_of
from workflows.services import calendar
from workflows.services.calendar import keep_the_calendar
from workflows.services.door import take_step
from workflows.services.drafts import begin, revise
from workflows.services.refusals import StepRefused

pytestmark = pytest.mark.django_db
HOUR = TODAY + dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def scenario() -> Scenario:
    scenario = Scenario()
    scenario.establish()
    return scenario


def state_of(intake: Intake) -> str:
    return Intake.objects.get(pk=intake.pk).state


def kept_at(moment: dt.datetime) -> int:
    with clock.moved_to(moment):
        return keep_the_calendar()


def test_an_intake_opens_at_its_hour_and_not_a_second_before(scenario):
    intake = scenario.plan_intake(opens_at=HOUR)
    with nothing_changes():
        assert kept_at(HOUR - SECOND) == 0
    assert kept_at(HOUR) == 1
    assert state_of(intake) == "open"


def test_an_intake_closes_at_its_hour_and_not_a_second_before(scenario):
    intake = scenario.open_intake(closes_at=HOUR)
    with nothing_changes():
        assert kept_at(HOUR - SECOND) == 0
    assert kept_at(HOUR) == 1
    assert state_of(intake) == "closed"


@pytest.mark.parametrize(("before", "is_taken"), [(SECOND, True), (dt.timedelta(), False), (-SECOND, False)])
def test_the_last_second_is_the_same_for_who_submits_whether_or_not_the_calendar_came(before, is_taken, scenario):
    applicant = student()
    draft = scenario.application(intake=scenario.open_intake(closes_at=HOUR), by=applicant)
    with clock.moved_to(HOUR - before):
        if is_taken:
            assert take_step(Application, draft.pk, "submit", by=applicant).state == "submitted"
        else:
            with only_the_refusal_is_logged(), pytest.raises(StepRefused) as refused:
                take_step(Application, draft.pk, "submit", by=applicant)
            assert [finding.rule for finding in refused.value.findings if finding.blocks] == ["intake_is_open"]


def test_what_the_calendar_does_stands_in_the_log_under_its_account(scenario):
    intake = scenario.plan_intake(opens_at=HOUR)
    kept_at(HOUR)
    entry = LogEntry.objects.get(kind="intake", record_id=intake.pk, step="open")
    account = Account.objects.get(username="calendar")
    assert (entry.account_id, entry.actor_kind, entry.actor_name) == (account.pk, "service", "calendar")
    assert not account.has_usable_password()


def test_kept_again_the_calendar_does_nothing(scenario):
    scenario.plan_intake(opens_at=HOUR)
    assert kept_at(HOUR) == 1
    with nothing_changes():
        assert kept_at(HOUR + SECOND) == 0


def test_an_intake_that_may_not_open_is_left_as_it_is_without_a_word_in_the_log(scenario):
    """The calendar looks twice a minute: a refusal each time would bury the log."""
    intake = scenario.plan_intake(opens_at=HOUR, selection_method="")
    with nothing_changes():
        assert kept_at(HOUR) == 0
    assert state_of(intake) == "planned"


def test_an_intake_of_a_suspended_programme_does_not_open(scenario):
    intake = scenario.plan_intake(opens_at=HOUR)
    take_step(Programme, scenario.programme.pk, "suspend", by=scenario.approver, reason=REASON, inputs=DECISION)
    with nothing_changes():
        assert kept_at(HOUR) == 0
    assert state_of(intake) == "planned"


def test_one_that_may_not_open_holds_no_other_up(scenario):
    scenario.plan_intake(opens_at=HOUR, selection_method="")
    other = scenario.plan_intake(opens_at=HOUR)
    closing = scenario.open_intake(closes_at=HOUR)
    assert kept_at(HOUR) == 2
    assert (state_of(other), state_of(closing)) == ("open", "closed")


def test_an_intake_whose_window_has_gone_by_does_not_open_any_more(scenario):
    intake = scenario.plan_intake(opens_at=HOUR, closes_at=HOUR + SECOND)
    with nothing_changes():
        assert kept_at(HOUR + SECOND) == 0
    assert state_of(intake) == "planned"


def test_a_cancelled_intake_stays_cancelled(scenario):
    intake = scenario.plan_intake(opens_at=HOUR)
    take_step(Intake, intake.pk, "cancel", by=scenario.officer, reason=REASON)
    with nothing_changes():
        assert kept_at(HOUR) == 0


def test_who_comes_second_leaves_no_refusal(scenario, monkeypatch):
    """Two workers find the same intake; the officer, or the other worker, was faster."""
    intake = scenario.plan_intake(opens_at=HOUR)
    real = calendar.steps_from_here

    def others_first(records, **how):
        found = real(records, **how)
        if records and records[0].pk == intake.pk and records[0].state == "planned":
            take_step(Intake, intake.pk, "open", by=scenario.officer)
        return found

    monkeypatch.setattr(calendar, "steps_from_here", others_first)
    assert kept_at(HOUR) == 0
    assert not LogEntry.objects.filter(outcome="refused").exists()
    assert state_of(intake) == "open"


SUMMER = dt.datetime(2027, 6, 15, tzinfo=clock.SCHOOL_ZONE)


def test_the_report_on_a_year_begins_when_it_is_asked_for_and_once(scenario):
    with nothing_changes():
        assert kept_at(SUMMER - SECOND) == 0
    assert kept_at(SUMMER) == 1
    with nothing_changes():
        assert kept_at(SUMMER + dt.timedelta(hours=1)) == 0
    review = AnnualReview.objects.get()
    assert (review.academic_year, review.state, review.reported_by.username) == (2026, "draft", "calendar")
    told = Notification.objects.filter(account=scenario.director.account).latest("pk")
    assert (told.subject, "2027-08-28" in told.body) == (f"请填写年度报告：{scenario.programme.title}", True)
    for maker in (actor_of(scenario.director.account), scenario.officer):
        assert [*to_do(maker)[AnnualReview]] == [review]


def test_its_makers_write_on_and_submit_it(scenario):
    kept_at(SUMMER)
    review = AnnualReview.objects.get()
    words = {"report": "良好", "feedback": "好评", "next_places": 30, "next_recruits": "全校"}
    with clock.moved_to(SUMMER + dt.timedelta(days=100)):  # late, and not refused: the text knows no such refusal
        revise(AnnualReview, review.pk, words, by=scenario.officer)
        assert take_step(AnnualReview, review.pk, "submit", by=scenario.officer).state == "submitted"


def test_who_has_begun_it_already_is_not_told(scenario):
    with clock.moved_to(SUMMER - dt.timedelta(days=9)):
        begin(AnnualReview, {"academic_year": 2026}, by=scenario.officer, under=scenario.programme)
    with nothing_changes():
        assert kept_at(SUMMER) == 0


@pytest.mark.parametrize("state", ["proposed", "revoked", "established later"])
def test_a_programme_that_was_not_there_or_is_no_more_owes_none(state: str):
    scenario = Scenario()
    if state != "proposed":
        with clock.moved_to(SUMMER.replace(month=9) if state == "established later" else TODAY):
            scenario.establish()
    if state == "revoked":
        take_step(Programme, scenario.programme.pk, "revoke", by=scenario.approver, reason=REASON, inputs=DECISION)
    with nothing_changes():
        assert kept_at(SUMMER.replace(year=2027, month=8)) == 0


def test_a_school_that_names_no_days_is_asked_for_nothing(scenario):
    edition((RIVERSIDE.read_text("utf-8")).replace("2026-02-01", "2027-01-01"))
    with nothing_changes():
        assert kept_at(SUMMER) == 0
