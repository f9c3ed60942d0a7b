"""The parts of a proposal at the desk: written in rows, and what may go wrong on the way."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponse

from tests.cms.desk.asking import Officer, address_of, list_of, words_of
from tests.cms.factories import Site
from tests.factories import CollegeFactory, Scenario, StaffFactory, officer
from tests.workflows.drafts import start_of
from tests.workflows.services.test_part_revisions import course
from tests.workflows.witness import nothing_changes
from workflows.models import Course, Programme, Proposal
from workflows.regulation.actor import Role
from workflows.services.part_revisions import revise_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def scenario() -> Scenario:
    return Scenario()


@pytest.fixture
def proposal(scenario: Scenario) -> Proposal:
    """Answer the proposal with which a programme has begun, without a plan."""
    return start_of(scenario, Programme).take().proposals.get()


def row(scenario: Scenario, number: int, **other: Any) -> dict[str, Any]:
    given = {
        "code": f"N{number:03}", "title": f"课程{number}", "title_en": "", "kind": "required", "credits": "2.5",
        "theory_hours": "24", "practice_hours": "16", "term": "1", "assessment": "exam",
        "teacher": str(scenario.director.pk),
    } | other  # fmt: skip
    return {f"courses-{number - 1}-{name}": value for name, value in given.items()}


def hidden(response: HttpResponse) -> dict[str, str]:
    return dict(
        re.findall(r'<input type="hidden" name="(key|version|rows)" value="([^"]+)"', response.content.decode())
    )


class Writer:
    """Somebody of the college with the form before them."""

    def __init__(self, scenario: Scenario, proposal: Proposal) -> None:
        self.client, self.address = Officer(scenario.officer).client, address_of(proposal, "parts/courses")
        self.form = hidden(self.client.get(self.address))

    def send(self, *rows: dict[str, Any], **other: Any) -> HttpResponse:
        form = self.form | {"rows": str(len(rows))}
        for one in rows:
            form |= one
        answer: HttpResponse = self.client.post(self.address, form | other)
        return answer


def write(scenario: Scenario, proposal: Proposal, *rows: dict[str, Any], **other: Any) -> HttpResponse:
    return Writer(scenario, proposal).send(*rows, **other)


def test_a_programme_is_proposed_and_its_proposal_gets_a_plan_at_the_desk(site: Site, scenario: Scenario):
    start = start_of(scenario, Programme)
    given = {**start.given, "key": "k"}
    begun = Officer(scenario.officer).client.post(list_of(Programme) + "begin/", given)
    programme = Programme.objects.latest("pk")
    assert begun.status_code == 302, words_of(begun)[-900:]
    assert begun.headers["Location"] == address_of(programme)
    proposal = programme.proposals.get()
    page = Officer(scenario.officer).client.get(address_of(programme)).content.decode()
    assert f'href="{address_of(proposal)}"' in page
    page = Officer(scenario.officer).client.get(address_of(proposal)).content.decode()
    for part in ("courses", "construction_steps"):
        assert f'href="{address_of(proposal, f"parts/{part}")}"' in page

    answer = write(scenario, proposal, *(row(scenario, number) for number in range(1, 7)))
    assert (answer.status_code, answer.headers["Location"]) == (302, address_of(proposal))
    assert "课程: — → N001 课程1 " in words_of(Officer(scenario.officer).client.get(address_of(proposal)))


def test_nothing_is_written_while_it_is_looked_at(site: Site, scenario: Scenario):
    proposal = scenario.take("submit")
    assert write(scenario, proposal, row(scenario, 1)).headers["Location"] == address_of(proposal)
    assert scenario.plan.course_count == 6


def test_a_part_that_there_is_not_is_not_found(site: Site, scenario: Scenario, proposal: Proposal):
    Officer(scenario.officer).look(address_of(proposal, "parts/colours"), status=404)


def test_the_construction_plan_is_written_in_rows_and_faults_stand_at_them(
    site: Site, scenario: Scenario, proposal: Proposal
):
    client, address = Officer(scenario.officer).client, address_of(proposal, "parts/construction_steps")
    step = {"title": "组建团队", "starts_on": "2026-03-01", "ends_on": "2026-01-30", "result": ""}
    form = hidden(client.get(address)) | {f"construction_steps-0-{name}": value for name, value in step.items()}
    with nothing_changes():
        refused = client.post(address, form)
    page = refused.content.decode()
    assert (refused.status_code, 'href="#id_construction_steps-0-ends_on"' in page) == (422, True)
    assert client.post(address, form | {"construction_steps-0-ends_on": "2026-06-30"}).status_code == 302
    assert "组建团队 · 2026" in words_of(client.get(address_of(proposal)))


def test_a_course_is_ticked_and_goes(site: Site, scenario: Scenario, proposal: Proposal):
    write(scenario, proposal, *(row(scenario, number) for number in range(1, 4)))
    form = Officer(scenario.officer).client.get(address_of(proposal, "parts/courses")).content.decode()
    assert 'value="N003"' in form
    rows = (row(scenario, 1), row(scenario, 2, remove="on"), row(scenario, 3, title="改过了"))
    assert write(scenario, proposal, *rows).status_code == 302
    courses = Course.objects.filter(plan_version__proposal=proposal)
    assert list(courses.values_list("code", "title")) == [("N001", "课程1"), ("N003", "改过了")]


def test_history_says_which_courses_came_and_went_and_what_became_of_the_others(
    site: Site, scenario: Scenario, proposal: Proposal
):
    write(scenario, proposal, *(row(scenario, number) for number in range(1, 4)))
    other = StaffFactory(college=scenario.college)
    rows = (
        row(scenario, 1, code="N009", title="新课"),
        row(scenario, 2, kind="elective", credits="3", teacher=str(other.pk)),
        row(scenario, 3),
    )
    write(scenario, proposal, *rows)
    page = Officer(scenario.officer).look(address_of(proposal))
    for told in (
        "课程: N001 课程1 → —",
        "课程: — → N009 新课",
        "N002 课程2 · 类型: 必修 → 选修",
        "N002 课程2 · 学分: 2.5 → 3",
        f"N002 课程2 · 教师: {scenario.director} → {other}",
    ):
        assert told in page
    assert "N003 课程3 ·" not in page[page.index("办理经过") :]


def test_what_a_row_lacks_is_said_at_its_input_and_the_others_are_not_lost(
    site: Site, scenario: Scenario, proposal: Proposal
):
    writer = Writer(scenario, proposal)
    with nothing_changes():
        answer = writer.send(row(scenario, 1), row(scenario, 2, credits="", term="9"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert ('href="#id_courses-1-credits"' in page, 'href="#id_courses-1-term"' in page) == (True, True)
    assert 'value="课程1"' in page


def test_a_code_that_stands_twice_is_refused(site: Site, scenario: Scenario, proposal: Proposal):
    writer = Writer(scenario, proposal)
    with nothing_changes():
        answer = writer.send(row(scenario, 1), row(scenario, 2, code="N001"))
    assert (answer.status_code, "“N001”出现了两次" in words_of(answer)) == (422, True)


def test_what_a_colleague_wrote_meanwhile_is_shown_and_not_overwritten(
    site: Site, scenario: Scenario, proposal: Proposal
):
    write(scenario, proposal, row(scenario, 1))
    writer = Writer(scenario, proposal)
    with nothing_changes():
        answer = writer.send(row(scenario, 1, code="N009"), version="1")
    assert (answer.status_code, "N001" in words_of(answer)) == (409, True)
    assert 'value="N009"' in answer.content.decode()


def test_blank_rows_are_no_courses_whatever_was_written_meanwhile(site: Site, scenario: Scenario, proposal: Proposal):
    blank = dict.fromkeys(row(scenario, 1), "") | {"courses-0-kind": "required", "courses-0-practice_hours": "0"}
    second = row(scenario, 2)
    assert write(scenario, proposal, blank, second).status_code == 302
    assert Course.objects.get(plan_version__proposal=proposal).code == "N002"


def test_a_teacher_of_another_college_who_is_in_the_plan_stays(site: Site, scenario: Scenario, proposal: Proposal):
    guest = StaffFactory()
    revise_part(Proposal, proposal.pk, "courses", [course(scenario, 1, teacher=guest.pk)], by=scenario.officer)
    assert write(scenario, proposal, row(scenario, 1, title="改", teacher=str(guest.pk))).status_code == 302
    assert Course.objects.get(plan_version__proposal=proposal).teacher == guest


def test_others_do_not_write_it(site: Site, scenario: Scenario, proposal: Proposal):
    stranger, overseer = Officer(officer(Role.COLLEGE_OFFICER, CollegeFactory())), Officer(scenario.aao)
    stranger.look(address_of(proposal, "parts/courses"), status=404)
    with nothing_changes():
        answer = overseer.client.post(address_of(proposal, "parts/courses"), {"rows": "9", "version": "1", "key": "k"})
    assert answer.headers["Location"] == address_of(proposal)


@pytest.mark.parametrize("rows", ["", "x", "0", "-1", "61", "99999999", "9" * 5000])
def test_a_form_that_lost_its_rows_is_no_plan_without_courses(
    site: Site, scenario: Scenario, proposal: Proposal, rows: str
):
    write(scenario, proposal, row(scenario, 1))
    writer = Writer(scenario, proposal)
    with nothing_changes():
        assert writer.send(row(scenario, 1), rows=rows).status_code == 422


def test_the_form_costs_the_same_for_one_course_and_for_three(
    site: Site, scenario: Scenario, proposal: Proposal, django_assert_max_num_queries: Any
):
    costs = []
    for count in (1, 3):
        write(scenario, proposal, *(row(scenario, number) for number in range(1, count + 1)))
        somebody = Officer(scenario.officer)
        somebody.look(address_of(proposal, "parts/courses"))
        with django_assert_max_num_queries(40) as asked:
            somebody.look(address_of(proposal, "parts/courses"))
        costs.append(len(asked))
    assert costs[0] == costs[1]
