"""Every step of every record through its document: taken by whose duty it is, refused to everybody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.forms import ChoiceField
from strawberry.utils.str_converters import to_camel_case

from gateway.ids import to_global_id
from gateway.records.deed_documents import document_name
from gateway.records.deeds import MUTATIONS
from gateway.records.inputs import fields_given_together
from gateway.records.node import TYPE_NAMES
from tests.factories import CollegeFactory, Scenario, officer, student
from tests.gateway.asking import Visitor
from tests.gateway.recruiting import faults, id_of
from tests.workflows.ways import Way, way_to
from tests.workflows.witness import nothing_changes, only_the_refusal_is_logged
from workflows.models import Application, LogEntry, Proposal, Review, ReviewLink
from workflows.models.record import Record, kind_of
from workflows.regulation.actor import Actor, Role
from workflows.selectors.disclosure import version_seen_by
from workflows.selectors.judging import steps_of

pytestmark = pytest.mark.django_db
every_step = pytest.mark.parametrize(("model", "step"), MUTATIONS, ids=str)


def input_of(way: Way, **more: Any) -> dict[str, Any]:
    """Answer the input of a step's mutation, as a client writes it."""
    form = steps_of(type(way.record))[way.step].manner.inputs
    chosen = {name for name, field in form.base_fields.items() if isinstance(field, ChoiceField)} if form else set()
    apart = fields_given_together(form)
    scores = [{"criterion": name, "score": value} for name, value in way.inputs.items() if name in apart]
    own = {name: value for name, value in way.inputs.items() if name not in apart}
    inputs = {to_camel_case(name): value.upper() if name in chosen else value for name, value in own.items()}
    inputs |= {"scores": scores} if apart else {}
    return {"id": id_of(way.record), "reason": way.reason, **inputs, **more}


def only_entry_after(record: Record, count: int) -> LogEntry:
    """Answer the one entry of a record's log after so many."""
    (entry,) = LogEntry.objects.filter(kind=kind_of(record), record_id=record.pk, ordinal__gt=count)
    return entry


@every_step
def test_whose_duty_it_is_takes_a_step_and_told_again_under_its_key_nothing_happens(
    scenario: Scenario, model: Any, step: str
):
    way = way_to(scenario, model, step)
    before = LogEntry.objects.filter(kind=kind_of(model), record_id=way.record.pk).count()
    visitor, document = Visitor(way.by), document_name(MUTATIONS[model, step])
    seen = version_seen_by(way.record, way.by)
    given = input_of(way, idempotencyKey="9a3e", expectedVersion=seen)
    taken = visitor.do(document, **given)
    now, entry = model._default_manager.get(pk=way.record.pk), only_entry_after(way.record, before)

    assert (taken["__typename"], taken["id"]) == (TYPE_NAMES[model], id_of(way.record))
    assert (taken["version"], now.version) == (seen + 1, way.record.version + 1)
    assert now.state == steps_of(model)[step].target
    assert (entry.step, entry.outcome, entry.account_id, entry.reason) == (step, "taken", way.by.account_id, way.reason)
    with nothing_changes():
        assert visitor.do(document, **given) == taken
    with only_the_refusal_is_logged():
        other = visitor.do(document, **given | {"reason": "another reason"})
    assert [(e["path"], e["code"]) for e in other["fieldErrors"]] == [(["idempotencyKey"], "IDEMPOTENCY_KEY_REUSED")]


def who_sees_it_and_may_not(scenario: Scenario, way: Way) -> Actor:
    """Answer somebody of the offices who sees the record of a step that is not theirs."""
    if isinstance(way.record, Review):
        return scenario.approver
    return scenario.officer if way.by == scenario.aao else scenario.aao


SEEN_BY_NOBODY_ELSE = {(Application, "submit"), (ReviewLink, "revoke")}
"""A draft is the student's, and a link the Office's, who all may revoke it."""


@every_step
def test_nobody_else_takes_a_step(scenario: Scenario, model: Any, step: str):
    way, document = way_to(scenario, model, step), document_name(MUTATIONS[model, step])
    nobody, stranger = Visitor(), Visitor(officer(Role.COLLEGE_OFFICER, CollegeFactory()))
    other = Visitor(who_sees_it_and_may_not(scenario, way))
    ids = (id_of(way.record), to_global_id(TYPE_NAMES[model], 10**12), id_of(scenario.college), "x", "")
    with nothing_changes():
        unknown = nobody.execute(document, input=input_of(way))
        of_another_college = [stranger.do(document, **input_of(way, id=i)) for i in ids[1:]]
    with only_the_refusal_is_logged():  # the record's own people read that somebody tried
        of_another_college.append(stranger.do(document, **input_of(way)))

    assert (unknown.status, unknown.codes, unknown.body["data"]) == (200, ["UNAUTHENTICATED"], None)
    not_found = {"__typename": "NotFound", "code": "NOT_FOUND", "message": of_another_college[0]["message"]}
    assert of_another_college == [not_found] * len(ids)
    if (model, step) in SEEN_BY_NOBODY_ELSE:
        return
    with only_the_refusal_is_logged():
        refused = other.do(document, **input_of(way))
    article = steps_of(model)[step].duty.article
    assert (refused["__typename"], refused["code"], refused["article"]) == ("NotPermitted", "NOT_PERMITTED", article)


@every_step
def test_a_step_is_not_taken_of_a_version_that_has_gone_or_without_what_it_needs(
    scenario: Scenario, model: Any, step: str
):
    way, document = way_to(scenario, model, step), document_name(MUTATIONS[model, step])
    visitor, manner = Visitor(way.by), steps_of(model)[step].manner
    with nothing_changes():
        stale = visitor.do(document, **input_of(way, expectedVersion=way.record.version + 1))

    assert (stale["__typename"], stale["code"]) == ("VersionConflict", "VERSION_CONFLICT")
    assert stale["current"]["id"] == id_of(way.record)

    apart = fields_given_together(manner.inputs)
    inputs = manner.inputs().fields if manner.inputs else {}
    needed = ["reason"] * manner.needs_reason + [name for name, field in inputs.items() if field.required]
    if not needed:
        return
    with only_the_refusal_is_logged():
        refused = visitor.do(document, id=id_of(way.record), reason=" ")
    assert (refused["__typename"], refused["code"]) == ("ValidationFailed", "VALIDATION_FAILED")
    assert [(e["path"], e["code"]) for e in refused["fieldErrors"]] == [
        ([*apart.get(name, ()), to_camel_case(name)], "REQUIRED") for name in needed
    ]
    assert all(error["message"] for error in refused["fieldErrors"])


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"idempotencyKey": ""}, (["idempotencyKey"], "INVALID")),
        ({"idempotencyKey": "k" * 81}, (["idempotencyKey"], "INVALID")),
        ({"idempotencyKey": "a\x00b"}, (["idempotencyKey"], "INVALID")),
        ({"reason": "r" * 2001}, (["reason"], "TOO_LONG")),
        ({"reason": "a\x00b"}, (["reason"], "INVALID")),
    ],
    ids=["an empty key", "a long key", "a key with NUL", "a long reason", "a reason with NUL"],
)
def test_a_key_and_a_reason_that_cannot_be_kept_are_refused(scenario: Scenario, given: dict[str, str], fault: object):
    applicant = student()
    draft = scenario.application(intake=scenario.open_intake(), by=applicant)
    visitor = Visitor(applicant)
    with nothing_changes():
        refused = visitor.do("submit_application", id=id_of(draft), **given)

    assert faults(refused) == [fault]


def test_the_longest_key_and_reason_are_kept(scenario: Scenario):
    applicant = student()
    draft = scenario.application(intake=scenario.open_intake(), by=applicant)
    taken = Visitor(applicant).do("submit_application", id=id_of(draft), idempotencyKey="钥" * 80, reason="由" * 2000)

    assert taken["state"] == "SUBMITTED"
    assert LogEntry.objects.filter(record_id=draft.pk, kind="application").latest("ordinal").reason == "由" * 2000


@pytest.mark.parametrize(
    ("scores", "fault"),
    [
        ([{"criterion": "beauty", "score": 5}], (["scores", "beauty"], "NOT_ASKED_FOR")),
        ([{"criterion": "remarks", "score": 5}], (["scores", "remarks"], "NOT_ASKED_FOR")),
        ([{"criterion": "aims", "score": 5}] * 2, (["scores", "aims"], "TWICE")),
        ([{"criterion": "aims", "score": 6}], (["scores", "aims"], "MAX_VALUE")),
    ],
)
def test_scores_are_of_the_criteria_that_are_asked_for(
    scenario: Scenario, scores: list[dict[str, Any]], fault: tuple[list[str], str]
):
    way = way_to(scenario, Review, "give")
    given = [one for one in input_of(way)["scores"] if one["criterion"] != scores[0]["criterion"]]
    refused = Visitor(way.by).do("give_opinion", **input_of(way, scores=[*given, *scores]))
    assert Review.objects.get(pk=way.record.pk).state == "accepted"
    assert faults(refused) == [fault]


def test_a_foreign_colleges_attempt_finds_nothing_and_is_in_the_log(scenario: Scenario):
    way = way_to(scenario, Proposal, "endorse")
    stranger = officer(Role.COLLEGE_OFFICER, CollegeFactory())
    count = LogEntry.objects.filter(kind="proposal", record_id=way.record.pk).count()
    refused = Visitor(stranger).do("endorse_proposal", id=id_of(way.record))
    assert (refused["__typename"], refused["code"]) == ("NotFound", "NOT_FOUND")
    entry = only_entry_after(way.record, count)
    assert (entry.outcome, entry.step, entry.account_id) == ("refused", "endorse", stranger.account_id)
    assert Visitor(student()).do("endorse_proposal", id=id_of(way.record))["__typename"] == "NotFound"
    assert only_entry_after(way.record, count) == entry  # whoever holds no office fills no log
    for odd in ("x", id_of(scenario.programme), id_of(way.record)[:-2]):
        assert Visitor(stranger).do("endorse_proposal", id=odd)["__typename"] == "NotFound"
