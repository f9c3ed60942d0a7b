"""Waivers as other editions have them: any office may be named, and a clause about a student may be waived too."""

from __future__ import annotations

import pytest

from tests.factories import RULEBOOKS, Scenario, courses, edition, officer, student
from tests.gateway.asking import Visitor
from tests.gateway.recruiting import blocking, faults, id_of
from workflows.models import Application, Student, Waiver
from workflows.regulation.actor import SCHOOL_WIDE, Role
from workflows.selectors.inbox import waiting_for
from workflows.selectors.people import actor_of
from workflows.selectors.waivers import handled_waivers
from workflows.services.people import grant_office

pytestmark = pytest.mark.django_db
OWN = (RULEBOOKS / "ccut-2025-62.toml").read_text("utf-8")
ONE_A_YEAR = 'wording = "一般每学年可提出一次申请"\nstrength = "usual"'


def edition_waived_by(role: Role) -> None:
    """Load an edition that names an office for the waivers of the plan's credits."""
    mark = 'rule = "carries_enough_credits"'
    before, after = OWN.split(mark)
    edition(before + mark + after.replace('waived_by = "aao_officer"', f'waived_by = "{role.value}"', 1))


def edition_that_softens_one_a_year(role: Role) -> None:
    """Load an edition in which one application a year is a principle, waived by an office."""
    assert ONE_A_YEAR in OWN
    soft = f'wording = "原则上每学年可提出一次申请"\nstrength = "in_principle"\nwaived_by = "{role.value}"'
    edition(OWN.replace(ONE_A_YEAR, soft))


def of_a_student_on_leave() -> tuple[Scenario, Application]:
    """Answer a submitted application of a student who is on leave since, under an edition by which that may be waived."""
    firm = 'wording = "在校"\nstrength = "mandatory"'
    assert firm in OWN
    edition(OWN.replace(firm, 'wording = "原则上在校"\nstrength = "in_principle"\nwaived_by = "aao_officer"'))
    scenario = Scenario()
    application = scenario.application("submitted", intake=scenario.open_intake())
    Student.objects.filter(pk=application.student_id).update(status="on_leave")
    return scenario, application


@pytest.mark.parametrize("role", Role)
def test_whichever_office_the_edition_names_sees_the_waiver_and_decides_it(db: None, role: Role):
    edition_waived_by(role)
    scenario = Scenario()
    scenario.write_plan(courses(6, "3", teacher=scenario.director))
    director = Visitor(actor_of(scenario.director.account))
    asked = director.do("ask_for_waiver", id=id_of(scenario.proposal), rule="carries_enough_credits", reason="校企合作")
    named = Visitor(officer(role, None if role in SCHOOL_WIDE else scenario.college))
    elsewhere = Visitor(officer(role, None if role in SCHOOL_WIDE else Scenario().college))

    if role not in SCHOOL_WIDE:
        assert elsewhere.do("grant_waiver", id=asked["id"], reason="同意")["__typename"] == "NotFound"
    assert named.do("grant_waiver", id=asked["id"], reason="同意")["state"] == "GRANTED"


@pytest.mark.parametrize("role", [Role.COLLEGE_OFFICER, Role.AAO_OFFICER, Role.BURSAR])
def test_a_clause_about_a_student_is_waived_for_one_application(db: None, role: Role):
    edition_that_softens_one_a_year(role)
    first, second = Scenario(), Scenario()
    applicant = actor_of(first.application("submitted", intake=first.open_intake()).student.account)
    draft = second.application("draft", intake=second.open_intake(), by=applicant)
    visitor = Visitor(applicant)
    refused = visitor.do("submit_application", id=id_of(draft))
    asked = visitor.do("ask_for_waiver", id=id_of(draft), rule="student_has_an_application_left", reason="转专业")
    named = Visitor(officer(role, None if role in SCHOOL_WIDE else second.college))
    granted = named.do("grant_waiver", id=asked["id"], reason="同意")
    submitted = visitor.do("submit_application", id=id_of(draft))

    assert blocking(refused) == [("student_has_an_application_left", "12(1)")]
    assert (asked["state"], granted["state"], submitted["state"]) == ("REQUESTED", "GRANTED", "SUBMITTED")
    assert Application.objects.get(pk=draft.pk).period_limit is None


def test_an_application_is_waived_for_by_whom_it_concerns(db: None):
    scenario, application = of_a_student_on_leave()
    given = {"id": id_of(application), "rule": "student_is_on_the_rolls", "reason": "理由"}

    assert Visitor(student()).do("ask_for_waiver", **given)["__typename"] == "NotFound"
    assert Visitor(scenario.aao).do("ask_for_waiver", **given)["__typename"] == "NotPermitted"
    assert Visitor(scenario.officer).do("ask_for_waiver", **given)["state"] == "REQUESTED"
    assert faults(Visitor(actor_of(application.student.account)).do("ask_for_waiver", **given)) == [
        (["rule"], "ASKED_ALREADY")
    ]


def test_a_rule_that_no_step_of_the_record_asks_is_not_waived_for_it(db: None):
    edition()
    scenario = Scenario()
    application = scenario.application("submitted", intake=scenario.open_intake())
    for record in (application, application.intake):
        given = {"id": id_of(record), "rule": "carries_enough_credits", "reason": "理由"}
        assert faults(Visitor(scenario.officer).do("ask_for_waiver", **given)) == [(["rule"], "NOT_WAIVABLE")]


def test_nobody_handles_or_decides_what_was_asked_for_an_application_of_her_own(db: None):
    scenario, application = of_a_student_on_leave()
    given = {"id": id_of(application), "rule": "student_is_on_the_rolls", "reason": "转专业"}
    asked = Visitor(scenario.officer).do("ask_for_waiver", **given)
    account = application.student.account
    assert account is not None
    grant_office(account, Role.AAO_OFFICER)

    assert handled_waivers(officer(Role.AAO_OFFICER)).count() == 1
    assert handled_waivers(actor_of(account)).count() == 0
    assert waiting_for(Waiver, actor_of(account)).count() == 0
    refused = Visitor(actor_of(account)).do("grant_waiver", id=asked["id"], reason="同意")
    assert (refused["__typename"], Waiver.objects.get().state) == ("NotPermitted", "requested")
    assert Visitor(officer(Role.AAO_OFFICER)).do("grant_waiver", id=asked["id"], reason="同意")["state"] == "GRANTED"


def test_a_waiver_says_what_it_was_asked_for_although_the_record_changes(db: None):
    scenario = Scenario()
    scenario.write_plan(courses(6, "3", teacher=scenario.director))
    director = Visitor(actor_of(scenario.director.account))
    asked = director.do("ask_for_waiver", id=id_of(scenario.proposal), rule="carries_enough_credits", reason="校企合作")
    assert asked["matter"] == "培养方案共 18 学分，原则上为 12 至 16 学分。"

    scenario.write_plan(courses(6, "4", teacher=scenario.director))
    granted = Visitor(scenario.aao).do("grant_waiver", id=asked["id"], reason="同意")
    assert granted["matter"] == asked["matter"]
    waivers = "query($id: ID!) { node(id: $id) { ... on Proposal { waivers { matter state } } } }"
    read = director.query(waivers, id=id_of(scenario.proposal)).data["node"]
    assert read["waivers"] == [{"matter": asked["matter"], "state": "GRANTED"}]
