"""The first day of whoever holds an office: the tour, an empty inbox, help for the office, the law."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page as Screen
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from cms.services.help import open_help
from tests.cms.factories import Site
from tests.factories import officer
from tests.screens import no_errors_of_scripts, sign_in, take_picture
from workflows.regulation.actor import SCHOOL_WIDE, Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLES = {
    Role.PROGRAMME_DIRECTOR: "微专业负责人",
    Role.TEACHER: "教师",
    Role.EXPERT: "专家",
    Role.BURSAR: "财务",
}


@pytest.mark.parametrize("role", TITLES)
def test_an_office_without_a_task_yet_finds_its_way(browser_page: Screen, live_server: LiveServer, role: Role):
    site = Site()
    open_help()
    sign_in(browser_page, live_server, officer(role, None if role in SCHOOL_WIDE else site.scenario.college))
    with no_errors_of_scripts(browser_page):
        expect(browser_page.get_by_role("heading", name="五步了解工作台")).to_be_visible()
        take_picture(browser_page, "first-day")
        browser_page.get_by_role("button", name="知道了，不再显示").click()
        expect(browser_page.get_by_role("heading", name="五步了解工作台")).to_have_count(0)
        expect(browser_page.get_by_text("目前没有等您办理的事项")).to_be_visible()
        browser_page.get_by_role("link", name="业务帮助").click()
        expect(browser_page.get_by_role("heading", name=re.compile(TITLES[role]))).to_be_visible()
        take_picture(browser_page, "help")
        browser_page.get_by_role("link", name="规章", exact=True).click()
        expect(browser_page.get_by_role("heading", name=re.compile("第12条"))).to_be_visible()
        take_picture(browser_page, "rulebook")
