"""The page of permissions says what the duties say, of real records and real people."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from tests.factories import Scenario
from tests.workflows.ways import all_steps, way_to
from workflows.management.permissions_page import deeds_of, permissions_page, reach_of
from workflows.models import RECORDS
from workflows.models.duties import named_expert, the_portal, the_student
from workflows.regulation.actor import SCHOOL_WIDE, Role
from workflows.selectors.judging import steps_of

TAKEN_BY_OFFICES = [(m, s) for m, s in all_steps() if steps_of(m)[s].duty not in (the_student, the_portal)]


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "step"), TAKEN_BY_OFFICES, ids=str)
def test_whoever_takes_a_step_has_it_on_the_page_and_others_have_not(model, step):
    way, duty = way_to(Scenario(), model, step), steps_of(model)[step].duty
    (role,) = {office.role for office in way.by.offices}

    assert reach_of(duty, role) == ("all" if role in SCHOOL_WIDE and duty is not named_expert else "own")
    assert not duty.offices or {one for one in Role if reach_of(duty, one)} == duty.offices


def test_every_deed_of_every_record_is_there():
    page = permissions_page()

    assert page.count("\n## ") == len(RECORDS)
    with override("en"):
        assert [deed.label for model in RECORDS for deed in deeds_of(model) if f"| {deed.label} |" not in page] == []
