"""The worker delivers and keeps the calendar, rests when there is nothing to do, and ends without leaving a mess."""

from __future__ import annotations

import datetime as dt
import os
import signal
from collections.abc import Iterator
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import OperationalError

from tests.factories import Scenario
from workflows import clock
from workflows.models import Intake, OutboxMessage
from workflows.services import outbox, worker
from workflows.services.outbox import send_later
from workflows.services.worker import LONGEST_REST, Worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_signal_is_as_before() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def delivered(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    done: list[object] = []
    monkeypatch.setattr(outbox, "couriers", lambda: {"post": lambda message: done.append(message.pk)})
    return done


class Rest:
    """Counts what a worker rests, and stops it when it has rested long enough."""

    def __init__(self, enough: float) -> None:
        self.worker = Worker(rest=self)
        self.enough = enough
        self.naps: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.naps.append(seconds)
        if sum(self.naps) >= self.enough:
            self.worker.stop()


@pytest.fixture
def planned() -> Intake:
    """Answer an intake that is due, whose programme was established and its people told."""
    scenario = Scenario()
    scenario.establish()
    OutboxMessage.objects.all().delete()
    return scenario.plan_intake()


def test_once_it_keeps_the_calendar_delivers_everything_and_ends(planned, delivered):
    intake = planned
    messages = [send_later("post", {}) for _ in range(3)]
    call_command("work", "--once")
    assert Intake.objects.get(pk=intake.pk).state == "open"
    assert delivered == [message.pk for message in messages]


def test_sigterm_finishes_the_message_in_hand_and_ends(delivered, monkeypatch):
    first, second = (send_later("post", {}) for _ in range(2))

    def courier(message: OutboxMessage) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        delivered.append(message.pk)

    monkeypatch.setattr(outbox, "couriers", lambda: {"post": courier})
    call_command("work")
    assert delivered == [first.pk]
    assert OutboxMessage.objects.get(pk=first.pk).delivered_at is not None
    untouched = OutboxMessage.objects.get(pk=second.pk)
    assert (untouched.attempts, untouched.lease) == (0, None)


def test_it_rests_longer_the_longer_nothing_comes(delivered):
    rest = Rest(enough=40)
    rest.worker.work()
    assert 40 <= sum(rest.naps) < 40 + LONGEST_REST
    assert max(rest.naps) <= worker.BLINK  # so that it is never deaf for longer


def test_it_does_not_rest_while_something_waits(delivered):
    for _ in range(20):
        send_later("post", {})
    rest = Rest(enough=0)
    rest.worker.work()
    assert len(delivered) == 20
    assert len(rest.naps) == 1


def test_a_message_that_fails_does_not_hold_up_the_next(delivered, monkeypatch):
    send_later("post", {"fails": True})
    good = send_later("post", {})

    def courier(message: OutboxMessage) -> None:
        if message.payload:
            raise ConnectionError
        delivered.append(message.pk)

    monkeypatch.setattr(outbox, "couriers", lambda: {"post": courier})
    Rest(enough=0).worker.work()
    assert delivered == [good.pk]


def test_it_keeps_the_calendar_every_30_seconds(delivered, monkeypatch):
    looked: list[dt.datetime] = []
    passed = dt.timedelta()
    began = clock.now()
    rest = Rest(enough=100)

    def nap(seconds: float) -> None:
        nonlocal passed
        passed += dt.timedelta(seconds=seconds)
        rest(seconds)

    rest.worker = Worker(rest=nap)
    monkeypatch.setattr(worker, "keep_the_calendar", lambda: looked.append(clock.now()))
    monkeypatch.setattr(clock, "now", lambda: began + passed)
    rest.worker.work()
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(looked)]
    assert len(gaps) == 3
    assert all(30 <= gap < 30 + LONGEST_REST for gap in gaps)


def test_a_calendar_that_fails_does_not_stop_the_mail(delivered, monkeypatch, caplog):
    def broken() -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(worker, "keep_the_calendar", broken)
    message = send_later("post", {})
    Rest(enough=0).worker.work()
    assert delivered == [message.pk]
    assert "the calendar" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_is_waited_for(delivered, monkeypatch):
    message = send_later("post", {})
    real, troubles = worker.deliver_one, [OperationalError("terminating connection")] * 3

    def trouble() -> bool | None:
        if troubles:
            raise troubles.pop()
        return real()

    monkeypatch.setattr(worker, "deliver_one", trouble)
    Rest(enough=5).worker.work()
    assert delivered == [message.pk]
