"""Bulk steps: each row passes the door alone, once, whoever dies meanwhile; a trial keeps nothing."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import OperationalError
from django.utils.translation import override

from tests.factories import Scenario, officer, student
from tests.workflows.crowds import together
from tests.workflows.witness import nothing_changes
from workflows import clock
from workflows.models import Application, BulkRow, BulkStep, Intake, LogEntry, Membership, OutboxMessage, Record
from workflows.regulation.actor import Actor, Role
from workflows.selectors.bulk import TOPIC, has_stopped
from workflows.services import bulk as bulk_steps
from workflows.services.bulk import RowResult, ask_bulk_step, go_on, rehearse
from workflows.services.door import take_step
from workflows.services.outbox import deliver_one, deliver_waiting
from workflows.services.refusals import InvalidInput
from workflows.services.requests import Request

pytestmark = pytest.mark.django_db

TAKEN, REFUSED, WAITING = (BulkRow.Outcome(value) for value in ("taken", "refused", "waiting"))


@pytest.fixture
def scenario() -> Scenario:
    return Scenario()


def under_review(scenario: Scenario, count: int, *, places: int = 30) -> dict[int, int]:
    """Answer so many applications to one intake, as versions by key."""
    intake = scenario.open_intake(places=places)
    made = [scenario.application("under_review", intake=intake) for _ in range(count)]
    deliver_waiting()  # the letters of the steps until here
    return {application.pk: application.version for application in made}


def asked(step: str, versions: dict[int, int], by: Actor, *, key: str = "a key", reason: str = "") -> BulkStep:
    return ask_bulk_step(Application, versions, step, by=by, asked=Request(reason, key=key))


def outcomes(bulk: BulkStep) -> list[str]:
    return list(bulk.rows.values_list("outcome", flat=True))


def entries(step: str) -> int:
    return LogEntry.objects.filter(kind="application", step=step, outcome="taken").count()


def test_a_trial_shows_what_one_row_takes_from_another_and_keeps_nothing(scenario: Scenario):
    versions = under_review(scenario, 3, places=2)
    with nothing_changes():
        results = rehearse(Application, versions, "admit", by=scenario.officer, asked=Request(key="a key"))

    assert [result.outcome for result in results.values()] == [TAKEN, TAKEN, REFUSED]
    assert "第6(4)条" in results[max(versions)].said


def test_what_passed_the_trial_is_what_the_worker_does(scenario: Scenario):
    versions = under_review(scenario, 3, places=2)
    results = rehearse(Application, versions, "admit", by=scenario.officer, asked=Request(key="a key"))
    bulk = asked("admit", versions, scenario.officer)
    assert outcomes(bulk) == [WAITING] * 3
    deliver_waiting()

    bulk.refresh_from_db()
    assert outcomes(bulk) == [result.outcome for result in results.values()]
    assert bulk.ended_at is not None
    assert bulk.rows.get(outcome=REFUSED).said == results[max(versions)].said
    assert Intake.objects.get().places_taken == 2
    assert entries("admit") == 2


def test_a_reason_and_inputs_reach_every_row(scenario: Scenario):
    asked("decline", under_review(scenario, 2), scenario.officer, reason="名额有限")
    intakes = {}
    for _ in range(2):
        intake = Scenario().open_intake()
        for step in ("close", "complete_selection"):
            intake = take_step(Intake, intake.pk, step, by=officer(Role.COLLEGE_OFFICER, intake.programme.college))
        intakes[intake.pk] = intake.version
    publishing = Request(inputs={"list_number": "教字 9 号"}, key="a key")
    bulk = ask_bulk_step(Intake, intakes, "publish", by=scenario.aao, asked=publishing)
    deliver_waiting()

    assert set(Application.objects.values_list("state", "decision_note")) == {("declined", "名额有限")}
    assert outcomes(bulk) == [TAKEN, TAKEN]
    assert set(Intake.objects.filter(pk__in=intakes).values_list("list_number", flat=True)) == {"教字 9 号"}


def test_asked_again_under_its_key_it_is_one(scenario: Scenario):
    versions = under_review(scenario, 2)
    first, second = (asked("admit", versions, scenario.officer) for _ in range(2))
    other = asked("admit", versions, officer(Role.COLLEGE_OFFICER, scenario.college))

    assert first == second != other
    assert (OutboxMessage.objects.filter(topic=TOPIC).count(), first.rows.count()) == (2, 2)


@pytest.mark.parametrize("other", [{"reason": "另有理由"}, {"rows": 1}])
def test_a_key_that_was_used_for_another_request_asks_nothing(scenario: Scenario, other: dict[str, Any]):
    versions = under_review(scenario, 2)
    asked("admit", versions, scenario.officer)
    rows = dict(list(versions.items())[: other.get("rows", 2)])
    with nothing_changes(), pytest.raises(InvalidInput):
        asked("admit", rows, scenario.officer, reason=other.get("reason", ""))


def test_one_whose_message_was_given_up_has_stopped(scenario: Scenario):
    bulk = asked("admit", under_review(scenario, 1), scenario.officer)
    assert not has_stopped(bulk)
    OutboxMessage.objects.filter(topic=TOPIC).update(dead_at=clock.now(), attempts=8, last_error="away")

    assert has_stopped(bulk)


def test_many_rows_are_dealt_with_over_several_messages(scenario: Scenario, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bulk_steps, "ROWS_A_MESSAGE", 2)
    bulk = asked("admit", under_review(scenario, 5), scenario.officer)
    seen = []
    while deliver_one():
        seen.append(outcomes(bulk).count(TAKEN))
        assert BulkStep.objects.filter(ended_at=None).exists() is (seen[-1] < 5)

    assert seen == [2, 4, 5]


def test_a_worker_that_dies_between_step_and_note_is_followed_by_one_that_goes_on(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
):
    bulk = asked("admit", under_review(scenario, 3), scenario.officer)
    message, keep, kept = OutboxMessage.objects.get(topic=TOPIC), bulk_steps._keep, []

    def die_at_the_second(row: BulkRow, result: RowResult) -> None:
        kept.append(row.pk)
        if len(kept) == 2:
            raise SystemExit
        keep(row, result)

    monkeypatch.setattr(bulk_steps, "_keep", die_at_the_second)
    with pytest.raises(SystemExit):
        go_on(message)
    assert (outcomes(bulk), entries("admit")) == ([TAKEN, WAITING, WAITING], 2)
    go_on(message)

    assert (outcomes(bulk), entries("admit")) == ([TAKEN, TAKEN, TAKEN], 3)


def test_a_database_that_is_away_is_no_refusal(scenario: Scenario, monkeypatch: pytest.MonkeyPatch):
    bulk = asked("admit", under_review(scenario, 1), scenario.officer)

    def away(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr(bulk_steps, "take_asked_step", away)
    assert deliver_one() is False
    assert outcomes(bulk) == [WAITING]


def test_a_broken_row_holds_up_no_other(scenario: Scenario, monkeypatch: pytest.MonkeyPatch):
    versions = under_review(scenario, 3)
    door, broken = bulk_steps.take_asked_step, sorted(versions)[1]

    def break_at(model: type[Application], pk: int, *what: object, **how: object) -> object:
        if pk == broken:
            raise ZeroDivisionError
        return door(model, pk, *what, **how)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(bulk_steps, "take_asked_step", break_at)
    bulk = asked("admit", versions, scenario.officer)
    deliver_waiting()

    assert outcomes(bulk) == [TAKEN, REFUSED, TAKEN]
    assert "日志" in bulk.rows.get(record_id=broken).said


def test_whoever_lost_the_office_meanwhile_takes_no_step(scenario: Scenario):
    bulk = asked("admit", under_review(scenario, 2), scenario.officer)
    Membership.objects.filter(account=scenario.officer.account_id).delete()
    deliver_waiting()

    assert outcomes(bulk) == [REFUSED, REFUSED]
    assert entries("admit") == 0
    assert all("学院" in said for said in bulk.rows.values_list("said", flat=True))


def test_a_row_that_somebody_changed_is_not_overwritten(scenario: Scenario):
    versions = under_review(scenario, 2)
    bulk = asked("admit", versions, scenario.officer)
    for step in ("waitlist", "reconsider"):
        take_step(Application, min(versions), step, by=scenario.officer, reason="名额紧张")
    deliver_waiting()

    assert outcomes(bulk) == [REFUSED, TAKEN]


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "只有在"), ("en", "This is possible only")])
def test_a_refusal_is_told_in_the_language_of_whoever_asked(scenario: Scenario, language: str, word: str):
    application = scenario.application("submitted", intake=scenario.open_intake())
    with override(language):
        bulk = asked("reconsider", {application.pk: application.version}, scenario.officer, reason="再看")
    deliver_waiting()

    assert word in bulk.rows.get().said


@pytest.mark.parametrize("who", ["another college", "the student", "nobody there"])
def test_others_take_no_step_in_bulk_either(scenario: Scenario, who: str):
    versions = under_review(scenario, 1)
    by = {"another college": Scenario().officer, "the student": student(), "nobody there": scenario.officer}[who]
    rows = {10**9: 1} if who == "nobody there" else versions
    with nothing_changes():
        results = rehearse(Application, rows, "admit", by=by, asked=Request())

    assert [result.outcome for result in results.values()] == [REFUSED]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_rows_take_each_step_once():
    scenario = Scenario()
    bulk = asked("admit", under_review(scenario, 6), scenario.officer)
    message = OutboxMessage.objects.get(topic=TOPIC)
    together([lambda: go_on(message)] * 4)

    assert outcomes(bulk) == [TAKEN] * 6
    assert entries("admit") == 6


@pytest.mark.django_db(transaction=True)
def test_without_their_keys_the_workers_would_meet(monkeypatch: pytest.MonkeyPatch):
    scenario = Scenario()
    asked("admit", under_review(scenario, 6), scenario.officer)
    door, all_have_read, met = bulk_steps.take_asked_step, threading.Barrier(4), set()

    def without_its_key(model: type[Record], pk: int, step: str, request: Request, *, by: Actor) -> Any:
        if threading.get_ident() not in met:  # at its first row a worker has read which rows are waiting
            met.add(threading.get_ident())
            all_have_read.wait(60)
        return door(model, pk, step, Request(request.reason), by=by)

    monkeypatch.setattr(bulk_steps, "take_asked_step", without_its_key)
    message = OutboxMessage.objects.get(topic=TOPIC)
    together([lambda: go_on(message)] * 4)

    assert LogEntry.objects.filter(step="admit", outcome="refused").exists()
