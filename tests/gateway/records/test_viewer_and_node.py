"""The one who asks, whatever has an id, and the law: in the graph."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from gateway.ids import to_global_id
from tests.factories import (
    TO_THE_SCHOOL,
    AccountFactory,
    CollegeFactory,
    Scenario,
    StudentFactory,
    edition,
    officer,
    student,
)
from tests.gateway.asking import Visitor
from tests.gateway.recruiting import Recruiting, id_of
from tests.workflows.ways import asked_consent
from workflows import clock
from workflows.models import Account, Course, Membership, PlanVersion, Proposal, Student
from workflows.regulation.actor import SCHOOL_WIDE, Role
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.drafts import begin
from workflows.services.people import grant_office

pytestmark = pytest.mark.django_db
NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"


# The viewer -------------------------------------------------------------------------------------------------------


def test_nobody_is_no_viewer():
    assert Visitor().ask("viewer") == {"viewer": None}


def test_a_student_reads_herself():
    found = StudentFactory(name="林晚", major="光电工程")
    viewer = Visitor(actor_of(found.account)).ask("viewer")["viewer"]

    assert viewer["offices"] == viewer["inbox"]["nodes"] == []
    assert viewer["student"] == {
        "id": id_of(found),
        "number": found.number,
        "name": "林晚",
        "major": "光电工程",
        "entryYear": 2025,
        "level": "BACHELOR",
        "status": "ENROLLED",
        "college": {"name": found.college.name},
    }


TO_DO = """query ($first: Int! = 20) { viewer { toDo { title items(first: $first) { totalCount
    nodes { arrivedAt days duty record { __typename id ... on Proposal { programme { title } } } } } } } }"""


def test_everybody_reads_what_waits_for_them_and_for_how_long():
    submitted, reviewed = Scenario(), Scenario()
    with clock.moved_to(clock.now() - dt.timedelta(days=3)):
        proposal = submitted.take("submit")
    reviewed.take(*TO_THE_SCHOOL)
    consent, theirs = asked_consent(Scenario())
    waiting = {
        "officer": (submitted.officer, proposal),
        "approver": (submitted.approver, reviewed.proposal),
        "another college": (theirs, consent),
    }
    for reader, record in waiting.values():
        (told,) = Visitor(reader).query(TO_DO).data["viewer"]["toDo"]
        (item,) = told["items"]["nodes"]
        assert (told["title"], told["items"]["totalCount"], item["record"]["id"]) == (
            str(record._meta.verbose_name_plural), 1, id_of(record),
        )  # fmt: skip
        assert item["arrivedAt"] == type(record).objects.get(pk=record.pk).changed_at.isoformat()
        assert item["duty"] == str(record.turns[record.state].label)
    (mine,) = Visitor(submitted.officer).query(TO_DO).data["viewer"]["toDo"]
    assert (mine["items"]["nodes"][0]["days"], mine["items"]["nodes"][0]["record"]["programme"]["title"]) == (
        3,
        submitted.programme.title,
    )
    assert Visitor(officer(Role.BURSAR)).query(TO_DO).data["viewer"]["toDo"] == []


def test_what_waits_is_counted_whole_and_shown_by_the_page():
    scenarios = [Scenario() for _ in range(3)]
    for scenario in scenarios:
        scenario.take("submit", "endorse")
    (told,) = Visitor(scenarios[0].aao).query(TO_DO, first=2).data["viewer"]["toDo"]
    assert (told["items"]["totalCount"], [item["record"]["id"] for item in told["items"]["nodes"]]) == (
        3, [id_of(scenario.proposal) for scenario in scenarios[:2]],
    )  # fmt: skip
    refused = Visitor(scenarios[0].aao).query(TO_DO, first=101)
    assert refused.codes == ["BAD_USER_INPUT"]


def test_an_officer_reads_every_office_held():
    college, other = CollegeFactory(), CollegeFactory()
    account = AccountFactory(display_name="苏同")
    for role in Role:
        grant_office(account, role, None if role in SCHOOL_WIDE else college)
    grant_office(account, Role.TEACHER, other)
    viewer = Visitor(actor_of(account), "en").ask("viewer")["viewer"]
    held = {(o["role"], o["college"] and o["college"]["name"]) for o in viewer["offices"]}

    assert (viewer["name"], viewer["student"]) == ("苏同", None)
    assert held == {(role.name, None if role in SCHOOL_WIDE else college.name_en) for role in Role} | {
        ("TEACHER", other.name_en)
    }


def test_an_office_that_has_ended_is_gone_with_the_next_request():
    actor = officer(Role.AAO_OFFICER)
    visitor = Visitor(actor)
    assert len(visitor.ask("viewer")["viewer"]["offices"]) == 1
    Membership.objects.filter(account=actor.account_id).delete()

    assert visitor.ask("viewer")["viewer"]["offices"] == []


def test_an_account_that_has_ended_is_nobody():
    actor = officer(Role.AAO_OFFICER)
    visitor = Visitor(actor)
    Account.objects.filter(pk=actor.account_id).update(is_active=False)

    assert visitor.ask("viewer") == {"viewer": None}


def test_the_inbox_has_what_waits_for_the_college_the_oldest_first(recruiting: Recruiting):
    states = ("submitted", "under_review", "draft", "returned", "admitted", "declined", "withdrawn")
    made = {state: recruiting.application(state, by=student(), reason="理由") for state in states}
    inbox = recruiting.officer().ask("viewer")["viewer"]["inbox"]

    assert [node["id"] for node in inbox["nodes"]] == [id_of(made["submitted"]), id_of(made["under_review"])]
    assert inbox["totalCount"] == 2
    for actor in (recruiting.scenario.aao, officer(Role.COLLEGE_OFFICER, CollegeFactory())):
        assert Visitor(actor).ask("viewer")["viewer"]["inbox"]["totalCount"] == 0


# Anything by its id -----------------------------------------------------------------------------------------------


def test_whatever_is_shown_is_found_again_by_its_id(recruiting: Recruiting):
    scenario = recruiting.scenario
    plan = PlanVersion.objects.get()
    shown = [scenario.programme, scenario.college, plan, plan.courses.first(), recruiting.intake, scenario.director]

    for record in shown:
        node = Visitor().query(NODE, id=id_of(record)).data["node"]
        assert node == {"__typename": type(record).__name__, "id": id_of(record)}


def test_what_belongs_to_a_proposal_is_not_there(recruiting: Recruiting):
    elsewhere = Scenario()
    plan = elsewhere.programme.plan_versions.get()
    hidden = [elsewhere.programme, plan, plan.courses.first(), elsewhere.director]

    for actor in (None, recruiting.applicant, recruiting.scenario.officer):
        visitor = Visitor(actor) if actor else Visitor()
        assert [visitor.query(NODE, id=id_of(record)).data["node"] for record in hidden] == [None] * 4
    makers = Visitor(elsewhere.officer)
    assert [bool(makers.query(NODE, id=id_of(record)).data["node"]) for record in hidden] == [True] * 4


def test_a_draft_of_a_plan_is_there_for_its_makers_alone(recruiting: Recruiting):
    scenario = recruiting.scenario
    begin(Proposal, {}, by=scenario.officer, under=scenario.programme)
    plan, course = scenario.plan, Course.objects.filter(plan_version__number=1).first()

    assert course is not None
    assert Visitor(recruiting.scenario.officer).query(NODE, id=id_of(plan)).data["node"]["id"] == id_of(plan)
    for actor in (recruiting.applicant, Scenario().officer):
        assert Visitor(actor).query(NODE, id=id_of(plan)).data == {"node": None}
    assert Visitor().query(NODE, id=id_of(course)).data["node"]["__typename"] == "Course"


@pytest.mark.parametrize("who", ["nobody", "another student", "officer", "other college", "aao", "approver", "herself"])
def test_a_student_is_seen_by_herself_and_by_those_who_decide_her_application(recruiting: Recruiting, who: str):
    recruiting.application("submitted")
    hers = Student.objects.get(pk=recruiting.applicant.student_id)
    actors: dict[str, Any] = {
        "another student": student,
        "officer": lambda: recruiting.scenario.officer,
        "other college": lambda: officer(Role.COLLEGE_OFFICER, CollegeFactory()),
        "aao": lambda: recruiting.scenario.aao,
        "approver": lambda: recruiting.scenario.approver,
        "herself": lambda: recruiting.applicant,
    }
    visitor = Visitor(actors[who]()) if who in actors else Visitor()
    found = visitor.query("query ($id: ID!) { node(id: $id) { ... on Student { phone } } }", id=id_of(hers))

    phone = {"herself": {"phone": hers.phone}, "officer": {"phone": hers.phone}, "aao": {"phone": None}}
    assert found.data["node"] == phone.get(who)


def test_the_college_applied_to_does_not_read_the_phone_of_another_colleges_student(recruiting: Recruiting):
    stranger = student(college=CollegeFactory(), name="外院学生", phone="19900000000")
    submitted = recruiting.application("submitted", by=stranger)
    node = recruiting.officer().ask("application", id=id_of(submitted))["node"]

    assert (node["student"]["name"], node["student"]["phone"]) == ("外院学生", None)


def test_a_key_of_another_kind_finds_what_it_says_or_nothing(recruiting: Recruiting):
    for name in ("Account", "Membership", "LogEntry", "OutboxMessage", "MajorResult", "Session", "Page", "Query", "X"):
        for pk in range(1, 4):
            assert Visitor(recruiting.scenario.aao).query(NODE, id=to_global_id(name, pk)).data == {"node": None}


def test_a_student_finds_the_programme_to_which_she_applied_when_its_page_has_gone(recruiting: Recruiting):
    recruiting.application("submitted")
    recruiting.page.unpublish()
    programme = id_of(recruiting.scenario.programme)

    assert recruiting.student().query(NODE, id=programme).data["node"]["id"] == programme
    assert Visitor().query(NODE, id=programme).data == {"node": None}
    assert Visitor(student()).query(NODE, id=programme).data == {"node": None}


# The law ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "微专业建设与管理办法"), ("en", "Micro-major")])
def test_anybody_reads_the_law_in_force(language: str, title: str):
    edition()
    rulebook = Visitor(language=language).ask("rulebook")["rulebook"]
    clauses = {(c["rule"], c["article"]): c for a in rulebook["articles"] for c in a["clauses"]}

    assert title.lower() in rulebook["title"].lower()
    assert [article["number"] for article in rulebook["articles"]] == list(range(1, 21))
    assert clauses["carries_enough_credits", "6(2)"]["strength"] == "IN_PRINCIPLE"
    assert clauses["carries_enough_credits", "6(2)"]["parameters"] == {"minimum": "12", "maximum": "16"}
    assert clauses["student_is_in_an_eligible_year", "12(1)"]["toConfirm"] == ["unclear_years"]


def test_history_is_read_by_those_who_act_and_not_by_the_public(recruiting: Recruiting):
    text = "query ($id: ID!) { node(id: $id) { ... on Programme { history { step outcome actorName reason } } } }"
    given = {"inputs": {"decision_number": "纪要 2"}, "reason": "调整"}
    take_step(
        type(recruiting.scenario.programme), recruiting.scenario.programme.pk, "suspend",
        by=recruiting.scenario.approver, **given,
    )  # fmt: skip
    steps = {
        name: [
            entry["step"]
            for entry in visitor.query(text, id=id_of(recruiting.scenario.programme)).data["node"]["history"]
        ]
        for name, visitor in {
            "nobody": Visitor(),
            "student": recruiting.student(),
            "other college": Visitor(officer(Role.COLLEGE_OFFICER, CollegeFactory())),
            "officer": recruiting.officer(),
            "approver": Visitor(recruiting.scenario.approver),
        }.items()
    }

    everything = ["begin", "establish", "suspend"]
    assert steps == {"nobody": [], "student": [], "other college": [], "officer": everything, "approver": everything}
