"""Who comes to the desk: holders of an office, from its grant until its withdrawal."""

import pytest

from tests.cms.desk.asking import Officer, list_of
from tests.cms.factories import Site
from tests.factories import CollegeFactory, officer, student
from workflows.models import RECORDS, Membership
from workflows.regulation.actor import SCHOOL_WIDE, Actor, Role
from workflows.services.people import withdraw_office

pytestmark = pytest.mark.django_db


def holder(role: Role) -> Actor:
    """Answer somebody who holds an office, for a college where it is one's."""
    return officer(role, None if role in SCHOOL_WIDE else CollegeFactory())


@pytest.mark.parametrize("role", Role)
def test_every_office_comes_in_and_sees_every_list(site: Site, role: Role):
    somebody = Officer(holder(role))

    assert "等您办理" in somebody.look("/admin/")
    for model in RECORDS:
        somebody.look(list_of(model))


def test_a_student_and_a_member_of_staff_without_office_stay_outside(site: Site):
    somebody = Officer(site.scenario.officer)
    withdraw_office(Membership.objects.get(account=site.scenario.officer.account_id))

    for outsider in (Officer(student()), somebody):
        for address in ("/admin/", *map(list_of, RECORDS)):
            assert outsider.client.get(address).status_code == 302


def test_an_office_that_is_withdrawn_is_gone_at_the_next_request(site: Site):
    somebody = Officer(site.scenario.officer)
    somebody.look("/admin/")
    withdraw_office(Membership.objects.get(account=site.scenario.officer.account_id))

    assert somebody.client.get("/admin/").status_code == 302


def test_an_expert_finds_no_pages_to_edit(site: Site):
    expert = Officer(officer(Role.EXPERT))

    assert expert.client.get(f"/admin/pages/{site.section.pk}/edit/").status_code == 302


def test_nobody_chooses_a_clock_of_their_own(site: Site):
    page = Officer(site.scenario.officer).client.get("/admin/account/").content.decode()

    assert 'name="locale-preferred_language"' in page
    assert "time_zone" not in page
