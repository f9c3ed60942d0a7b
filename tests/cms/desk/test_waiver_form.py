"""Asking for a waiver from the finding that stands against a step."""

import datetime as dt

import pytest

from cms.desk import waiver_form
from tests.cms.desk.asking import Officer, address_of, words_of
from tests.cms.factories import Site
from tests.factories import Scenario
from tests.workflows.witness import nothing_changes
from workflows import clock
from workflows.models import Intake, Membership, Waiver
from workflows.regulation.actor import Role
from workflows.services.people import grant_office, withdraw_office
from workflows.services.refusals import Busy

pytestmark = pytest.mark.django_db
RULE = "class_ends_within_the_period"


@pytest.fixture
def intake(site: Site) -> Intake:
    """Answer a planned intake whose class lasts longer than it should in principle."""
    site.scenario.establish()
    return site.scenario.plan_intake(class_ends_on=clock.today() + dt.timedelta(days=600))


def test_it_is_asked_for_granted_and_opens_the_step(site: Site, intake: Intake):
    somebody = Officer(site.scenario.officer)
    address = address_of(intake, "waive", RULE)
    assert f'href="{address}"' in somebody.client.get(address_of(intake)).content.decode()
    assert "原则上不超过1年” 课程计划于" in somebody.look(address)
    asked = somebody.client.post(address, {"reason": "实习安排跨学年"})
    waiver = Waiver.objects.get()

    assert asked.headers["Location"] == address_of(waiver)
    assert (waiver.rule, waiver.subject_id, waiver.reason) == (RULE, intake.pk, "实习安排跨学年")
    assert Officer(site.scenario.aao).take(waiver, "grant", reason="同意").status_code == 302
    assert somebody.take(intake, "open").status_code == 302


def test_sent_twice_it_is_asked_for_once_and_both_lead_to_it(site: Site, intake: Intake):
    somebody, given = Officer(site.scenario.officer), {"reason": "实习安排跨学年", "key": "one form"}
    answers = [somebody.client.post(address_of(intake, "waive", RULE), given) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [address_of(Waiver.objects.get())] * 2


def test_it_is_not_offered_to_whom_it_does_not_concern(site: Site, intake: Intake):
    office, stranger = Officer(site.scenario.aao), Officer(Scenario().officer)
    address = address_of(intake, "waive", RULE)

    with nothing_changes():
        assert office.client.post(address, {"reason": "理由"}).headers["Location"] == address_of(intake)
        assert office.client.get(address).headers["Location"] == address_of(intake)
    with nothing_changes():
        assert stranger.client.post(address, {"reason": "理由"}).status_code == 404


@pytest.mark.parametrize(
    ("rule", "reason", "status"),
    [(RULE, "", 422), (RULE, "长" * 2001, 422), ("programme_recruits", "理由", 422), ("no-such-rule", "理由", 404)],
)
def test_what_cannot_be_waived_or_says_nothing_is_refused(
    site: Site, intake: Intake, rule: str, reason: str, status: int
):
    somebody = Officer(site.scenario.officer)
    with nothing_changes():
        answer = somebody.client.post(address_of(intake, "waive", rule), {"reason": reason})

    assert answer.status_code == status
    assert rule != RULE or "申请豁免" in words_of(answer)


def test_it_is_asked_for_once(site: Site, intake: Intake):
    somebody = Officer(site.scenario.officer)
    address = address_of(intake, "waive", RULE)
    somebody.client.post(address, {"reason": "理由"})
    with nothing_changes():
        again = somebody.client.post(address, {"reason": "理由"})

    assert again.status_code == 422
    assert "已申请" in words_of(again)


def test_where_the_database_is_busy_it_can_be_asked_again(site: Site, intake: Intake, monkeypatch: pytest.MonkeyPatch):
    def busy(*args: object, **named: object) -> None:
        raise Busy

    monkeypatch.setattr(waiver_form, "ask_for_waiver", busy)
    answer = Officer(site.scenario.officer).client.post(address_of(intake, "waive", RULE), {"reason": "实习安排"})

    assert (answer.status_code, "实习安排" in answer.content.decode()) == (409, True)


def test_having_asked_is_no_office(site: Site, intake: Intake):
    officer_of_then = Officer(site.scenario.officer)
    officer_of_then.client.post(address_of(intake, "waive", RULE), {"reason": "实习安排"})
    waiver = Waiver.objects.get()
    officer_of_then.look(address_of(waiver))
    office = Membership.objects.get(account_id=site.scenario.officer.account_id)
    grant_office(office.account, Role.TEACHER, Scenario().college)
    withdraw_office(office)

    officer_of_then.look(address_of(waiver), status=404)
    with nothing_changes():
        assert officer_of_then.client.post(address_of(waiver, "notes"), {"text": "备注"}).status_code == 404
