"""What would follow from a step is counted before it is taken, and costs the same for many records as for one."""

from __future__ import annotations

import pytest
from django.utils import translation

from tests.factories import Scenario
from tests.workflows.ways import REASON, way_to
from workflows.models import AnnualReview, Intake, Programme
from workflows.selectors.foreseen import foreseen

pytestmark = pytest.mark.django_db
STAYS = "页面保留，并注明自何时起、依据哪项决定。"


@pytest.fixture(autouse=True)
def in_chinese():
    with translation.override("zh-hans"):
        yield


def recruiting() -> Scenario:
    scenario = Scenario()
    intake = scenario.open_intake(places=9)
    for state in ("draft", "returned", "submitted", "under_review", "waitlisted", "admitted", "declined", "withdrawn"):
        scenario.application(state, intake=intake, reason=REASON)
    return scenario


def test_stopping_a_programme_tells_of_its_intakes_applicants_students_and_page():
    programme, quiet = recruiting().programme, Scenario().establish()
    for step in ("suspend", "revoke"):
        told = foreseen([programme, quiet], step)
        assert told[programme.pk] == [
            "1 个招生批次不再接受报名。",
            "2 份正在填写的申请不能再提交。",
            "3 份已提交的申请照常作出决定。",
            "1 名已录取的学生继续修读，直至结束。",
            STAYS,
        ]
        assert told[quiet.pk] == [STAYS]


def test_a_review_that_stops_a_programme_tells_the_same():
    review = way_to(Scenario(), AnnualReview, "suspend").record
    assert foreseen([review], "suspend") == {review.pk: foreseen([review.programme], "suspend")[review.programme_id]}
    assert foreseen([review], "go_on") == {}


def test_a_cancelled_intake_tells_how_many_applications_lapse():
    intake = Intake.objects.get(programme=recruiting().programme)
    assert foreseen([intake], "cancel") == {intake.pk: ["7 份申请将失效。"]}


def test_many_cost_what_one_costs(django_assert_num_queries):
    programmes = [recruiting().programme for _ in range(3)]
    for some in (programmes[:1], programmes):
        with django_assert_num_queries(2):
            foreseen(some, "suspend")
    with django_assert_num_queries(0):
        assert foreseen([], "suspend") == {}
        assert foreseen(Programme.objects.none(), "suspend") == {}
