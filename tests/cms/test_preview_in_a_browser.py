"""Previews as their readers see them: in the editor's pane while somebody types, and by a link in a tab of its own."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page as Screen
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from cms.addresses import PREVIEW
from cms.models import ProgrammePage
from tests.cms.desk.test_in_a_browser import stumbling_blocks
from tests.cms.factories import Site
from tests.screens import no_errors_of_scripts, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_is_typed_is_shown_in_the_pane_with_plan_and_button(browser_page: Screen, live_server: LiveServer):
    site = Site()
    draft = site.draft(tagline="先前的一行")
    sign_in(browser_page, live_server, site.scenario.officer)
    browser_page.goto(f"{live_server.url}/admin/pages/{draft.pk}/edit/")
    browser_page.locator("#id_tagline").fill("正在输入的一行")
    browser_page.locator("[data-side-panel-toggle=preview]").click()
    pane = browser_page.frame_locator("iframe[id*=preview]").last
    with no_errors_of_scripts(browser_page):
        expect(pane.get_by_text("正在输入的一行")).to_be_visible()
        expect(pane.get_by_text("1800.00")).to_be_visible()
        browser_page.locator("select[id*=preview-mode], #id_preview_mode").select_option("last_day")
        expect(pane.get_by_role("button", name="报名")).to_be_enabled()
    assert ProgrammePage.objects.get(pk=draft.pk).get_latest_revision_as_object().tagline == "先前的一行"


@pytest.mark.parametrize("width", [390, 1280], ids=["narrow", "wide"])
def test_whoever_has_the_link_chooses_the_scene_and_stumbles_over_nothing(
    browser_page: Screen, live_server: LiveServer, width: int
):
    site = Site()
    site.draft(tagline="飞起来")
    browser_page.set_viewport_size({"width": width, "height": 900})
    sign_in(browser_page, live_server, site.scenario.officer)
    browser_page.goto(f"{live_server.url}/admin/desk/proposal/{site.scenario.proposal.pk}/preview/")
    address = browser_page.url
    assert f"/{PREVIEW}/" in address

    browser_page.context.clear_cookies()  # passed on to somebody who has no account
    browser_page.goto(address)
    expect(browser_page.get_by_role("button", name="尚未开放")).to_be_disabled()
    for scene, said in (("open", "报名"), ("closed", "已截止"), ("suspended", "已暂停")):
        browser_page.get_by_label("情景").select_option(scene)
        browser_page.get_by_role("button", name="显示").click()
        button = browser_page.locator("button.apply")
        expect(button).to_have_text(said)
        assert button.is_enabled() is (scene == "open")
    assert stumbling_blocks(browser_page) == {}
    assert browser_page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
