"""The tour on the home page: shown until it is closed, and again when it is asked for."""

import datetime as dt
import re

import pytest

from cms.models import TourSeen
from tests.cms.desk.asking import Officer
from tests.cms.desk.test_entry import holder
from tests.cms.factories import Site
from tests.factories import student
from tests.workflows.witness import nothing_changes
from workflows import clock
from workflows.regulation.actor import Role

pytestmark = pytest.mark.django_db
HOME, CLOSE, REOPEN = "/admin/", "/admin/desk/tour/close/", "/admin/desk/tour/reopen/"


def tour_of(somebody: Officer) -> str:
    """Answer the tour's panel on the home page; empty where it is not there."""
    home = somebody.client.get(HOME).content.decode()
    found = re.search(r'<section[^>]*id="tour-section".*?</section>', home, re.DOTALL)
    return found[0] if found else ""


@pytest.mark.parametrize("role", Role)
def test_every_office_is_shown_round_and_each_step_leads_to_a_screen(site: Site, role: Role):
    somebody = Officer(holder(role))
    links = re.findall(r'<h3[^>]*><a href="([^"]+)"', tour_of(somebody))

    assert len(links) == 5
    for address in links:
        somebody.look(address)


def test_it_stands_above_the_inbox_and_leads_to_what_waits(site: Site):
    application = site.scenario.application("submitted", intake=site.scenario.open_intake())
    somebody = Officer(site.scenario.officer)
    home = somebody.client.get(HOME).content.decode()

    assert home.index('id="tour-section"') < home.index('id="inbox-section"')
    assert f'href="/admin/desk/application/{application.pk}/"' in tour_of(somebody)


def test_closed_once_it_is_shown_to_this_account_no_more(site: Site):
    somebody, other = Officer(site.scenario.officer), Officer(site.scenario.aao)
    tour_of(somebody)
    closed = somebody.client.post(CLOSE)

    assert (closed.status_code, closed.headers["Location"]) == (302, HOME)
    assert tour_of(somebody) == ""
    assert tour_of(other) != ""


def test_closing_it_again_keeps_when_it_was_closed_first(site: Site):
    somebody = Officer(site.scenario.officer)
    somebody.client.post(CLOSE)
    first = TourSeen.objects.get().seen_at
    with clock.moved_by(dt.timedelta(days=3)):
        somebody.client.post(CLOSE)

    assert TourSeen.objects.get().seen_at == first
    assert abs(first - clock.now()) < dt.timedelta(minutes=1)


def test_it_is_opened_again_from_the_help(site: Site):
    somebody = Officer(site.scenario.officer)
    somebody.client.post(CLOSE)
    assert f'action="{REOPEN}"' in somebody.client.get("/admin/desk/help/").content.decode()
    somebody.client.post(REOPEN)

    assert tour_of(somebody) != ""


def test_a_look_changes_nothing_and_a_student_closes_nothing(site: Site):
    somebody, outsider = Officer(site.scenario.officer), Officer(student())
    with nothing_changes("cms"):
        for address in (CLOSE, REOPEN):
            assert somebody.client.get(address).status_code == 405
            assert outsider.client.post(address).status_code == 302
    assert tour_of(somebody) != ""


def test_a_post_from_elsewhere_closes_nothing(site: Site):
    somebody = Officer(site.scenario.officer)
    somebody.client.handler.enforce_csrf_checks = True
    with nothing_changes("cms"):
        assert somebody.client.post(CLOSE).status_code == 403

    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', tour_of(somebody))
    assert token is not None
    assert somebody.client.post(CLOSE, {"csrfmiddlewaretoken": token[1]}).status_code == 302
    assert tour_of(somebody) == ""
