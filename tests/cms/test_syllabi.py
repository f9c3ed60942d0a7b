"""Which courses have a syllabus, as the pages say it: asked by the rules through the setting `SYLLABUS_PORT`."""

from __future__ import annotations

import pytest

from cms.models import SyllabusPage
from cms.selectors.syllabi import courses_with_syllabus
from cms.services.pages import open_programme_page, open_syllabus_page
from tests.cms.factories import Site, publish
from tests.factories import courses
from tests.gateway.asking import Visitor
from workflows.models import Course, Proposal
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.drafts import begin
from workflows.services.refusals import StepRefused

pytestmark = pytest.mark.django_db
UNIT = [("unit", {"title": "一", "hours": "4", "text": "讲"})]


def write_syllabus(course: Course) -> SyllabusPage:
    """Write the draft of a syllabus."""
    page = open_syllabus_page(course)
    page.units = UNIT
    page.save_revision()
    return page


def own_courses(site: Site) -> list[Course]:
    return list(site.scenario.plan.courses.select_related("plan_version"))


def test_a_draft_that_says_what_is_taught_is_a_syllabus_and_an_empty_page_is_none(site: Site):
    open_programme_page(site.scenario.programme)
    first, second, *_ = own_courses(site)
    write_syllabus(first)
    open_syllabus_page(second)
    assert courses_with_syllabus(own_courses(site)) == {first.pk}


def test_a_proposal_is_submitted_once_every_course_has_one(site: Site, syllabi_of_pages: None):
    scenario, by = site.scenario, actor_of(site.scenario.director.account)
    open_programme_page(scenario.programme)
    *others, last = own_courses(site)
    for course in others:
        write_syllabus(course)
    with pytest.raises(StepRefused) as refused:
        take_step(Proposal, scenario.proposal.pk, "submit", by=by)
    (finding,) = (finding for finding in refused.value.findings if finding.blocks)
    assert (finding.rule, finding.facts["courses"]) == ("every_course_has_a_syllabus", [last.title])
    write_syllabus(last)
    assert take_step(Proposal, scenario.proposal.pk, "submit", by=by).state == "submitted"


def test_a_syllabus_stays_its_courses_from_version_to_version(site: Site):
    scenario = site.scenario
    open_programme_page(scenario.programme)
    first = own_courses(site)[0]
    write_syllabus(first)
    scenario.establish()
    begin(Proposal, {}, by=actor_of(scenario.director.account), under=scenario.programme)
    scenario.write_plan(courses(7, "2", teacher=scenario.director))
    now = own_courses(site)
    assert (now[0].code, now[0].pk != first.pk) == (first.code, True)
    assert courses_with_syllabus(now) == {now[0].pk}
    offered = SyllabusPage.linkable(open_programme_page(scenario.programme))
    assert [course.code for course in offered] == [course.code for course in now[1:]]


def test_a_course_that_is_taken_out_leaves_its_syllabus_as_a_draft(site: Site):
    open_programme_page(site.scenario.programme)
    first, *_ = own_courses(site)
    page = write_syllabus(first)
    site.scenario.write_plan(courses(6, "2", teacher=site.scenario.director)[1:])
    page.refresh_from_db()
    assert page.course is None


def test_readers_find_it_with_the_course_of_the_version_that_holds(site: Site):
    scenario = site.scenario
    open_programme_page(scenario.programme)
    first = own_courses(site)[0]
    page = write_syllabus(first)
    scenario.establish()
    publish(open_programme_page(scenario.programme))
    publish(page)
    begin(Proposal, {}, by=actor_of(scenario.director.account), under=scenario.programme)
    scenario.take("submit", "endorse", "accept", "conclude", "establish")

    now = own_courses(site)[0]
    assert (now.code, now.pk != first.pk) == (first.code, True)
    assert open_syllabus_page(now) == page
    answer = Visitor().post(
        {"query": "{ programmes { nodes { plan { number courses { id syllabus { id course { id } } } } } } }"}
    )
    (programme,) = answer.data["programmes"]["nodes"]
    course = programme["plan"]["courses"][0]
    assert (programme["plan"]["number"], course["syllabus"]["course"]["id"]) == (2, course["id"])
