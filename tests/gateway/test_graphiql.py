"""A frontend developer opens the endpoint in a browser and has an answer at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page as Screen
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.cms.factories import Site
from tests.screens import no_errors_of_scripts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_first_example_runs_and_shows_what_is_published(browser_page: Screen, live_server: LiveServer):
    site = Site()
    page = site.programme_page()
    with no_errors_of_scripts(browser_page):
        browser_page.goto(f"{live_server.url}/graphql/")
        expect(browser_page.get_by_text("query Programmes").first).to_be_visible()
        browser_page.get_by_role("button", name="Execute").click()
        expect(browser_page.locator(".result-window")).to_contain_text(page.title)
