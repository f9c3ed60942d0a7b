"""What somebody reads of a record's log: the latest entries, the oldest first."""

import pytest

from tests.factories import Scenario
from workflows.selectors import history
from workflows.selectors.history import visible_entries
from workflows.selectors.people import actor_of

pytestmark = pytest.mark.django_db


def test_the_latest_of_each_record_are_read_the_oldest_first(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(history, "LATEST", 2)
    scenario = Scenario()
    intake = scenario.open_intake()
    long, short = (scenario.application(state, intake=intake) for state in ("under_review", "draft"))
    read = visible_entries([long, short], scenario.officer)

    assert {pk: [entry.step for entry in entries] for pk, entries in read.items()} == {
        long.pk: ["submit", "take_up"],
        short.pk: ["begin"],
    }


def test_an_applicant_reads_the_latest_of_what_she_was_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(history, "LATEST", 2)
    scenario = Scenario()
    made = scenario.application("waitlisted", intake=scenario.open_intake())
    applicant = actor_of(made.student.account)

    assert [entry.step for entry in visible_entries([made], applicant)[made.pk]] == ["submit", "take_up"]
