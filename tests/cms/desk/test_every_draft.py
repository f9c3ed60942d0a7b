"""Every record that an office begins or revises at its desk: offered, asked for by a form, refused with a reason."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db.models import CharField, TextField
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import localtime

from cms.desk.offers import is_offered
from tests.cms.desk.asking import Officer, address_of, list_of, words_of
from tests.cms.factories import Site
from tests.factories import CollegeFactory, Scenario, StaffFactory, officer
from tests.workflows.drafts import Change, Start, change_of, expert, start_of
from tests.workflows.witness import nothing_changes
from workflows import clock
from workflows.models import RECORDS, Intake, Programme
from workflows.models.record import kind_of
from workflows.models.told import told
from workflows.regulation.actor import Role
from workflows.services.people import grant_office

pytestmark = pytest.mark.django_db
begun_at_desks = pytest.mark.parametrize(
    "model", [m for m in RECORDS if m.begins and m.begins.duty.offices], ids=kind_of
)
revised_at_desks = pytest.mark.parametrize(
    "model", [m for m in RECORDS if m.revises and m.revises.duty.offices], ids=kind_of
)


def begin_address(start: Start) -> str:
    under = start.model.begins.under if start.model.begins else ""
    asked = f"?{under}={start.under.pk}" if start.under else ""
    return list_of(start.model) + "begin/" + asked


def typed(given: Any) -> dict[str, Any]:
    """Answer fields as somebody types them."""
    return {name: _typed(value) for name, value in given.items()}


def _typed(value: Any) -> Any:
    if hasattr(value, "hour"):
        return f"{localtime(value, clock.SCHOOL_ZONE):%Y-%m-%dT%H:%M:%S}"
    if isinstance(value, list) and value and value[0] > 2000:
        return "，".join(map(str, value))
    return value


def hidden(response: HttpResponse) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(key|version|shown)" value="([^"]+)"', response.content.decode())
    return {name: unescape(value) for name, value in found}


def begin_at_desk(start: Start, **other: Any) -> tuple[Officer, HttpResponse]:
    somebody = Officer(start.by)
    form = hidden(somebody.client.get(begin_address(start)))
    under = {start.model.begins.under: start.under.pk} if start.under and start.model.begins else {}
    return somebody, somebody.client.post(begin_address(start), form | under | typed(start.given) | other)


def is_text(model: Any, name: str) -> bool:
    return isinstance(model._meta.get_field(name), CharField | TextField) and not model._meta.get_field(name).choices


@begun_at_desks
def test_an_office_begins_one_from_where_it_looks(site: Site, model: Any):
    start = start_of(Scenario(), model)
    somebody = Officer(start.by)
    offered = somebody.client.get(address_of(start.under) if start.under else list_of(model)).content.decode()
    assert begin_address(start) in offered
    form = words_of(somebody.client.get(begin_address(start)))
    assert (str(model.begins.label) in form, str(model.begins.effect) in form) == (True, True)

    _, answer = begin_at_desk(start)

    made = model._default_manager.latest("pk")
    assert (answer.status_code, answer["Location"]) == (302, address_of(made))
    at_minutes = told(made, [*start.given])
    assert typed(at_minutes) == typed(start.given)
    assert str(model.begins.label) in somebody.look(address_of(made))


def needed_of(model: Any) -> list[str]:
    """Answer the fields without which a record of a kind does not begin."""
    return [name for name in model.begins.fields if not model._meta.get_field(name).blank]


@pytest.mark.parametrize("model", [m for m in RECORDS if m.begins and len(needed_of(m)) > 1], ids=kind_of)
def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(site: Site, model: Any):
    start = start_of(Scenario(), model)
    needed = needed_of(model)
    before = model._default_manager.count()
    _, answer = begin_at_desk(start, **dict.fromkeys(needed[1:], ""))
    assert model._default_manager.count() == before
    assert answer.status_code == 422
    assert answer.content.decode().count('aria-invalid="true"') == len(needed[1:])
    assert f'value="{start.given[needed[0]]}"' in answer.content.decode()


@begun_at_desks
def test_others_are_not_offered_it_and_do_not_begin_one(site: Site, model: Any):
    start = start_of(Scenario(), model)
    for other in (officer(Role.BURSAR), officer(Role.COLLEGE_OFFICER, CollegeFactory())):
        stranger = Officer(other)
        with nothing_changes():
            answer = stranger.client.post(begin_address(start), typed(start.given) | {"key": "k"})
        assert answer.status_code == (422 if is_offered(model.begins, other) else 302)
    bursar = Officer(officer(Role.BURSAR)).client
    assert "/begin/" not in bursar.get(list_of(model)).content.decode()


def test_a_record_that_nobody_begins_at_a_desk_has_no_form(site: Site):
    somebody = Officer(site.scenario.officer)
    assert somebody.client.get("/admin/desk/waiver/begin/").status_code == 404
    assert somebody.client.post("/admin/desk/waiver/begin/", {}).status_code == 404


def test_a_second_click_begins_no_second_one(site: Site):
    start = start_of(Scenario(), Intake)
    somebody = Officer(start.by)
    form = hidden(somebody.client.get(begin_address(start))) | typed(start.given) | {"programme": start.under.pk}  # type: ignore[union-attr]  # an intake is under one
    first, second = (somebody.client.post(begin_address(start), form) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Intake.objects.count() == 1


def test_an_intake_is_planned_from_the_list_of_intakes_under_a_programme_of_ones_own(site: Site):
    scenario, other = Scenario(), Scenario()
    start = start_of(scenario, Intake)
    other.establish()
    page = Officer(start.by).client.get(list_of(Intake) + "begin/").content.decode()
    assert (str(scenario.programme) in page, str(other.programme) in page) == (True, False)


def test_only_ones_own_colleges_are_offered(site: Site):
    scenario = Scenario()
    foreign = CollegeFactory()
    page = Officer(start_of(scenario, Programme).by).client.get(list_of(Programme) + "begin/").content.decode()
    assert (f">{scenario.college}<" in page, f">{foreign}<" in page) == (True, False)


@revised_at_desks
def test_an_office_revises_one_and_a_second_click_changes_nothing(site: Site, model: Any):
    change = change_of(Scenario(), model)
    before = told(change.record, model.revises.fields)
    somebody, form = opened(change)
    assert address_of(change.record, "revise") in somebody.client.get(address_of(change.record)).content.decode()
    answers = [somebody.client.post(address_of(change.record, "revise"), form) for _ in range(2)]

    assert [(a.status_code, a["Location"]) for a in answers] == [(302, address_of(change.record))] * 2
    now = model._default_manager.get(pk=change.record.pk)
    assert typed(told(now, model.revises.fields)) == typed({**before, **change.given})
    assert now.version == 2


def opened(change: Change) -> tuple[Officer, dict[str, Any]]:
    """Answer somebody with the form of a revision, filled in."""
    somebody = Officer(change.by)
    form = hidden(somebody.client.get(address_of(change.record, "revise")))
    model: Any = type(change.record)
    before = told(change.record, model.revises.fields)
    filled = typed({**before, **change.given})
    return somebody, form | {name: value for name, value in filled.items() if value is not None}


@revised_at_desks
def test_nothing_changed_is_said_and_leaves_no_version(site: Site, model: Any):
    change = change_of(Scenario(), model)
    somebody, form = opened(Change(change.record, change.by, {}))
    with nothing_changes():
        answer = somebody.client.post(address_of(change.record, "revise"), form, follow=True)
    assert "没有改动" in answer.content.decode()


@revised_at_desks
def test_what_somebody_else_changed_is_shown_and_not_overwritten(site: Site, model: Any):
    change = change_of(Scenario(), model)
    somebody, form = opened(change)
    untouched = next(name for name in model.revises.fields if name not in change.given and is_text(model, name))
    by_others = {untouched: "别人改的"}
    Change(change.record, change.by, by_others).take()
    with nothing_changes():
        answer = somebody.client.post(address_of(change.record, "revise"), form)
    assert answer.status_code == 409

    assert "别人改的" in answer.content.decode()
    again = form | hidden(answer) | by_others
    assert somebody.client.post(address_of(change.record, "revise"), again).status_code == 302
    now = model._default_manager.get(pk=change.record.pk)
    assert told(now, [*change.given]) == change.given
    assert getattr(now, untouched) == "别人改的"


@revised_at_desks
def test_others_are_led_back(site: Site, model: Any):
    change = change_of(Scenario(), model)
    overseer = Officer(officer(Role.AAO_OFFICER))
    answer = overseer.client.get(address_of(change.record, "revise"), follow=True)
    assert answer.redirect_chain == [(address_of(change.record), 302)]
    assert (
        Officer(officer(Role.COLLEGE_OFFICER, CollegeFactory()))
        .client.get(address_of(change.record, "revise"))
        .status_code
        == 404
    )
    with nothing_changes():
        answer = overseer.client.post(address_of(change.record, "revise"), {"key": "k", "version": 1})
    assert (answer.status_code, answer["Location"]) == (302, address_of(change.record))


def test_what_is_past_revising_leads_back(site: Site):
    scenario = Scenario()
    record = scenario.open_intake()
    answer = Officer(scenario.officer).client.get(address_of(record, "revise"), follow=True)
    assert answer.redirect_chain == [(address_of(record), 302)]


@pytest.mark.parametrize("shown", ["x", "[]", "{}", "[" * 100_000, '{"title": 5}', "null"])
def test_a_form_of_nobodys_making_revises_what_it_says(site: Site, shown: str):
    change = change_of(Scenario(), Programme)
    somebody, form = opened(change)
    assert somebody.client.post(address_of(change.record, "revise"), form | {"shown": shown}).status_code == 302
    assert Programme.objects.get(pk=change.record.pk).title == "智能会计"


def test_staff_of_ones_own_college_can_direct_and_others_are_not_offered(site: Site):
    scenario, foreign = Scenario(), StaffFactory()
    new = StaffFactory(college=scenario.college)
    page = Officer(scenario.officer).client.get(list_of(Programme) + "begin/").content.decode()
    assert (str(new) in page, str(foreign) in page) == (True, False)


def test_the_lines_of_a_text_end_as_we_keep_them(site: Site):
    start = start_of(Scenario(), Intake)
    begin_at_desk(start, selection_note="先面试\r\n后录取")
    assert Intake.objects.latest("pk").selection_note == "先面试\n后录取"


def test_history_and_a_stale_page_say_from_what_to_what_a_field_went(site: Site):
    scenario = Scenario()
    change = change_of(scenario, Intake)
    somebody, form = opened(change)
    given = {"places": 31, "selection_method": "interview", "recruits_colleges": [], "selection_note": "面试"}
    Change(change.record, change.by, given).take()
    stale = words_of(somebody.client.post(address_of(change.record, "revise"), form))
    for page in (stale, somebody.look(address_of(change.record))):
        assert "名额: 40 → 31" in page
        assert "遴选办法: 考试 → 面试" in page
        assert f"招收学院: {scenario.college} → —" in page


def test_what_cannot_be_taken_is_said_above_the_form_with_a_way_to_its_field(site: Site):
    _, answer = begin_at_desk(start_of(Scenario(), Intake), places="5000")
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert '<a href="#id_places">名额</a>: ' in page
    assert page.count("2000") >= 2  # above, and beside the field


def test_a_form_that_outlives_its_session_is_answered_in_words(site: Site):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(list_of(Intake) + "begin/", {"places": "3"})
    assert answer.status_code == 403
    assert "未提交：您的登录已失效" in answer.content.decode()


def test_experts_are_offered_with_what_waits_for_them_and_none_with_a_part_in_it():
    scenario = Scenario()
    grant_office(scenario.director.account, Role.EXPERT)
    scenario.take("submit", "endorse", "accept")
    staff = expert()
    office = Officer(scenario.aao)
    form = office.look(f"/admin/desk/review/begin/?proposal={scenario.proposal.pk}")
    assert f"{staff.name} · 待评审 0 份" in form
    assert f"{scenario.director.name} ·" not in form
    assert f"{scenario.director.name} ·" in office.look("/admin/desk/review/begin/")
    for odd, status in (("x", 200), ("9" * 30, 200), ("4711", 302)):
        office.look(f"/admin/desk/review/begin/?proposal={odd}", status=status)
