"""Taking a step: what the door lets through, what it refuses, and what it leaves behind."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django_fsm import TransitionNotAllowed

from tests.factories import CollegeFactory, Scenario, failed_course, officer, student
from tests.workflows.ways import all_steps, every_step, steps_to_take
from tests.workflows.witness import nothing_changes, only_the_refusal_is_logged
from workflows.models import Application, Intake, LogEntry, Programme, Record
from workflows.models.record import kind_of
from workflows.regulation.actor import ANYONE, Role
from workflows.regulation.finding import Need
from workflows.rules.students import RegistryStatus
from workflows.selectors.judging import steps_of
from workflows.services.door import take_step
from workflows.services.refusals import (
    InvalidInput,
    NotPermitted,
    RecordMissing,
    StaleVersion,
    StepNotFromHere,
    StepRefused,
)

pytestmark = pytest.mark.django_db
steps_that_lead_away = steps_to_take(
    *((model, step) for model, step in all_steps() if steps_of(model)[step].target not in steps_of(model)[step].sources)
)


def last_entry(record: Record) -> LogEntry:
    return LogEntry.objects.filter(kind=kind_of(record), record_id=record.pk).latest("ordinal")


@every_step
def test_a_step_moves_the_record_and_leaves_one_entry_in_the_log(way):
    model, step = type(way.record), way.step
    entries = LogEntry.objects.filter(kind=kind_of(model), record_id=way.record.pk)
    before, from_state, version = entries.count(), way.record.state, way.record.version

    taken = way.take()

    entry = last_entry(taken)
    assert taken.state == steps_of(model)[step].target
    assert entries.count() == before + 1
    assert (entry.step, entry.outcome, entry.account_id) == (step, "taken", way.by.account_id)
    assert (entry.from_state, entry.to_state) == (from_state, taken.state)
    assert entry.record_version == taken.version == version + 1
    assert entry.reason == way.reason
    assert [finding["rule"] for finding in entry.findings] == [rule.name for rule in steps_of(model)[step].rules]


@every_step
def test_a_step_called_past_the_door_is_refused(way):
    with nothing_changes(), pytest.raises(TransitionNotAllowed):
        getattr(way.record, way.step)(None)


@every_step
def test_a_step_is_refused_to_who_has_not_its_duty(way):
    for stranger in (ANYONE, student(), officer(Role.COLLEGE_OFFICER, CollegeFactory()), officer(Role.BURSAR)):
        with only_the_refusal_is_logged(), pytest.raises(NotPermitted):
            way.take(by=stranger)
        assert last_entry(way.record).details["refusal"] == "NotPermitted"


@steps_that_lead_away
def test_a_step_is_refused_from_a_state_that_does_not_have_it(way):
    way.take()
    with only_the_refusal_is_logged(), pytest.raises(StepNotFromHere):
        way.take()


def test_a_step_of_a_record_that_is_not_there_is_refused():
    applicant = student()
    with nothing_changes(), pytest.raises(RecordMissing):
        take_step(Application, 4711, "withdraw", by=applicant)


def test_submit_names_every_broken_clause_at_once():
    scenario = Scenario()
    applicant = student(entry_year=2026, status=RegistryStatus.ON_LEAVE)
    failed_course(applicant.student_id, ("regular", "40"))
    application = scenario.application(intake=scenario.open_intake(recruits_majors=["会计学"]), by=applicant)

    with only_the_refusal_is_logged(), pytest.raises(StepRefused) as refused:
        take_step(Application, application.pk, "submit", by=applicant)

    assert {finding.rule for finding in refused.value.findings if finding.need is Need.CHANGE} == {
        "student_is_on_the_rolls",
        "student_is_in_an_eligible_year",
        "major_has_no_failed_course",
        "college_recruits_the_student",
    }
    assert len(refused.value.findings) == len(steps_of(Application)["submit"].rules)


def test_a_refused_attempt_is_in_the_log_with_its_findings():
    scenario = Scenario(courses_count=5)
    with only_the_refusal_is_logged(), pytest.raises(StepRefused) as refused:
        scenario.establish()

    entry = last_entry(scenario.proposal)
    assert (entry.step, entry.outcome, entry.record_version) == ("submit", "refused", None)
    assert (entry.from_state, entry.to_state) == ("draft", "draft")
    assert entry.findings == [finding.as_record() for finding in refused.value.findings]
    assert entry.account_id == scenario.director.account_id


@pytest.mark.parametrize("reason", ["", "  \n\t"])
def test_a_step_that_needs_a_reason_is_refused_without_one(reason):
    scenario = Scenario()
    intake = scenario.open_intake()
    with only_the_refusal_is_logged(), pytest.raises(InvalidInput) as refused:
        take_step(Intake, intake.pk, "cancel", by=scenario.officer, reason=reason)
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [(("reason",), "REQUIRED")]


def test_every_input_that_is_missing_is_named():
    scenario = Scenario()
    scenario.establish()
    with only_the_refusal_is_logged(), pytest.raises(InvalidInput) as refused:
        take_step(Programme, scenario.programme.pk, "suspend", by=scenario.approver)
    assert [fault.path for fault in refused.value.faults] == [("reason",), ("decision_number",)]


@pytest.mark.parametrize("text", ["有\x00空字符", "半个\ud83d字符"])
def test_text_that_cannot_be_stored_is_refused_kindly(text):
    scenario = Scenario()
    intake = scenario.open_intake()
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        take_step(Intake, intake.pk, "cancel", by=scenario.officer, reason=text)
    assert [fault.path for fault in refused.value.faults] == [("reason",)]
    with nothing_changes(), pytest.raises(InvalidInput):
        take_step(Intake, intake.pk, "publish", by=scenario.aao, inputs={"list_number": text})


def test_who_looked_at_an_older_version_is_told():
    scenario = Scenario()
    application = scenario.application("under_review", intake=scenario.open_intake())
    with nothing_changes(), pytest.raises(StaleVersion) as refused:
        take_step(Application, application.pk, "admit", by=scenario.officer, expected_version=application.version - 1)
    assert refused.value.current.version == application.version

    take_step(Application, application.pk, "admit", by=scenario.officer, expected_version=application.version)


def test_an_update_along_an_edge_is_refused_at_once_without_a_new_version():
    scenario = Scenario()
    application = scenario.application("submitted", intake=scenario.open_intake())
    with nothing_changes(), pytest.raises(IntegrityError, match="without a new version"):
        update(application, state="under_review")


def test_an_update_along_an_edge_without_an_entry_is_refused_at_commit():
    scenario = Scenario()
    application = scenario.application("submitted", intake=scenario.open_intake())
    with nothing_changes(), pytest.raises(IntegrityError, match="without an entry in the log"):
        update(application, state="under_review", version=application.version + 1)


def test_an_update_off_the_edges_is_refused_at_once():
    scenario = Scenario()
    application = scenario.application("submitted", intake=scenario.open_intake())
    with nothing_changes(), pytest.raises(IntegrityError, match="no step from submitted to admitted"):
        update(application, state="admitted", version=application.version + 1)


def test_an_old_version_cannot_come_back_to_borrow_its_entry():
    scenario = Scenario()
    application = scenario.application("under_review", intake=scenario.open_intake())
    with nothing_changes(), pytest.raises(IntegrityError, match="goes back to version 1"):
        update(application, version=1)


def test_a_version_cannot_borrow_the_entry_of_another_state():
    """An entry vouches for the state that its step made, and for no other."""
    scenario = Scenario()
    application = scenario.application("under_review", intake=scenario.open_intake())
    entry = last_entry(application)
    forged = {"id": None, "ordinal": entry.ordinal + 1, "record_version": application.version + 1}
    with nothing_changes(), pytest.raises(IntegrityError, match="without an entry in the log"):
        update(
            application,
            LogEntry(**({f.attname: getattr(entry, f.attname) for f in LogEntry._meta.fields} | forged)),
            state="waitlisted",
            version=application.version + 1,
            decided_at=application.submitted_at,
        )


@transaction.atomic
def update(application: Application, *entries: LogEntry, **changes: object) -> None:
    """Change an application past the door, as far as a commit would let it."""
    LogEntry.objects.bulk_create(entries)
    Application.objects.filter(pk=application.pk).update(**changes)
    connection.check_constraints()
