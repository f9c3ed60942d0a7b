"""Every desk, and every step that an office takes there: listed, read, exported, found waiting, taken by its form."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cms.desk.records import DESKS
from tests.cms.desk.asking import Officer, address_of, list_of, words_of
from tests.cms.factories import Site
from tests.factories import CollegeFactory, Scenario, officer
from tests.workflows.ways import all_steps, way_to
from tests.workflows.witness import nothing_changes
from workflows.models import RECORDS, LogEntry, Record
from workflows.models.duties import the_portal, the_student
from workflows.models.record import kind_of
from workflows.regulation.actor import Role
from workflows.selectors.judging import steps_of
from workflows.services.outbox import deliver_waiting

pytestmark = pytest.mark.django_db
STEPS = [(m, step) for m, step in all_steps() if steps_of(m)[step].duty not in (the_student, the_portal)]
every_step = pytest.mark.parametrize(("model", "step"), STEPS, ids=str)
every_desk = pytest.mark.parametrize("model", RECORDS, ids=kind_of)


def made(model: type[Record], scenario: Scenario) -> Record:
    """Answer a record that stands before its first step of an office."""
    return way_to(scenario, *next(found for found in STEPS if found[0] is model)).record


@every_step
def test_a_step_is_shown_with_its_consequences_and_taken_by_its_form(site: Site, model: Any, step: str):
    way = way_to(Scenario(), model, step)
    somebody, manner = Officer(way.by), steps_of(model)[step].manner
    form = words_of(somebody.client.get(address_of(way.record, step)))
    assert str(manner.label) in somebody.look(address_of(way.record))
    assert (str(manner.label) in form, str(manner.effect) != "", str(manner.effect) in form) == (True, True, True)
    with nothing_changes():
        assert somebody.client.get(address_of(way.record, step)).status_code == 200

    answer = somebody.take(way.record, step, reason=way.reason, **way.inputs)

    assert answer.status_code == 302
    assert answer["Location"].startswith(
        list_of(model, "") + "bulk-reports/" if manner.is_long else address_of(way.record)
    )
    deliver_waiting()
    entry = LogEntry.objects.filter(kind=kind_of(model), record_id=way.record.pk).latest("ordinal")
    assert (entry.step, entry.outcome, entry.account_id) == (step, "taken", way.by.account_id)
    assert model._default_manager.get(pk=way.record.pk).state == steps_of(model)[step].target


@every_step
@pytest.mark.parametrize("given", ["", "\u200b\u3164"], ids=["nothing", "what nobody sees"])
def test_without_the_reason_or_the_inputs_that_it_needs_a_step_is_not_taken(
    site: Site, model: Any, step: str, given: str
):
    way, manner = way_to(Scenario(), model, step), steps_of(model)[step].manner
    somebody = Officer(way.by)
    inputs = manner.inputs().fields if manner.inputs else {}
    needed = ["reason"] * manner.needs_reason + [name for name, field in inputs.items() if field.required]
    if needed:
        before = model._default_manager.get(pk=way.record.pk).version
        answer = somebody.take(way.record, step, **dict.fromkeys(needed, given))
        assert answer.status_code == 422
        assert answer.content.decode().count('aria-invalid="true"') == len(needed)
        assert model._default_manager.get(pk=way.record.pk).version == before


@every_step
def test_who_is_waited_for_finds_it_at_home(site: Site, model: Any, step: str):
    way = way_to(Scenario(), model, step)
    record = model._default_manager.get(pk=way.record.pk)
    duty = model.turns.get(record.state)
    waits = duty is not None and duty(record, way.by)

    assert (
        address_of(way.record) in Officer(way.by).client.get(reverse("wagtailadmin_home")).content.decode()
    ) == waits


@every_desk
def test_a_record_is_in_list_page_and_file_of_the_school_and_of_nobody_elses_college(site: Site, model: Any):
    record, stranger = made(model, Scenario()), Officer(officer(Role.COLLEGE_OFFICER, CollegeFactory()))
    somebody = Officer(officer(Role.AAO_OFFICER))
    page = somebody.client.get(list_of(model)).content.decode()
    assert page.count(f'href="{address_of(record)}"') == 1
    assert f'href="{address_of(record)}"' not in stranger.client.get(list_of(model)).content.decode()
    stranger.look(address_of(record), status=404)

    desk, words = DESKS[kind_of(model)], somebody.look(address_of(record))
    facts = [fact for group in desk.facts for fact in group.facts if not fact.is_for]
    assert [fact.path for fact in facts if fact.label_on(model) not in words] == []
    response = somebody.client.get(list_of(model, "export=xlsx"))
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert sheet is not None
    assert sheet.max_row == 1 + desk.rows(officer(Role.AAO_OFFICER)).count()


@every_desk
def test_a_list_costs_the_same_for_one_row_and_for_three(site: Site, model: Any, django_assert_max_num_queries: Any):
    somebody = Officer(officer(Role.AAO_OFFICER))
    costs = []
    for further in (1, 2):
        for _ in range(further):
            made(model, Scenario())
        somebody.look(list_of(model))
        with django_assert_max_num_queries(40) as asked:
            somebody.look(list_of(model))
        costs.append(len(asked))

    assert costs[0] == costs[1]
