"""A phone is seen by the student and by the officers of her own college, and by nobody else."""

from __future__ import annotations

import pytest

from tests.factories import CollegeFactory, Scenario, StudentFactory, officer, student
from workflows.regulation.actor import ANYONE, SCHOOL_WIDE, Role
from workflows.selectors.people import actor_of
from workflows.selectors.students import phone_of

pytestmark = pytest.mark.django_db


def test_the_student_sees_her_own_phone_and_no_other_students() -> None:
    hers = StudentFactory.create(phone="10000000007")
    assert hers.account is not None
    assert phone_of(hers, actor_of(hers.account)) == "10000000007"
    assert phone_of(hers, student()) is None


def test_officers_of_her_own_college_see_it_and_those_of_others_do_not() -> None:
    hers = StudentFactory.create(phone="10000000007")
    assert phone_of(hers, officer(Role.COLLEGE_OFFICER, hers.college)) == "10000000007"
    assert phone_of(hers, officer(Role.COLLEGE_OFFICER, CollegeFactory())) is None


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COLLEGE_OFFICER])
def test_no_other_office_sees_it(role: Role) -> None:
    hers = StudentFactory.create(phone="10000000007")
    assert phone_of(hers, officer(role, None if role in SCHOOL_WIDE else hers.college)) is None
    assert phone_of(hers, ANYONE) is None


def test_the_college_to_whose_programme_she_applies_does_not_see_it() -> None:
    scenario = Scenario()
    hers = StudentFactory.create(phone="10000000007")
    assert hers.account is not None
    scenario.application("submitted", intake=scenario.open_intake(), by=actor_of(hers.account))
    assert phone_of(hers, scenario.officer) is None


def test_no_phone_is_told_apart_from_not_being_shown_one() -> None:
    hers = StudentFactory.create(phone="")
    assert hers.account is not None
    assert phone_of(hers, actor_of(hers.account)) == ""
