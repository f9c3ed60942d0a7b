"""Editors and the Academic Affairs Office at work in the admin, as they see it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page as Screen
from playwright.sync_api import expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from cms.models import ProgrammePage
from cms.services.sections import open_college_section
from tests.cms.factories import Site
from tests.factories import CollegeFactory, Scenario, officer
from tests.screens import no_errors_of_scripts, sign_in
from tests.workflows.registry.files import COLLEGES, as_csv, spoilt_students, students
from workflows.models import ImportBatch, Student
from workflows.regulation.actor import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def choose_to_publish(screen: Screen) -> None:
    """Open the menu beside the save button and publish."""
    screen.get_by_role("button", name="更多动作").click()
    screen.get_by_role("button", name="发布", exact=True).click()


def test_an_officer_publishes_the_page_of_her_college_and_finds_no_other(browser_page: Screen, live_server: LiveServer):
    site, stranger = Site(), Scenario()
    open_college_section(stranger.college, site.home)
    page = site.programme_page()
    sign_in(browser_page, live_server, site.scenario.officer)
    with no_errors_of_scripts(browser_page):
        browser_page.goto(f"{live_server.url}/admin/pages/{page.pk}/edit/")
        expect(browser_page.get_by_text("来自记录")).to_be_visible()
        browser_page.get_by_role("textbox", name="名称").fill("智能金融与风险")
        choose_to_publish(browser_page)
        expect(browser_page.locator(".messages")).to_contain_text("已经发布")
    browser_page.goto(f"{live_server.url}/admin/pages/{site.home.pk}/")

    assert ProgrammePage.objects.get(pk=page.pk).title == "智能金融与风险"
    expect(browser_page.get_by_text(site.scenario.college.name).first).to_be_visible()
    expect(browser_page.get_by_text(stranger.college.name)).to_have_count(0)


def test_the_page_of_a_proposal_is_not_published_and_says_why(browser_page: Screen, live_server: LiveServer):
    site = Site()
    draft = site.draft()
    sign_in(browser_page, live_server, site.scenario.officer)
    browser_page.goto(f"{live_server.url}/admin/pages/{draft.pk}/edit/")

    expect(browser_page.get_by_text("仍在申报中（第四条）")).to_be_visible()
    expect(browser_page.get_by_role("button", name="保存草稿")).to_be_visible()
    expect(browser_page.get_by_role("button", name="更多动作")).to_have_count(0)
    assert not ProgrammePage.objects.get(pk=draft.pk).live


def test_the_office_mends_a_registry_file_and_imports_it(
    browser_page: Screen, live_server: LiveServer, settings: Settings, tmp_path: Path
):
    settings.STATE_DIR = tmp_path
    Site()
    for name in COLLEGES:
        CollegeFactory(name=name)
    spoilt, _ = spoilt_students()
    (tmp_path / "spoilt.csv").write_bytes(as_csv(spoilt))
    (tmp_path / "clean.csv").write_bytes(as_csv(students(30)))
    sign_in(browser_page, live_server, officer(Role.AAO_OFFICER))
    with no_errors_of_scripts(browser_page):
        browser_page.get_by_role("link", name="导入").click()
        upload(browser_page, tmp_path / "spoilt.csv")
        expect(browser_page.get_by_text("有 16 行有误，更正之前不能导入")).to_be_visible()
        assert not Student.objects.exists()
        browser_page.get_by_role("link", name="选择其他文件").click()
        upload(browser_page, tmp_path / "clean.csv")
        browser_page.get_by_role("button", name="导入", exact=True).click()
        expect(browser_page.locator(".messages")).to_contain_text("30")

    assert (Student.objects.count(), ImportBatch.objects.get().added) == (30, 30)


def upload(screen: Screen, file: Path) -> None:
    """Choose a file of the registry and look at its preview."""
    screen.locator("input[type=file]").set_input_files(file)
    screen.get_by_role("button", name="预览").click()
