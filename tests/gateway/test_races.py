"""
Many at once at the endpoint of a running server, each over a connection of its own: the law holds there too.

The last tests are negative controls: without the locks and without the constraint the same crowd breaks the rule.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextvars import copy_context
from http.client import HTTPConnection
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test import Client
from django.test.testcases import LiveServerThread

from gateway.ids import to_global_id
from tests.factories import Scenario, student
from tests.gateway.asking import PATH
from tests.workflows.crowds import crowd_under_review, drafts_of_one, drop, lock_nothing, together, violated
from workflows.models import Account, Application, Intake, LogEntry
from workflows.regulation.actor import Actor
from workflows.selectors.log import log_breaks
from workflows.services.refusals import Busy

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "... on UserError { code }"
PROOF = "a" * 32
"""The site's proof that a request is its own: the same in cookie and header."""


class ServerOfThatDay(ThreadedWSGIServer):
    """A server whose threads live in the moment in which the tests play; whoever comes may wait."""

    request_queue_size = 200

    def __init__(self, *given: Any, **named: Any) -> None:
        """Keep the moment."""
        super().__init__(*given, **named)
        self.moment = copy_context()

    def process_request_thread(self, *request: Any) -> None:
        """Answer one request."""
        self.moment.copy().run(super().process_request_thread, *request)


class Thread(LiveServerThread):
    """Runs the portal on a free port, in the moment in which it was made."""

    server_class = ServerOfThatDay

    def __init__(self) -> None:
        """Keep the moment for the server, which is made in this thread."""
        super().__init__("127.0.0.1", lambda *given: WSGIHandler())
        self._moment = copy_context()

    def run(self) -> None:
        """Serve."""
        self._moment.run(super().run)


@pytest.fixture
def port(settings: Any) -> Iterator[int]:
    """Run the portal; answer its port."""
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    thread = Thread()
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    yield thread.port
    thread.terminate()


class Browser:
    """Somebody who has signed in, and sends each request over a new connection."""

    def __init__(self, port: int, actor: Actor) -> None:
        """Sign in."""
        client = Client()
        client.force_login(Account.objects.get(pk=actor.account_id))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.port = port
        self.headers = {
            "Content-Type": "application/json",
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={PROOF}",
            "X-CSRFToken": PROOF,
        }

    def deed(self, mutation: str, pk: int, **given: Any) -> Callable[[], str]:
        """Answer a deed with an application, which answers the type and code of what the portal answered."""
        told = {"id": to_global_id("Application", pk), **given}
        text = f"mutation M($input: StepInput!) {{ done: {mutation}(input: $input) {{ __typename {CODE} }} }}"
        body = json.dumps({"query": text, "variables": {"input": told}})

        def ask() -> str:
            answered = self._post(body)["data"]["done"]
            if answered.get("code") == "BUSY":
                raise Busy
            return " ".join(answered.values())

        return ask

    def _post(self, body: str) -> Any:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("POST", PATH, body, self.headers)
            response = connection.getresponse()
            assert response.status == 200
            return json.loads(response.read())
        finally:
            connection.close()


def counted(applicant: Actor) -> list[int | None]:
    """Answer the numbers under which a student's applications count in their period."""
    own = Application.objects.filter(student_id=applicant.student_id, period_ordinal__isnull=False)
    return list(own.order_by("period_ordinal").values_list("period_ordinal", flat=True))


def test_200_submissions_by_one_student_at_once_count_exactly_one(port: int):
    applicant = student()
    drafts = drafts_of_one(Scenario(), applicant, 20)
    told_again, told_once = drafts[:10], drafts[10:]
    her = Browser(port, applicant)
    again = [her.deed("submitApplication", pk, idempotencyKey=f"{pk}") for pk in told_again * 10]
    once = [her.deed("submitApplication", pk, idempotencyKey=f"{n}") for n, pk in enumerate(told_once * 10)]
    answers = Counter(together([deed for pair in zip(again, once, strict=True) for deed in pair]))
    taken = LogEntry.objects.get(kind="application", step="submit", outcome="taken")

    # Told again under its own key, the one that won is answered to all who told it.
    assert (answers["Application"], answers.total()) == (10 if taken.record_id in told_again else 1, 200)
    assert (taken.record_id in drafts, counted(applicant)) == (True, [1])
    assert list(log_breaks()) == []


def test_80_admissions_to_30_places_at_once_admit_exactly_30(port: int):
    scenario = Scenario()
    intake, applications = crowd_under_review(scenario, 80, places=30)
    officer = Browser(port, scenario.officer)
    answers = Counter(together([officer.deed("admitApplication", pk) for pk in applications]))

    assert answers == {"Application": 30, "StepNotAllowed STEP_NOT_ALLOWED": 50}
    assert Application.objects.filter(intake=intake, state="admitted").count() == 30
    assert Intake.objects.get(pk=intake.pk).places_taken == 30


# Negative controls ---------------------------------------------------------------------------------------------------


@pytest.mark.breaks_invariants
def test_without_locks_and_constraint_more_are_admitted_than_there_are_places(
    port: int, monkeypatch: pytest.MonkeyPatch
):
    scenario = Scenario()
    intake, applications = crowd_under_review(scenario, 30, places=8)
    officer = Browser(port, scenario.officer)
    lock_nothing(monkeypatch)
    drop("intake", "art6_4_no_more_than_the_places")
    together([officer.deed("admitApplication", pk) for pk in applications])

    assert Application.objects.filter(intake=intake, state="admitted").count() > 8
    assert violated() == {"art6_4_no_more_than_the_places"}


@pytest.mark.breaks_invariants
def test_without_locks_and_constraint_several_submissions_count_as_the_first(
    port: int, monkeypatch: pytest.MonkeyPatch
):
    applicant = student()
    drafts = drafts_of_one(Scenario(), applicant, 20)
    her = Browser(port, applicant)
    lock_nothing(monkeypatch)
    drop("application", "art12_1_counted_once")
    together([her.deed("submitApplication", pk) for pk in drafts])

    assert counted(applicant)[:2] == [1, 1]
    assert violated() == {"art12_1_counted_once", "art12_1_one_a_period_or_a_reason"}
