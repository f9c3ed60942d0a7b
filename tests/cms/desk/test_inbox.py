"""The inbox on the admin's home page and the counts in its menu."""

import datetime as dt
import json
import re

import pytest

from tests.cms.desk.asking import Officer
from tests.cms.factories import Site
from tests.factories import TO_THE_SCHOOL, Scenario
from tests.workflows.ways import asked_waiver
from workflows import clock
from workflows.models import Intake
from workflows.services.door import take_step

pytestmark = pytest.mark.django_db


def test_what_waits_is_shown_with_age_and_deadline_and_counted_in_the_menu(site: Site):
    intake = site.scenario.open_intake(class_starts_on=clock.today() + dt.timedelta(days=12))
    waiting = [site.scenario.application(state, intake=intake) for state in ("submitted", "under_review")]
    site.scenario.application("declined", intake=intake, reason="不符合条件")
    with clock.moved_to(clock.now() + dt.timedelta(days=3)):
        home = Officer(site.scenario.officer).client.get("/admin/").content.decode()

    assert re.search(r"申请 \(2\)\s*</a>", home)
    for application in waiting:
        assert f"/admin/desk/application/{application.pk}/" in home
    assert home.count("3 天") == 2
    assert home.count("2026年11月14日") == 2
    assert "已过期" not in home
    assert f'"label": {json.dumps("申请 (2)")}' in home


def test_what_is_late_says_so(site: Site):
    intake = site.scenario.open_intake(class_starts_on=clock.today() + dt.timedelta(days=12))
    site.scenario.application("submitted", intake=intake)
    for days, is_late in ((12, False), (13, True)):
        with clock.moved_to(clock.now() + dt.timedelta(days=days)):
            assert ("已过期" in Officer(site.scenario.officer).look("/admin/")) is is_late


def test_each_office_has_its_own(site: Site):
    intake = site.scenario.open_intake()
    for step in ("close", "complete_selection"):
        take_step(Intake, intake.pk, step, by=site.scenario.officer)
    proposed = Scenario()
    asked_waiver(proposed)
    reviewed = Scenario()
    reviewed.take(*TO_THE_SCHOOL)

    assert "招生批次 (1)" in Officer(proposed.aao).look("/admin/")
    assert "豁免 (1)" in Officer(proposed.aao).look("/admin/")
    assert "申报书 (1)" in Officer(reviewed.approver).look("/admin/")
    assert "目前没有等您办理的事项" in Officer(site.scenario.officer).look("/admin/")


def test_it_costs_the_same_for_one_and_for_three(site: Site, django_assert_max_num_queries):
    intake = site.scenario.open_intake()
    site.scenario.application("submitted", intake=intake)
    somebody = Officer(site.scenario.officer)
    somebody.look("/admin/")
    with django_assert_max_num_queries(30) as one:
        somebody.look("/admin/")
    for _ in range(2):
        site.scenario.application("submitted", intake=intake)
    with django_assert_max_num_queries(30) as three:
        somebody.look("/admin/")
    assert len(one) == len(three)
