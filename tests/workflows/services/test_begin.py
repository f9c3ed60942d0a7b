"""A record begins with values that it can take and that no other has; all else is refused by the field's name."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.factories import Scenario, courses
from tests.workflows.drafts import start_of
from tests.workflows.witness import nothing_changes
from workflows.models import Intake, LogEntry, Programme
from workflows.selectors.people import actor_of
from workflows.services.programmes import propose_programme
from workflows.services.refusals import InvalidInput, RecordMissing

pytestmark = pytest.mark.django_db


def propose(scenario: Scenario, **fields: Any) -> Programme:
    given = {"college": scenario.college, "code": "NEW", "title": "新专业", "director": scenario.director}
    plan = courses(6, teacher=scenario.director)
    return propose_programme(by=actor_of(scenario.director.account), courses=plan, **(given | fields))


def faults(refused: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[tuple[str, ...], str]]:
    return [(fault.path, fault.code) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"title": ""}, (("title",), "REQUIRED")),
        ({"title": "长" * 81}, (("title",), "TOO_LONG")),
        ({"title": "半个\ud83d字符"}, (("title",), "INVALID")),
        ({"code": ""}, (("code",), "REQUIRED")),
        ({"code": "C" * 21}, (("code",), "TOO_LONG")),
        ({"code": "TAKEN"}, (("code",), "TAKEN")),
        *(
            ({"code": code}, (("code",), "INVALID"))
            for code in ("taken", "ＴＡＫＥＮ", "TA KEN", "<b>", "=1+1", "A-", "🦄")
        ),
        *(({"title": f"半个{char}字符"}, (("title",), "INVALID")) for char in "\x07\u202e\ufffe\x85"),
    ],
)
def test_a_proposal_that_cannot_be_kept_is_refused_by_its_field(fields: dict[str, str], fault: object):
    scenario = Scenario()
    propose(scenario, code="TAKEN")
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        propose(scenario, **fields)
    assert faults(refused) == [fault]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"places": -1}, (("places",), "MIN_VALUE")),
        ({"places": 2001}, (("places",), "MAX_VALUE")),
        ({"academic_year": 1999}, (("academic_year",), "MIN_VALUE")),
        ({"opens_at": dt.datetime(1, 1, 1, tzinfo=dt.UTC)}, (("opens_at",), "OUT_OF_RANGE")),
        ({"class_ends_on": dt.date(9999, 12, 31)}, (("class_ends_on",), "OUT_OF_RANGE")),
        (
            {"opens_at": dt.datetime(2099, 1, 1, tzinfo=dt.UTC), "class_starts_on": None},
            (("closes_at",), "WRONG_ORDER"),
        ),
        ({"closes_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, (("closes_at",), "PAST")),
        ({"class_starts_on": dt.date(2020, 1, 1)}, (("class_starts_on",), "WRONG_ORDER")),
        ({"class_ends_on": dt.date(2020, 1, 1)}, (("class_ends_on",), "WRONG_ORDER")),
    ],
)
def test_an_intake_that_cannot_be_is_refused_with_the_remedy(fields: dict[str, Any], fault: object):
    scenario = Scenario()
    scenario.establish()
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        scenario.plan_intake(**fields)
    assert faults(refused) == [fault]
    assert "“" not in refused.value.faults[0].message  # words for a reader, not a constraint's name


def test_an_intake_of_a_programme_without_an_approved_plan_is_refused():
    scenario = Scenario()
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        scenario.plan_intake()
    assert faults(refused) == [(("programme",), "NOT_FROM_HERE")]
    assert "“" in refused.value.faults[0].message  # the states in words


def test_all_that_an_intake_cannot_be_is_said_at_once():
    scenario = Scenario()
    scenario.establish()
    late, day = dt.datetime(2099, 1, 1, tzinfo=dt.UTC), dt.date(2099, 2, 1)
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        scenario.plan_intake(opens_at=late, class_starts_on=day, class_ends_on=day)
    assert faults(refused) == [(("closes_at",), "WRONG_ORDER"), (("class_ends_on",), "WRONG_ORDER")]


def test_nothing_begins_under_a_row_that_has_gone():
    scenario = Scenario()
    start = start_of(scenario, Intake)
    assert start.under is not None
    start.under.pk = 4711
    with nothing_changes(), pytest.raises(RecordMissing):
        start.take()


def test_a_title_that_was_pasted_in_two_lines_becomes_one():
    assert propose(Scenario(), title="数字\r\n 人文\tA").title == "数字 人文 A"


def test_the_log_bears_the_longest_name_that_an_account_can_have():
    scenario = Scenario()
    account = scenario.director.account
    account.display_name, account.username = "", "9" * 150
    account.save()
    programme = propose(scenario)
    entry = LogEntry.objects.get(kind="programme", record_id=programme.pk)
    assert entry.actor_name == "9" * 150
