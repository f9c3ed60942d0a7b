"""Programmes, intakes and waivers in the graph: established, suspended, opened, waived."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.factories import TO_THE_SCHOOL, Scenario, courses, officer
from tests.gateway.asking import Visitor
from tests.gateway.recruiting import Recruiting, blocking, faults, id_of
from tests.workflows.ways import asked_waiver
from tests.workflows.witness import nothing_changes, only_the_refusal_is_logged
from workflows import clock
from workflows.models import PlanVersion, Programme, Waiver
from workflows.regulation.actor import Role
from workflows.selectors.people import actor_of
from workflows.services.door import take_step

pytestmark = pytest.mark.django_db
RECRUITMENT = """query ($id: ID!) { node(id: $id) { ... on Programme {
    recruitment { status changesAt } intakes { id state places placesTaken }
} } }"""


def approver(scenario: Scenario, language: str = "zh-hans") -> Visitor:
    """Answer the school's approver at the endpoint."""
    return Visitor(scenario.approver, language)


def reviewed(scenario: Scenario) -> str:
    """Answer the id of a proposal that waits for the school."""
    return id_of(scenario.take(*TO_THE_SCHOOL))


# Programmes -------------------------------------------------------------------------------------------------------


def test_established_a_programme_has_its_decision_and_its_plan_frozen(scenario: Scenario):
    approved = approver(scenario).do("approve_proposal", id=reviewed(scenario), decisionNumber="纪要 1")
    text = "query ($id: ID!) { node(id: $id) { ... on Programme { state decision { number decidedOn reason } } } }"
    established = approver(scenario).query(text, id=id_of(scenario.programme)).data["node"]
    plan = PlanVersion.objects.get()

    assert (approved["state"], approved["decisionNumber"]) == ("ESTABLISHED", "纪要 1")
    assert established["state"] == "ESTABLISHED"
    assert established["decision"] == {"number": "纪要 1", "decidedOn": "2026-11-02", "reason": ""}
    assert (plan.frozen_at is not None, len(plan.digest)) == (True, 64)


@pytest.mark.parametrize("number", [None, "", " ", "长" * 61, "a\x00b"], ids=["none", "empty", "blank", "long", "NUL"])
def test_a_decision_without_a_good_number_is_refused_by_the_name_of_the_input(scenario: Scenario, number: str | None):
    visitor = approver(scenario)
    given = {"id": reviewed(scenario)} | ({} if number is None else {"decisionNumber": number})
    with nothing_changes() if number == "a\x00b" else only_the_refusal_is_logged():
        refused = visitor.do("approve_proposal", **given)

    codes = {"long": "TOO_LONG", "NUL": "INVALID"}
    wanted = codes["long"] if number == "长" * 61 else codes["NUL"] if number == "a\x00b" else "REQUIRED"
    assert faults(refused) == [(["decisionNumber"], wanted)]
    assert Programme.objects.get().state == "proposed"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_proposal_with_too_few_courses_is_not_submitted(scenario: Scenario, language: str):
    scenario.write_plan(courses(5, teacher=None))
    visitor = Visitor(actor_of(scenario.director.account), language)
    with only_the_refusal_is_logged():
        refused = visitor.do("submit_proposal", id=id_of(scenario.proposal))
    messages = {f["rule"]: f["message"] for f in refused["findings"] if f["isBlocking"]}

    assert blocking(refused) == [
        ("offers_enough_courses", "6(2)"),
        ("carries_enough_credits", "6(2)"),
        ("team_covers_every_course", "6(3)"),
    ]
    assert messages["offers_enough_courses"].isascii() == (language == "en")
    assert PlanVersion.objects.filter(frozen_at__isnull=False).count() == 0


def test_suspended_and_resumed_it_says_so_at_once(recruiting: Recruiting):
    scenario, identifier = recruiting.scenario, id_of(recruiting.scenario.programme)
    statuses = []
    for document in ("suspend_programme", "resume_programme", "revoke_programme"):
        done = approver(scenario).do(document, id=identifier, decisionNumber="纪要 2", reason="调整")
        status = Visitor().query(RECRUITMENT, id=identifier).data["node"]["recruitment"]["status"]
        statuses.append((done["state"], done["decision"]["reason"], status))

    assert statuses == [
        ("SUSPENDED", "调整", "SUSPENDED"),
        ("ESTABLISHED", "调整", "OPEN"),
        ("REVOKED", "调整", "REVOKED"),
    ]


def test_nobody_applies_to_a_suspended_programme(recruiting: Recruiting):
    draft = recruiting.application()
    decision = {"decision_number": "纪要 2"}
    take_step(
        Programme,
        recruiting.scenario.programme.pk,
        "suspend",
        by=recruiting.scenario.approver,
        reason="x",
        inputs=decision,
    )
    visitor = recruiting.student()
    with only_the_refusal_is_logged():
        refused = visitor.do("submit_application", id=id_of(draft))

    assert blocking(refused) == [("programme_recruits", "8")]


def test_the_public_finds_what_has_a_page_and_nothing_of_a_proposal(recruiting: Recruiting):
    Scenario()
    listed = Visitor().ask("programmes")["programmes"]
    (node,) = listed["nodes"]

    assert (node["id"], listed["totalCount"]) == (id_of(recruiting.scenario.programme), 1)
    assert (node["fee"], node["plan"]["totalCredits"]) == ({"amount": "1800.00", "currency": "CNY"}, "12")
    assert [course["code"] for course in node["plan"]["courses"]] == ["K001", "K002", "K003", "K004", "K005", "K006"]


@pytest.mark.parametrize(
    ("language", "title"),
    [("zh-hans", "智能金融"), ("en", "Intelligent Finance"), ("en-GB", "Intelligent Finance"), ("fr", "智能金融")],
)
def test_words_are_in_the_readers_language(recruiting: Recruiting, language: str, title: str):
    (node,) = Visitor(language=language).ask("programmes")["programmes"]["nodes"]

    assert node["title"].startswith(title)


@pytest.mark.parametrize(
    "filters", [{"search": "智能"}, {"search": "ZHI"}, {"search": "finance"}, {"search": " WZY- "}]
)
def test_programmes_are_found_by_title_code_and_pinyin(recruiting: Recruiting, filters: dict[str, Any]):
    assert Visitor().ask("programmes", filter=filters)["programmes"]["totalCount"] == 1


def test_programmes_are_narrowed_by_college_and_state(recruiting: Recruiting):
    college = id_of(recruiting.scenario.college)
    other = id_of(recruiting.scenario.programme)

    def count(**given: Any) -> int:
        return int(Visitor().ask("programmes", filter=given)["programmes"]["totalCount"])

    assert (count(collegeId=college), count(states=["ESTABLISHED"]), count(states=["REVOKED"])) == (1, 1, 0)
    assert count(search="nothing of the kind") == count(states=[]) == 0
    assert Visitor().execute("programmes", filter={"collegeId": other}).codes == ["BAD_USER_INPUT"]


# Intakes ----------------------------------------------------------------------------------------------------------


def test_an_intake_is_opened_closed_and_handed_in(recruiting: Recruiting):
    scenario = recruiting.scenario
    planned = scenario.plan_intake()
    states = [
        recruiting.officer().do(document, id=id_of(planned))["state"]
        for document in ("open_intake", "close_intake", "complete_selection")
    ]

    assert states == ["OPEN", "CLOSED", "SELECTED"]


def test_an_intake_of_which_nothing_was_announced_is_not_opened(recruiting: Recruiting):
    planned = recruiting.scenario.plan_intake(opens_at=None, closes_at=None, class_starts_on=None, selection_method="")
    visitor = recruiting.officer()
    with only_the_refusal_is_logged():
        refused = visitor.do("open_intake", id=id_of(planned))

    assert blocking(refused) == [("intake_is_announced", "9")]


def test_an_intake_that_is_not_announced_is_seen_by_its_makers_only(recruiting: Recruiting):
    planned = recruiting.scenario.plan_intake(opens_at=None, closes_at=None)
    text = "query ($id: ID!) { node(id: $id) { id } }"
    seen = {
        name: Visitor(actor).query(text, id=id_of(planned)).data["node"] is not None
        for name, actor in {
            "officer": recruiting.scenario.officer,
            "director": actor_of(recruiting.scenario.director.account),
            "aao": recruiting.scenario.aao,
            "student": recruiting.applicant,
            "other college": officer(Role.COLLEGE_OFFICER, Scenario().college),
        }.items()
    }

    assert seen == {"officer": True, "director": True, "aao": True, "student": False, "other college": False}
    assert Visitor().query(text, id=id_of(planned)).data["node"] is None


def test_recruitment_follows_the_clock(recruiting: Recruiting):
    intake, identifier = recruiting.intake, id_of(recruiting.scenario.programme)
    assert intake.opens_at is not None
    assert intake.closes_at is not None
    second = dt.timedelta(seconds=1)

    def at(moment: dt.datetime) -> tuple[str, str | None]:
        with clock.moved_to(moment):
            found = Visitor().query(RECRUITMENT, id=identifier).data["node"]["recruitment"]
        return found["status"], found["changesAt"]

    assert at(intake.opens_at - dt.timedelta(hours=1)) == (
        "OPENS_LATER",
        intake.opens_at.astimezone(dt.UTC).isoformat(),
    )
    assert at(intake.opens_at + second) == ("OPEN", intake.closes_at.astimezone(dt.UTC).isoformat())
    assert at(intake.closes_at + second) == ("CLOSED", None)


@pytest.mark.parametrize("who", ["nobody", "student", "other college", "officer", "aao", "approver", "director"])
def test_how_many_places_are_taken_is_for_those_who_decide_until_the_list_is_published(
    recruiting: Recruiting, who: str
):
    recruiting.application("admitted")
    scenario = recruiting.scenario
    visitor = {
        "nobody": lambda: Visitor(),
        "student": recruiting.student,
        "other college": lambda: Visitor(officer(Role.COLLEGE_OFFICER, Scenario().college)),
        "officer": recruiting.officer,
        "aao": lambda: Visitor(scenario.aao),
        "approver": lambda: Visitor(scenario.approver),
        "director": lambda: Visitor(actor_of(scenario.director.account)),
    }[who]()
    (intake,) = visitor.query(RECRUITMENT, id=id_of(scenario.programme)).data["node"]["intakes"]

    assert intake["placesTaken"] == (None if who in {"nobody", "student", "other college"} else 1)


# Waivers ----------------------------------------------------------------------------------------------------------


def test_a_waiver_is_asked_for_granted_and_lets_the_proposal_pass(scenario: Scenario):
    scenario.write_plan(courses(6, "3", teacher=scenario.director))
    proposal = id_of(scenario.proposal)
    director = Visitor(actor_of(scenario.director.account))
    refused = director.do("submit_proposal", id=proposal)
    (finding,) = [f for f in refused["findings"] if f["isBlocking"]]
    asked = director.do("ask_for_waiver", id=proposal, rule=finding["rule"], reason="校企合作")
    granted = Visitor(scenario.aao).do("grant_waiver", id=asked["id"], reason="同意")
    submitted = director.do("submit_proposal", id=proposal)

    assert (finding["rule"], finding["need"]) == ("carries_enough_credits", "WAIVER")
    assert (asked["state"], granted["state"], granted["decisionReason"]) == ("REQUESTED", "GRANTED", "同意")
    assert submitted["state"] == "SUBMITTED"


def test_a_refused_waiver_leaves_the_proposal_where_it_is(scenario: Scenario):
    waiver = asked_waiver(scenario)
    scenario.write_plan(courses(6, "3", teacher=scenario.director))
    refused = Visitor(scenario.aao).do("refuse_waiver", id=id_of(waiver), reason="不同意")
    visitor = Visitor(actor_of(scenario.director.account))
    with only_the_refusal_is_logged():
        submit = visitor.do("submit_proposal", id=id_of(scenario.proposal))

    assert (refused["state"], blocking(submit)) == ("REFUSED", [("carries_enough_credits", "6(2)")])


@pytest.mark.parametrize(
    ("rule", "reason", "path", "code"),
    [
        ("offers_enough_courses", "理由", "rule", "NOT_WAIVABLE"),
        ("no_such_rule", "理由", "rule", "NOT_WAIVABLE"),
        ("a\x00b", "理由", "rule", "INVALID"),
        ("carries_enough_credits", "", "reason", "REQUIRED"),
        ("carries_enough_credits", "长" * 2001, "reason", "TOO_LONG"),
    ],
    ids=["firm", "unknown", "NUL", "no reason", "a long reason"],
)
def test_what_cannot_be_waived_is_refused(scenario: Scenario, rule: str, reason: str, path: str, code: str):
    scenario.write_plan(courses(credits="3", teacher=scenario.director))
    director = Visitor(actor_of(scenario.director.account))
    with nothing_changes():
        refused = director.do("ask_for_waiver", id=id_of(scenario.proposal), rule=rule, reason=reason)

    assert faults(refused) == [([path], code)]


def test_the_same_waiver_is_not_asked_for_twice(scenario: Scenario):
    waiver = asked_waiver(scenario)
    director = Visitor(actor_of(scenario.director.account))
    with nothing_changes():
        refused = director.do("ask_for_waiver", id=id_of(scenario.proposal), rule=waiver.rule, reason="再问")

    assert faults(refused) == [(["rule"], "ASKED_ALREADY")]


def test_others_than_the_makers_ask_for_no_waiver(scenario: Scenario):
    given = {"id": id_of(scenario.proposal), "rule": "carries_enough_credits", "reason": "理由"}
    aao, stranger = Visitor(scenario.aao), Visitor(officer(Role.COLLEGE_OFFICER, Scenario().college))
    with nothing_changes():
        assert aao.do("ask_for_waiver", **given)["__typename"] == "NotPermitted"
        assert stranger.do("ask_for_waiver", **given)["__typename"] == "NotFound"

    assert Waiver.objects.count() == 0


def test_a_waiver_is_read_by_its_college_and_the_schools_offices(scenario: Scenario):
    waiver = asked_waiver(scenario)
    text = "query ($id: ID!) { node(id: $id) { ... on Waiver { rule reason steps { name isMine } } } }"
    read = {
        name: Visitor(actor).query(text, id=id_of(waiver)).data["node"]
        for name, actor in {
            "officer": scenario.officer,
            "aao": scenario.aao,
            "approver": scenario.approver,
            "other college": officer(Role.COLLEGE_OFFICER, Scenario().college),
        }.items()
    }

    assert {name: bool(node) for name, node in read.items()} == {
        "officer": True,
        "aao": True,
        "approver": True,
        "other college": False,
    }
    mine = {name: {step["isMine"] for step in node["steps"]} for name, node in read.items() if node}
    assert mine == {"officer": {False}, "aao": {True}, "approver": {False}}
