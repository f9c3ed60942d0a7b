"""Every record that begins or is revised through its document: by whose duty it is, refused to everybody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.db.models import Model
from strawberry.utils.str_converters import to_camel_case

from gateway.ids import to_global_id
from gateway.records.deed_documents import document_name
from gateway.records.deeds import BEGINNINGS, REVISIONS
from gateway.records.node import TYPE_NAMES
from tests.factories import CollegeFactory, Scenario, StaffFactory, officer
from tests.gateway.asking import Visitor
from tests.gateway.recruiting import Recruiting, faults, id_of
from tests.workflows.drafts import Start, change_of, every_beginning, every_revision, start_of
from tests.workflows.witness import nothing_changes
from workflows import models
from workflows.models.told import told
from workflows.regulation.actor import Role

pytestmark = pytest.mark.django_db


def as_client_writes(model: type[models.Record], given: Mapping[str, Any]) -> dict[str, Any]:
    """Answer fields as a client gives them: rows of other kinds by their ids, instants and enums as texts."""
    written = {}
    for name, value in given.items():
        field: Any = model._meta.get_field(name)
        if field.many_to_many:
            written[to_camel_case(name)] = [to_global_id(TYPE_NAMES[field.related_model], pk) for pk in value]
        elif field.is_relation:
            written[to_camel_case(f"{name}_id")] = to_global_id(TYPE_NAMES[field.related_model], value)
        elif field.choices:
            written[to_camel_case(name)] = value.upper()
        else:
            written[to_camel_case(name)] = value.isoformat() if hasattr(value, "isoformat") else value
    return written


def input_of(start: Start, **more: Any) -> dict[str, Any]:
    """Answer the input of the mutation with which a record begins."""
    beginning = start.model.begins
    assert beginning is not None
    under = {to_camel_case(f"{beginning.under}_id"): id_of(start.under)} if start.under else {}
    return {**as_client_writes(start.model, start.given), **under, **more}


@every_beginning
def test_whose_duty_it_is_begins_one_and_told_again_under_its_key_nothing_happens(
    recruiting: Recruiting, model: type[models.Record]
):
    start = start_of(recruiting.scenario, model)
    visitor, document = Visitor(start.by), document_name(BEGINNINGS[model])
    answered = visitor.do(document, **input_of(start, idempotencyKey="9a3e"))
    made = model._default_manager.latest("pk")

    assert (answered["__typename"], answered["id"], answered["version"]) == (TYPE_NAMES[model], id_of(made), 1)
    assert told(made, [*start.given]) == start.given
    with nothing_changes():
        assert visitor.do(document, **input_of(start, idempotencyKey="9a3e")) == answered


@every_beginning
def test_nobody_else_begins_one(recruiting: Recruiting, model: type[models.Record]):
    start, document = start_of(recruiting.scenario, model), document_name(BEGINNINGS[model])
    stranger = Visitor(officer(Role.BURSAR))
    with nothing_changes():
        unknown = Visitor().execute(document, input=input_of(start))
        refused = stranger.do(document, **input_of(start))

    assert unknown.codes == ["UNAUTHENTICATED"]
    assert refused["__typename"] in {"NotPermitted", "NotFound"}


@pytest.mark.parametrize("model", [m for m in BEGINNINGS if m.begins and m.begins.under], ids=str)
def test_nothing_begins_under_what_is_not_seen_or_of_another_kind(recruiting: Recruiting, model: Any):
    start, document = start_of(recruiting.scenario, model), document_name(BEGINNINGS[model])
    above, visitor = to_camel_case(f"{model.begins.under}_id"), Visitor(start.by)
    name = TYPE_NAMES[type(start.under)] if start.under else ""
    for other in (id_of(recruiting.scenario.college), to_global_id(name, 10**12), "x", ""):
        with nothing_changes():
            refused = visitor.do(document, **input_of(start, **{above: other}))
        assert refused["__typename"] == "NotFound"


def test_ids_of_nothing_are_told_under_the_names_that_the_client_gave(recruiting: Recruiting):
    start = start_of(recruiting.scenario, models.Programme)
    visitor, nothing = Visitor(start.by), to_global_id("StaffMember", 10**12)
    with nothing_changes():
        refused = visitor.do("propose_programme", **input_of(start, directorId=nothing))
        other = visitor.do("propose_programme", **input_of(start, directorId=id_of(recruiting.scenario.college)))
    assert faults(refused) == faults(other) == [(["directorId"], "INVALID_CHOICE")]


def test_a_list_that_nobody_could_mean_is_refused_before_its_ids_are_looked_for(recruiting: Recruiting):
    start = start_of(recruiting.scenario, models.Intake)
    ids, visitor = [id_of(recruiting.scenario.college)] * 201, Visitor(start.by)
    with nothing_changes():
        refused = visitor.do("plan_intake", **input_of(start, recruitsColleges=ids))
    assert faults(refused) == [(["recruitsColleges"], "TOO_LONG")]


def test_new_staff_of_ones_own_college_can_direct(recruiting: Recruiting):
    scenario = recruiting.scenario
    start, new = start_of(scenario, models.Programme), StaffFactory(college=scenario.college)
    made = Visitor(scenario.officer).do("propose_programme", **input_of(start, directorId=id_of(new)))
    assert models.Programme.objects.get(code=made["code"]).director == new


def test_an_intake_of_a_programme_not_yet_established_is_refused_under_the_programmes_id():
    scenario = Scenario()
    visitor = Visitor(scenario.officer)
    with nothing_changes():
        refused = visitor.do("plan_intake", programmeId=id_of(scenario.programme), academicYear=2026, places=30)
    assert faults(refused) == [(["programmeId"], "NOT_FROM_HERE")]


@every_beginning
def test_what_is_missing_is_told_at_once(recruiting: Recruiting, model: Any):
    start = start_of(recruiting.scenario, model)
    fields: Mapping[str, Any] = {name: model._meta.get_field(name) for name in model.begins.fields}
    needed = {name for name, field in fields.items() if not field.blank}
    above = to_camel_case(f"{model.begins.under}_id")
    given = {above: id_of(start.under)} if start.under else {}
    if not needed:
        return
    visitor = Visitor(start.by)
    with nothing_changes():
        refused = visitor.do(document_name(BEGINNINGS[model]), **given)
    names = {name: f"{name}_id" if is_one_row(fields[name]) else name for name in needed}
    assert sorted(faults(refused)) == sorted(([to_camel_case(name)], "REQUIRED") for name in names.values())


def is_one_row(field: Any) -> bool:
    return bool(field.is_relation and not field.many_to_many)


@every_revision
def test_whose_duty_it_is_revises_one_and_what_is_left_out_stays(recruiting: Recruiting, model: type[models.Record]):
    change, document = change_of(recruiting.scenario, model), document_name(REVISIONS[model])
    kept = told(change.record, [name for name in fields_of(model) if name not in change.given])
    given = {"id": id_of(change.record), "expectedVersion": 1, "idempotencyKey": "9a3e"}
    given |= as_client_writes(model, change.given)
    visitor = Visitor(change.by)
    answered = visitor.do(document, **given)
    now = model._default_manager.get(pk=change.record.pk)

    assert (answered["id"], answered["version"]) == (id_of(now), 2)
    assert told(now, fields_of(model)) == {**kept, **change.given}
    with nothing_changes():
        assert visitor.do(document, **given) == answered
        stale = visitor.do(document, **given | {"idempotencyKey": "other"})
    assert (stale["__typename"], stale["current"]["version"]) == ("VersionConflict", 2)


def fields_of(model: Any) -> tuple[str, ...]:
    fields: tuple[str, ...] = model.revises.fields
    return fields


@every_revision
def test_nobody_else_revises_one(recruiting: Recruiting, model: type[models.Record]):
    change, document = change_of(recruiting.scenario, model), document_name(REVISIONS[model])
    given = {"id": id_of(change.record), **as_client_writes(model, change.given)}
    stranger = Visitor(officer(Role.COLLEGE_OFFICER, CollegeFactory()))
    with nothing_changes():
        unknown = Visitor().execute(document, input=given)
        refused = stranger.do(document, **given)
        others = [
            stranger.do(document, **given | {"id": other}) for other in (id_of(recruiting.scenario.college), "x", "")
        ]

    assert unknown.codes == ["UNAUTHENTICATED"]
    assert refused["__typename"] in {"NotPermitted", "NotFound"}
    assert {other["__typename"] for other in others} == {"NotFound"}


def test_null_empties_a_field(scenario: Scenario):
    planned: Model = scenario.open_intake() and scenario.plan_intake()
    answered = Visitor(scenario.officer).do("revise_intake", id=id_of(planned), opensAt=None, selectionNote=None)
    assert (answered["opensAt"], answered["selectionNote"]) == (None, "")
