"""Every step of every record through its document: taken by whose duty it is, refused to everybody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from strawberry.utils.str_converters import to_camel_case

from gateway.ids import to_global_id
from gateway.records.node import TYPE_NAMES
from tests.factories import CollegeFactory, Scenario, officer, student
from tests.gateway.asking import Visitor
from tests.gateway.test_contract import MUTATIONS
from tests.workflows.ways import Way, way_to
from tests.workflows.witness import nothing_changes, only_the_refusal_is_logged
from workflows.models import LogEntry
from workflows.models.record import Record, kind_of
from workflows.regulation.actor import Actor, Role
from workflows.selectors.judging import steps_of

pytestmark = pytest.mark.django_db
every_step = pytest.mark.parametrize(("model", "step"), MUTATIONS, ids=str)


def document_of(model: type[Record], step: str) -> str:
    """Answer the name of a step's document."""
    return re.sub("([A-Z])", lambda found: f"_{found[1].lower()}", MUTATIONS[model, step])


def id_of(record: Record) -> str:
    """Answer a record's global id."""
    return to_global_id(TYPE_NAMES[type(record)], record.pk)


def input_of(way: Way, **more: Any) -> dict[str, Any]:
    """Answer the input of a step's mutation, as a client writes it."""
    inputs = {to_camel_case(name): value for name, value in way.inputs.items()}
    return {"id": id_of(way.record), "reason": way.reason, **inputs, **more}


def take(way: Way, *, by: Actor | None = None, **more: Any) -> dict[str, Any]:
    """Take the step through its document, or answer why not."""
    answered: dict[str, Any] = Visitor(by or way.by).do(
        document_of(type(way.record), way.step), **input_of(way, **more)
    )
    return answered


def only_entry_after(record: Record, count: int) -> LogEntry:
    """Answer the one entry of a record's log after so many."""
    (entry,) = LogEntry.objects.filter(kind=kind_of(record), record_id=record.pk, ordinal__gt=count)
    return entry


@every_step
def test_whose_duty_it_is_takes_a_step_and_reads_the_record_as_it_is_now(model: type[Record], step: str):
    way = way_to(Scenario(), model, step)
    before = LogEntry.objects.filter(kind=kind_of(model), record_id=way.record.pk).count()
    taken = take(way, expectedVersion=way.record.version)
    now = model._default_manager.get(pk=way.record.pk)

    assert (taken["__typename"], taken["id"]) == (TYPE_NAMES[model], id_of(way.record))
    assert taken["version"] == now.version == way.record.version + 1
    assert now.state == steps_of(model)[step].target
    entry = only_entry_after(way.record, before)
    assert (entry.step, entry.outcome, entry.account_id, entry.reason) == (step, "taken", way.by.account_id, way.reason)


@every_step
def test_told_again_under_its_key_a_step_is_not_taken_again(model: type[Record], step: str):
    way = way_to(Scenario(), model, step)
    visitor, given = Visitor(way.by), input_of(way, idempotencyKey="9a3e", expectedVersion=way.record.version)
    first = visitor.do(document_of(model, step), **given)
    with nothing_changes():
        again = visitor.do(document_of(model, step), **given)
        other = visitor.do(document_of(model, step), **given | {"reason": "another reason"})

    assert again == first
    assert [(e["path"], e["code"]) for e in other["fieldErrors"]] == [(["idempotencyKey"], "IDEMPOTENCY_KEY_REUSED")]


@every_step
def test_nobody_takes_a_step_without_signing_in(model: type[Record], step: str):
    way = way_to(Scenario(), model, step)
    visitor = Visitor()
    with nothing_changes():
        answer = visitor.execute(document_of(model, step), input=input_of(way))

    assert (answer.status, answer.codes, answer.body["data"]) == (200, ["UNAUTHENTICATED"], None)


@every_step
def test_another_colleges_officer_is_told_what_a_missing_record_would_be_told(model: type[Record], step: str):
    way = way_to(Scenario(), model, step)
    stranger = Visitor(officer(Role.COLLEGE_OFFICER, CollegeFactory()))
    missing = to_global_id(TYPE_NAMES[model], 10**12)
    with nothing_changes():
        answers = [
            stranger.do(document_of(model, step), **input_of(way, id=i)) for i in (id_of(way.record), missing, "x", "")
        ]

    assert answers == [{"__typename": "NotFound", "code": "NOT_FOUND", "message": answers[0]["message"]}] * 4


@every_step
def test_who_sees_the_record_but_has_another_duty_is_not_permitted(model: type[Record], step: str):
    scenario = Scenario()
    way = way_to(scenario, model, step)
    duty = steps_of(model)[step].duty
    other = scenario.officer if way.by == scenario.aao else scenario.aao
    visitor = Visitor(other)
    with only_the_refusal_is_logged():
        refused = visitor.do(document_of(model, step), **input_of(way))

    assert (refused["__typename"], refused["code"], refused["article"]) == (
        "NotPermitted",
        "NOT_PERMITTED",
        duty.article,
    )


@every_step
def test_a_stale_version_is_told_what_is_there_now(model: type[Record], step: str):
    way = way_to(Scenario(), model, step)
    visitor = Visitor(way.by)
    with nothing_changes():
        stale = visitor.do(document_of(model, step), **input_of(way, expectedVersion=way.record.version + 1))

    assert (stale["__typename"], stale["code"]) == ("VersionConflict", "VERSION_CONFLICT")
    assert stale["current"]["id"] == id_of(way.record)


@every_step
def test_what_a_step_needs_is_asked_for_by_the_name_that_the_client_gave_it(model: type[Record], step: str):
    way = way_to(Scenario(), model, step)
    manner = steps_of(model)[step].manner
    names = [name for name in (manner.inputs.base_fields if manner.inputs else {})]
    visitor = Visitor(way.by)
    if not names and not manner.needs_reason:
        return
    with only_the_refusal_is_logged():
        refused = visitor.do(document_of(model, step), id=id_of(way.record), reason=" ")

    wanted = [(["reason"], "REQUIRED")] * manner.needs_reason + [([to_camel_case(name)], "REQUIRED") for name in names]
    assert (refused["__typename"], refused["code"]) == ("ValidationFailed", "VALIDATION_FAILED")
    assert [(error["path"], error["code"]) for error in refused["fieldErrors"]] == wanted
    assert all(error["message"] for error in refused["fieldErrors"])


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"idempotencyKey": ""}, "idempotencyKey"),
        ({"idempotencyKey": "k" * 81}, "idempotencyKey"),
        ({"idempotencyKey": "a\x00b"}, "idempotencyKey"),
        ({"reason": "r" * 2001}, "reason"),
        ({"reason": "a\x00b"}, "reason"),
    ],
    ids=["an empty key", "a long key", "a key with NUL", "a long reason", "a reason with NUL"],
)
def test_a_key_and_a_reason_that_cannot_be_kept_are_refused(given: dict[str, str], name: str):
    scenario = Scenario()
    applicant = student()
    draft = scenario.application(intake=scenario.open_intake(), by=applicant)
    visitor = Visitor(applicant)
    with nothing_changes():
        refused = visitor.do("submit_application", id=id_of(draft), **given)

    assert [(error["path"], error["code"]) for error in refused["fieldErrors"]] == [([name], "INVALID")]


def test_the_longest_key_and_reason_are_kept():
    scenario = Scenario()
    applicant = student()
    draft = scenario.application(intake=scenario.open_intake(), by=applicant)
    taken = Visitor(applicant).do("submit_application", id=id_of(draft), idempotencyKey="钥" * 80, reason="由" * 2000)

    assert taken["state"] == "SUBMITTED"
    assert LogEntry.objects.filter(record_id=draft.pk, kind="application").latest("ordinal").reason == "由" * 2000
