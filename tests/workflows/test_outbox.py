"""What leaves the house: with the step or not at all, at least once, under one id."""

from __future__ import annotations

import datetime as dt
import os
import signal
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest
from django.core import mail
from django.db import connection, connections, transaction

from tests.factories import AccountFactory, Scenario, student
from workflows import clock
from workflows.models import Application, OutboxMessage
from workflows.services import outbox
from workflows.services.outbox import ATTEMPTS, LEASE, deliver_one, deliver_waiting, revive, send_later

pytestmark = pytest.mark.django_db


class Post:
    """A courier that remembers what it delivered, and fails or dies as often as it is told."""

    def __init__(self) -> None:
        self.delivered: list[object] = []
        self.troubles: list[BaseException] = []

    def __call__(self, message: OutboxMessage) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.delivered.append(message.pk)


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    courier = Post()
    monkeypatch.setattr(outbox, "couriers", lambda: {"post": courier})
    return courier


def written(count: int = 1) -> list[OutboxMessage]:
    return [send_later("post", {"number": number}) for number in range(count)]


@transaction.atomic
def written_and_rolled_back() -> None:
    written()
    raise ZeroDivisionError


def later(seconds: float) -> Callable[[], int]:
    def look() -> int:
        with clock.moved_by(clock.now() - _world() + dt.timedelta(seconds=seconds)):
            return deliver_waiting()

    return look


def _world() -> dt.datetime:
    with clock.moved_by(dt.timedelta()):
        return clock.now()


def test_what_waits_is_delivered_once_and_in_order(post):
    messages = written(3)
    assert deliver_waiting() == 3
    assert deliver_waiting() == 0
    assert post.delivered == [message.pk for message in messages]
    assert not OutboxMessage.objects.filter(delivered_at=None).exists()


def test_no_more_are_delivered_than_asked_for(post):
    written(3)
    assert deliver_waiting(limit=2) == 2
    assert len(post.delivered) == 2


def test_a_message_of_a_step_that_was_rolled_back_never_existed(post):
    with pytest.raises(ZeroDivisionError):
        written_and_rolled_back()
    assert deliver_waiting() == 0


def test_a_topic_that_nobody_delivers_is_refused_when_it_is_written(post):
    with pytest.raises(LookupError, match="telegram"):
        send_later("telegram", {})


def test_a_topic_that_nobody_delivers_any_more_is_tried_again_and_holds_nobody_up(post):
    (message,) = written()
    OutboxMessage.objects.filter(pk=message.pk).update(topic="telegram")
    (other,) = written()
    assert deliver_waiting() == 1
    assert post.delivered == [other.pk]
    assert OutboxMessage.objects.get(pk=message.pk).last_error == "KeyError: 'telegram'"


def test_what_fails_is_tried_again_later_each_time_under_the_same_id(post):
    (message,) = written()
    post.troubles = [ConnectionError("no route")] * 3
    assert deliver_waiting() == 0
    failed = OutboxMessage.objects.get(pk=message.pk)
    assert (failed.attempts, failed.lease, failed.last_error) == (1, None, "ConnectionError: no route")
    for seconds, delivered in ((14, 0), (16, 0), (74, 0), (77, 0), (300, 0), (320, 1)):
        assert later(seconds)() == delivered
    assert post.delivered == [message.pk]
    arrived = OutboxMessage.objects.get(pk=message.pk)
    assert (arrived.attempts, arrived.last_error) == (4, "")


def test_what_always_fails_is_given_up_and_can_be_revived(post):
    (message,) = written()
    post.troubles = [ConnectionError("no route")] * ATTEMPTS
    day = 24 * 3600
    for _ in range(ATTEMPTS + 2):
        later(day)()
        OutboxMessage.objects.filter(dead_at=None).update(due_at=clock.now())
    dead = OutboxMessage.objects.get(pk=message.pk)
    assert (dead.attempts, dead.delivered_at, dead.dead_at is None) == (ATTEMPTS, None, False)
    assert post.troubles == []

    revive(dead)
    assert deliver_waiting() == 1
    assert post.delivered == [message.pk]
    revive(OutboxMessage.objects.get(pk=message.pk))
    assert later(day)() == 0  # what arrived is not revived


def test_a_worker_that_is_killed_leaves_its_message_to_the_next_after_60_seconds(post):
    (message,) = written()
    post.troubles = [SystemExit(9)]
    with pytest.raises(SystemExit):
        deliver_waiting()
    held = OutboxMessage.objects.get(pk=message.pk)
    assert (held.attempts, held.lease is None) == (1, False)
    assert later(LEASE.total_seconds() - 2)() == 0
    assert later(LEASE.total_seconds() + 1)() == 1
    assert post.delivered == [message.pk]


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # of the fork: the child only delivers, and dies
def test_a_worker_that_is_killed_with_9_leaves_its_message_too(post, monkeypatch):
    (message,) = written()
    monkeypatch.setattr(outbox, "couriers", lambda: {"post": lambda _: os.kill(os.getpid(), signal.SIGKILL)})
    if (child := os.fork()) == 0:
        parents = connection.connection  # kept, so that nothing in the child says goodbye on the parent's session
        connection.connection = None
        deliver_waiting()
        os._exit(parents is not None)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL

    monkeypatch.setattr(outbox, "couriers", lambda: {"post": post})
    assert later(LEASE.total_seconds() - 5)() == 0
    assert later(LEASE.total_seconds() + 1)() == 1
    assert post.delivered == [message.pk]


def test_a_message_that_takes_every_worker_with_it_is_given_up(post):
    (message,) = written()
    post.troubles = [SystemExit(9)] * ATTEMPTS
    for attempt in range(ATTEMPTS):
        with pytest.raises(SystemExit):
            later(attempt * 61)()
    assert later(ATTEMPTS * 61)() == 0
    dead = OutboxMessage.objects.get(pk=message.pk)
    assert (dead.dead_at is None, dead.lease, dead.last_error) == (False, None, "NobodyCameBack: ")


def test_a_courier_slower_than_its_lease_still_tells_that_it_arrived(post, monkeypatch):
    """Another worker has taken it meanwhile, and failed: what arrived is not sent a third time."""
    (message,) = written()

    def slow(held: OutboxMessage) -> None:
        OutboxMessage.objects.filter(pk=held.pk).update(lease=None, leased_until=None, last_error="failed elsewhere")

    monkeypatch.setattr(outbox, "couriers", lambda: {"post": slow})
    assert deliver_waiting() == 1
    arrived = OutboxMessage.objects.get(pk=message.pk)
    assert (arrived.delivered_at is None, arrived.last_error) == (False, "")


def test_a_late_failure_does_not_take_the_message_from_who_holds_it_now(post, monkeypatch):
    (message,) = written()
    other = "6f9619ff-8b86-d011-b42d-00cf4fc964ff"

    def slow(held: OutboxMessage) -> None:
        OutboxMessage.objects.filter(pk=held.pk).update(lease=other)
        raise TimeoutError

    monkeypatch.setattr(outbox, "couriers", lambda: {"post": slow})
    deliver_one()
    assert str(OutboxMessage.objects.get(pk=message.pk).lease) == other


def test_whatever_a_server_answers_the_message_is_put_back(post):
    (message,) = written()
    post.troubles = [ValueError("550 \x00 \ud83d " + "x" * 5000)]
    assert deliver_waiting() == 0
    error = OutboxMessage.objects.get(pk=message.pk).last_error
    assert error.startswith("ValueError: 550  ? xxx")
    assert len(error) < 1100


def test_a_lease_is_never_taken_inside_another_transaction(post):
    written()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        deliver_waiting()


# At the end of the request, without a worker -------------------------------------------------------------------------


@pytest.fixture
def inline(settings) -> None:
    settings.OUTBOX_INLINE = True


def test_inline_the_message_leaves_after_the_outermost_commit(post, inline, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        with transaction.atomic():
            (message,) = written()
        assert post.delivered == []
    assert post.delivered == [message.pk]


def test_inline_a_message_of_a_part_that_was_rolled_back_does_not_leave(
    post, inline, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        with pytest.raises(ZeroDivisionError):
            written_and_rolled_back()
        (message,) = written()
    assert post.delivered == [message.pk]


@pytest.mark.django_db(transaction=True)
def test_inline_a_courier_that_fails_breaks_no_request(post, inline):
    post.troubles = [ConnectionError("no route")]
    with transaction.atomic():
        first, second = written(2)
    assert post.delivered == [second.pk]
    assert OutboxMessage.objects.get(pk=first.pk).attempts == 1


@pytest.mark.django_db(transaction=True)
def test_inline_an_outbox_that_fails_breaks_no_request(post, inline, monkeypatch):
    def away() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM no_such_table")

    monkeypatch.setattr(outbox, "_lease_one", away)
    scenario = Scenario()
    monkeypatch.setattr(outbox, "couriers", lambda: {"mail": post, "approved_pages": post})
    submitted = scenario.application("submitted", intake=scenario.open_intake())
    assert Application.objects.get(pk=submitted.pk).state == "submitted"
    mine = OutboxMessage.objects.filter(payload__account=submitted.student.account_id)
    assert mine.filter(delivered_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_inline_a_step_sends_its_letter_with_one_message_id(inline, settings):
    scenario, applicant = Scenario(), student()
    scenario.application("submitted", intake=scenario.open_intake(), by=applicant)
    letter = mail.outbox[-1]
    message = OutboxMessage.objects.get(payload__account=applicant.account_id)
    assert letter.extra_headers["Message-ID"] == f"<{message.pk}@{settings.SCHOOL_MAIL_DOMAIN}>"
    assert letter.subject == f"报名已提交：{scenario.programme.title}"
    assert message.delivered_at is not None


def test_mail_goes_to_the_accounts_address_or_to_the_schools():
    with_address, without = AccountFactory(email="a@example.edu.cn"), AccountFactory(username="0250100099")
    for account in (with_address, without):
        send_later("mail", {"account": account.pk, "subject": "通知", "body": "正文\n"})
    assert deliver_waiting() == 2
    first, second = mail.outbox
    assert first.to == ["a@example.edu.cn"]
    assert second.to[0].startswith("0250100099@")


# Several workers -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_many_workers_deliver_each_message_once(post):
    messages = written(60)

    def worker() -> int:
        try:
            return deliver_waiting()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        results = [future.result() for future in [pool.submit(copy_context().run, worker) for _ in range(4)]]
    assert sum(results) == 60
    assert Counter(post.delivered) == Counter(message.pk for message in messages)


@pytest.mark.django_db(transaction=True)
def test_two_workers_of_which_one_dies_deliver_everything(post):
    written(10)
    post.troubles = [SystemExit(9)]
    with pytest.raises(SystemExit):
        deliver_waiting()
    assert deliver_waiting() == 9
    assert later(61)() == 1
    assert len(set(post.delivered)) == len(post.delivered) == 10
