"""The desk on a telephone: names and numbers stay whole."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page as Screen
from pytest_django.live_server_helper import LiveServer

from tests.cms.desk.asking import address_of, list_of
from tests.cms.factories import Site
from tests.factories import student
from tests.screens import sign_in
from tests.workflows.ways import asked_waiver
from workflows.models import RECORDS, Application, Proposal, Student
from workflows.services.drafts import begin

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Muhammad-Abdurrahman Konstantinopolsky-Featherstonehaugh"
NUMBER = "0250199000000123"
CLIPPED = """() => [...document.querySelectorAll('main table')].filter(table => {
    const around = table.parentElement;
    return around.scrollWidth > around.clientWidth && getComputedStyle(around).overflowX !== 'auto';
}).map(table => table.innerText)"""
"""Tables of which a part is neither on the screen nor to be moved there."""
LINES = """cell => {
    const text = document.createRange();
    text.selectNodeContents(cell);
    return new Set([...text.getClientRects()].map(line => Math.round(line.top))).size;
}"""
"""On how many lines the words of a cell stand."""


def test_names_and_numbers_stay_whole_on_a_narrow_screen(browser_page: Screen, live_server: LiveServer):
    site = Site()
    applicant = student(name=LONG, number=NUMBER, pinyin=LONG.lower())
    Student.objects.update(major="Electromagnetocompatibility-and-Telecommunication")
    application = site.scenario.application("under_review", intake=site.scenario.open_intake(), by=applicant)
    begin(Proposal, {}, by=site.scenario.officer, under=site.scenario.programme)
    waiver = asked_waiver(site.scenario)
    sign_in(browser_page, live_server, site.scenario.officer)
    browser_page.set_viewport_size({"width": 390, "height": 844})
    for address in ("/admin/", *map(list_of, RECORDS), address_of(application), address_of(waiver)):
        browser_page.goto(f"{live_server.url}{address}")
        assert browser_page.evaluate(CLIPPED) == [], address

    browser_page.goto(f"{live_server.url}{list_of(Application)}")
    number = browser_page.get_by_role("cell", name=NUMBER)
    name = browser_page.locator("main td.title").first
    assert (number.evaluate(LINES), name.evaluate("cell => cell.offsetWidth > 200")) == (1, True)
