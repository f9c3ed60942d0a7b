"""Beginning and revising records: by whose duty it is, with the fields that are asked for, once, and in the log."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.factories import CollegeFactory, Scenario, StaffFactory, officer, student
from tests.workflows.drafts import change_of, every_beginning, every_revision, start_of, texts_of
from tests.workflows.witness import nothing_changes
from workflows.models import RECORDS, Intake, LogEntry, Programme, Record
from workflows.models.record import kind_of, state_field, transitions_of
from workflows.models.told import told
from workflows.regulation.actor import ANYONE, Role
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.refusals import InvalidInput, NotPermitted, RecordMissing, StaleVersion, StepNotFromHere

pytestmark = pytest.mark.django_db


def entries(record: Record) -> list[LogEntry]:
    return list(LogEntry.objects.filter(kind=kind_of(record), record_id=record.pk).order_by("ordinal"))


def faults(refused: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[tuple[str, ...], str]]:
    return [(fault.path, fault.code) for fault in refused.value.faults]


@every_beginning
def test_a_record_begins_with_its_fields_and_one_entry_in_the_log(model: type[Record]):
    start = start_of(Scenario(), model)
    made = model._default_manager.get(pk=start.take().pk)

    assert told(made, [*start.given]) == start.given
    assert (made.state, made.version) == (state_field(model).default, 1)
    (entry,) = entries(made)
    assert (entry.step, entry.outcome, entry.account_id) == ("begin", "taken", start.by.account_id)


@every_beginning
def test_nobody_else_begins_one(model: type[Record]):
    start = start_of(Scenario(), model)
    strangers = [ANYONE, officer(Role.COLLEGE_OFFICER, CollegeFactory()), officer(Role.BURSAR)]
    for stranger in strangers:
        with nothing_changes(), pytest.raises(NotPermitted):
            start.take(by=stranger)


@every_beginning
def test_told_again_under_its_key_it_has_begun_once(model: type[Record]):
    start = start_of(Scenario(), model)
    made = start.take(key="one key")
    with nothing_changes():
        assert start.take(key="one key") == made


@every_beginning
def test_a_field_that_is_not_asked_for_is_refused(model: type[Record]):
    start = start_of(Scenario(), model)
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        start.take(given={**start.given, "state": "published", "version": 7})
    assert faults(refused) == [(("state",), "NOT_ASKED_FOR"), (("version",), "NOT_ASKED_FOR")]


@pytest.mark.parametrize("model", [m for m in RECORDS if m.begins and texts_of(m)], ids=kind_of)
def test_a_character_that_cannot_be_kept_is_refused_by_its_field(model: type[Record]):
    start, (text, *_) = start_of(Scenario(), model), texts_of(model)
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        start.take(given={**start.given, text: "a\x00b"})
    assert faults(refused) == [((text,), "INVALID")]


def test_nobody_proposes_a_programme_of_a_college_in_which_they_hold_no_office():
    scenario, elsewhere = Scenario(), CollegeFactory()
    start = start_of(scenario, Programme)
    without_office = StaffFactory(college=elsewhere)
    for by, given in (
        (start.by, {"college": elsewhere.pk}),
        (actor_of(without_office.account), {"college": elsewhere.pk, "director": without_office.pk}),
    ):
        with nothing_changes(), pytest.raises(NotPermitted):
            start.take(by=by, given={**start.given, **given})


def test_nobody_revises_a_programme_into_one_that_is_not_theirs():
    change, somebody = change_of(Scenario(), Programme), StaffFactory()
    with nothing_changes(), pytest.raises(NotPermitted):
        change.take(given={"director": somebody.pk})


def test_no_intake_is_planned_of_a_revoked_programme():
    scenario = Scenario()
    start = start_of(scenario, Intake)
    inputs = {"decision_number": "纪要 9"}
    revoked = take_step(Programme, scenario.programme.pk, "revoke", by=scenario.approver, reason="停办", inputs=inputs)
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        start.take(under=revoked)
    assert faults(refused) == [(("programme",), "NOT_FROM_HERE")]


def test_what_nobody_sees_is_no_title():
    start = start_of(Scenario(), Programme)
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        start.take(given={**start.given, "title": "\u200b\u3164"})
    assert faults(refused) == [(("title",), "REQUIRED")]


def test_several_faults_are_told_at_once():
    start = start_of(Scenario(), Programme)
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        start.take(given={"college": start.given["college"], "director": 0, "code": "C" * 21})
    assert faults(refused) == [(("code",), "TOO_LONG"), (("title",), "REQUIRED"), (("director",), "INVALID_CHOICE")]


@every_revision
def test_a_revision_changes_its_fields_and_leaves_the_others(model: type[Record]):
    change = change_of(Scenario(), model)
    before = told(change.record, fields_of(model))
    change.take()
    now = model._default_manager.get(pk=change.record.pk)

    assert told(now, fields_of(model)) == {**before, **change.given}
    assert (now.state, now.version) == (change.record.state, 2)
    begun, revised = entries(now)
    changes = {name: {"from": before[name], "to": value} for name, value in change.given.items()}
    assert (begun.step, revised.step, revised.details) == ("begin", "revise", changes)


@every_revision
def test_a_revision_that_changes_nothing_is_none(model: type[Record]):
    change = change_of(Scenario(), model)
    as_it_is = told(change.record, fields_of(model))
    for given in ({}, as_it_is):
        with nothing_changes():
            assert change.take(given=given) == change.record


def fields_of(model: Any) -> tuple[str, ...]:
    fields: tuple[str, ...] = model.revises.fields
    return fields


def test_a_new_title_is_sorted_anew():
    change = change_of(Scenario(), Programme)
    assert change.take().pinyin == "zhi neng kuai ji"


@every_revision
def test_nobody_else_revises_one(model: type[Record]):
    change = change_of(Scenario(), model)
    for stranger in (ANYONE, student(), officer(Role.COLLEGE_OFFICER, CollegeFactory()), officer(Role.BURSAR)):
        with nothing_changes(), pytest.raises(NotPermitted):
            change.take(by=stranger)


@every_revision
def test_a_version_that_has_gone_is_not_overwritten(model: type[Record]):
    change = change_of(Scenario(), model)
    change.take(expected_version=1)
    with nothing_changes(), pytest.raises(StaleVersion):
        change.take(expected_version=1)


@every_revision
def test_told_again_under_its_key_it_is_revised_once(model: type[Record]):
    change = change_of(Scenario(), model)
    assert change.take(key="one key", expected_version=1).version == 2
    with nothing_changes():
        assert change.take(key="one key", expected_version=1).version == 2
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        change.take(given={}, key="one key")
    assert faults(refused) == [(("idempotencyKey",), "IDEMPOTENCY_KEY_REUSED")]


@every_revision
def test_a_field_that_never_changes_is_refused(model: type[Record]):
    change = change_of(Scenario(), model)
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        change.take(given={**change.given, "state": "published"})
    assert faults(refused) == [(("state",), "NOT_ASKED_FOR")]


def test_what_is_not_there_is_not_revised():
    change = change_of(Scenario(), Programme)
    change.record.pk = 4711
    with nothing_changes(), pytest.raises(RecordMissing):
        change.take()


def test_after_its_state_has_closed_its_fields_nothing_is_revised():
    scenario = Scenario()
    change = change_of(scenario, Intake)
    take_step(Intake, change.record.pk, "cancel", by=scenario.officer, reason="不办了")
    with nothing_changes(), pytest.raises(StepNotFromHere):
        change.take()


@every_revision
def test_states_in_which_a_record_is_revised_are_its_own(model: Any):
    states = {str(end) for edge in transitions_of(model) for end in (edge.source, edge.target)}
    assert model.revises.states <= states


def test_a_value_that_the_database_would_refuse_is_refused_with_the_remedy():
    change = change_of(Scenario(), Intake)
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        change.take(given={"places": 0})
    assert faults(refused) == [(("places",), "MIN_VALUE")]


@pytest.mark.parametrize(
    "given",
    [
        {"recruits_entry_years": [99999]},
        {"opens_at": dt.datetime(2100, 12, 31, 20, tzinfo=dt.timezone(dt.timedelta(hours=-12)))},
        {"closes_at": dt.datetime(9999, 12, 31, 23, tzinfo=dt.timezone(dt.timedelta(hours=-12)))},
        {"opens_at": dt.datetime(1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=14)))},
        {"class_starts_on": dt.date(1, 1, 1)},
    ],
    ids=str,
)
def test_figures_that_no_database_or_calendar_holds_are_refused_at_their_field(given: dict[str, Any]):
    scenario = Scenario()
    start, change = start_of(scenario, Intake), change_of(scenario, Intake)
    for deed in (lambda: start.take(given={**start.given, **given}), lambda: change.take(given=given)):
        with nothing_changes(), pytest.raises(InvalidInput) as refused:
            deed()
        assert [path for path, _ in faults(refused)] == [(name,) for name in given]
