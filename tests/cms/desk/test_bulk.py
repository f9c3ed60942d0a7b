"""A step for many records at the desk: chosen, tried out, asked once, reported to whoever asked."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from cms.desk import bulk as bulk_screens
from tests.cms.desk.asking import Officer, list_of, words_of
from tests.cms.factories import Site
from tests.factories import Scenario, officer
from tests.workflows.witness import nothing_changes
from workflows.models import Application, BulkStep, Intake
from workflows.regulation.actor import Role
from workflows.services.door import take_step
from workflows.services.outbox import deliver_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def applications(site: Site) -> list[Application]:
    """Answer three applications under review, for two places."""
    intake = site.scenario.open_intake(places=2)
    return [site.scenario.application("under_review", intake=intake) for _ in range(3)]


def chosen(rows: list[Any], further: str = "") -> str:
    """Answer the address of a bulk screen for some rows."""
    return list_of(Application) + f"bulk/{further}?" + "&".join(f"id={row.pk}" for row in rows)


def hidden(response: HttpResponse) -> dict[str, str]:
    """Answer the hidden fields of a bulk form."""
    text = response.content.decode()
    return dict(re.findall(r'<input type="hidden" name="(key|rows|passing)" (?:value="([^"]*)")?', text))


def tried(somebody: Officer, step: str, rows: list[Any], **typed: str) -> HttpResponse:
    """Choose rows, open the step's form and try it out."""
    form = somebody.client.get(chosen(rows, f"{step}/"))
    return somebody.client.post(list_of(Application) + f"bulk/{step}/", hidden(form) | {"try": ""} | typed)


def test_the_list_lets_rows_be_chosen_and_leads_to_their_steps(site: Site, applications: list[Application]):
    page = Officer(site.scenario.officer).client.get(list_of(Application)).content.decode()

    assert page.count("data-bulk-action-checkbox") == 3
    assert f'href="{list_of(Application)}bulk/"' in page


def test_steps_are_offered_with_how_many_could_take_them(site: Site, applications: list[Application]):
    submitted = site.scenario.application("submitted", intake=applications[0].intake)
    words = Officer(site.scenario.officer).look(chosen([*applications, submitted]))

    assert "已选择 4 条记录" in words
    assert re.search(r"录取 占用一个名额.*?。 3 0 1", words)
    assert re.search(r"受理 .*?。 1 0 3", words)
    assert "撤回" not in words


def test_all_that_a_list_shows_can_be_chosen(site: Site, applications: list[Application]):
    site.scenario.application("submitted", intake=applications[0].intake)
    somebody = Officer(site.scenario.officer)

    assert "已选择 3 条记录" in somebody.look(list_of(Application) + "bulk/?state=under_review&id=all")
    assert "已选择 4 条记录" in somebody.look(list_of(Application) + "bulk/?id=all")


def test_more_than_a_trial_can_hold_are_not_taken(
    site: Site, applications: list[Application], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bulk_screens, "MOST_ROWS", 2)
    somebody = Officer(site.scenario.officer)

    assert "最多选择 2 条记录" in somebody.look(chosen(applications))
    assert somebody.client.get(chosen(applications, "admit/")).status_code == 302


def test_records_of_others_are_not_chosen(site: Site, applications: list[Application]):
    other = Scenario()
    somebody, form = Officer(other.officer), Officer(site.scenario.officer).client.get(chosen(applications, "admit/"))

    assert "未选择记录" in somebody.look(chosen(applications))
    assert somebody.client.get(chosen(applications, "admit/")).status_code == 302
    with nothing_changes():
        answer = somebody.client.post(list_of(Application) + "bulk/admit/", hidden(form) | {"try": ""})
    assert answer.status_code == 302


def test_a_trial_says_what_would_become_of_each_row_and_writes_nothing(site: Site, applications: list[Application]):
    somebody = Officer(site.scenario.officer)
    with nothing_changes():
        answer = tried(somebody, "admit", applications)

    words = words_of(answer)
    assert "2 条可以办理，1 条会被拒绝" in words
    assert words.index("被拒绝 ") < words.index("可以办理 "), "what was refused comes first"
    assert "第6(4)条" in words
    assert hidden(answer)["passing"].count(":") == 2


def test_only_what_passed_is_asked_once_and_reported(site: Site, applications: list[Application]):
    somebody = Officer(site.scenario.officer)
    form = hidden(tried(somebody, "admit", applications, reason="成绩优秀"))
    address = list_of(Application) + "bulk/admit/"
    first, second = (somebody.client.post(address, form | {"take": "", "reason": "成绩优秀"}) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    report = somebody.client.get(first.headers["Location"])
    assert "data-desk-under-way" in report.content.decode()
    assert "已办理 0 条，拒绝 0 条，共 2 条" in words_of(report)
    deliver_waiting()

    report = somebody.client.get(first.headers["Location"])
    assert "data-desk-under-way" not in report.content.decode()
    assert "已办理 2 条，拒绝 0 条，共 2 条" in words_of(report)
    assert "已办理 2 条" in somebody.look(list_of(Application) + "bulk/")
    assert BulkStep.objects.count() == 1
    assert Application.objects.filter(state="admitted", decision_note="成绩优秀").count() == 2


def test_a_report_leads_to_what_was_refused(site: Site, applications: list[Application]):
    somebody = Officer(site.scenario.officer)
    form = hidden(tried(somebody, "waitlist", applications))
    report = somebody.client.post(list_of(Application) + "bulk/waitlist/", form | {"take": ""}).headers["Location"]
    take_step(Application, applications[0].pk, "decline", by=site.scenario.officer, reason="材料不全")
    deliver_waiting()

    page = somebody.client.get(report)
    assert "已办理 2 条，拒绝 1 条，共 3 条" in words_of(page)
    assert f'bulk/?id={applications[0].pk}"' in page.content.decode()


def test_a_report_is_for_whoever_asked(site: Site, applications: list[Application]):
    somebody = Officer(site.scenario.officer)
    form = hidden(tried(somebody, "waitlist", applications))
    report = somebody.client.post(list_of(Application) + "bulk/waitlist/", form | {"take": ""}).headers["Location"]

    Officer(officer(Role.COLLEGE_OFFICER, site.scenario.college)).look(report, status=404)
    Officer(site.scenario.aao).look(report, status=404)
    Officer(site.scenario.officer).look(report.replace("application", "intake"), status=404)


def test_a_reason_is_asked_for_where_the_law_wants_one(site: Site, applications: list[Application]):
    somebody = Officer(site.scenario.officer)
    with nothing_changes():
        answer = tried(somebody, "decline", applications)

    assert answer.status_code == 422
    assert "必需" in words_of(answer)


def test_inputs_of_the_step_are_asked_for(site: Site):
    intake = site.scenario.open_intake()
    for step in ("close", "complete_selection"):
        take_step(Intake, intake.pk, step, by=site.scenario.officer)
    form = Officer(site.scenario.aao).client.get(list_of(Intake) + f"bulk/publish/?id={intake.pk}")

    assert 'name="list_number"' in form.content.decode()


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 302), ({"rows": "x"}, 302), ({"rows": "1"}, 302), ({"rows": "1:2:3"}, 302), ({"rows": "-1:2"}, 302),
        ({"rows": "9" * 30 + ":1"}, 302), ({"rows": "9" * 5000 + ":1"}, 302), ({"rows": "1:\x00"}, 302),
        ({"rows": ",".join(f"{n}:1" for n in range(300))}, 302), ({"rows": "999999999:1", "passing": "²:1"}, 302),
        ({"rows": "OWN", "key": ""}, 200), ({"rows": "OWN", "key": "k" * 65}, 200),
        ({"rows": "OWN", "key": "k", "take": ""}, 200), ({"rows": "OWN", "key": "k", "take": "", "passing": "1:x"}, 422),
        ({"rows": "OWN", "key": "k", "reason": "a\x00"}, 422),
    ],
)  # fmt: skip
def test_a_form_of_nobodys_making_asks_nothing(
    site: Site, applications: list[Application], form: dict[str, str], status: int
):
    own = ",".join(f"{row.pk}:{row.version}" for row in applications)
    somebody = Officer(site.scenario.officer)
    with nothing_changes():
        answer = somebody.client.post(
            list_of(Application) + "bulk/admit/", {name: own if text == "OWN" else text for name, text in form.items()}
        )

    assert answer.status_code == status


@pytest.mark.parametrize(
    "query", ["", f"?id={'9' * 5000}", "?id=", "?id=x", "?id=-1", "?id=99999999999999999999", "?id=²", "?id=all&q=%00"]
)
def test_odd_choices_choose_nothing(site: Site, query: str):
    somebody = Officer(site.scenario.officer)

    assert "未选择记录" in somebody.look(list_of(Application) + "bulk/" + query)
    assert somebody.client.get(list_of(Application) + "bulk/admit/" + query).status_code == 302
    assert somebody.client.get(list_of(Application) + "bulk/nonsense/" + query).status_code == 404


def test_rows_of_others_never_reach_the_door(site: Site, applications: list[Application]):
    other = Scenario()
    own = other.application("under_review", intake=other.open_intake())
    somebody = Officer(other.officer)
    form = {"rows": f"{own.pk}:{own.version}", "passing": f"{applications[0].pk}:3", "key": "k", "take": ""}
    with nothing_changes():
        somebody.client.post(list_of(Application) + "bulk/admit/", form)


def test_a_report_of_a_step_that_is_no_more_is_still_a_page(site: Site, applications: list[Application]):
    somebody = Officer(site.scenario.officer)
    form = hidden(tried(somebody, "waitlist", applications))
    report = somebody.client.post(list_of(Application) + "bulk/waitlist/", form | {"take": ""}).headers["Location"]
    BulkStep.objects.update(step="once_upon_a_time")

    assert "once_upon_a_time" in somebody.look(report)
    assert "once_upon_a_time" in somebody.look(list_of(Application) + "bulk/")


def test_choosing_asks_as_much_for_three_as_for_one(site: Site, applications: list[Application]):
    somebody = Officer(site.scenario.officer)
    asked = []
    for rows in (applications[:1], applications):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            somebody.look(chosen(rows))
        asked.append(len(queries))

    assert asked[0] == asked[1]
