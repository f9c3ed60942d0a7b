"""A student applies, in the graph: starts, revises, submits, withdraws; and reads why she may not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import Scenario, StudentFactory, failed_course, officer, student
from tests.gateway.asking import Visitor
from tests.gateway.recruiting import Recruiting, blocking, faults, id_of
from tests.workflows.witness import nothing_changes, only_the_refusal_is_logged
from workflows.models import Application, Intake, OutboxMessage
from workflows.regulation.actor import Actor, Role
from workflows.selectors.people import actor_of
from workflows.services.door import take_step

pytestmark = pytest.mark.django_db
NO_STEP = {"__typename": "StepNotAllowed", "code": "STEP_NOT_FROM_HERE", "findings": []}
NOT_FOUND = {"__typename": "NotFound", "code": "NOT_FOUND"}


def without_words(answered: dict[str, Any]) -> dict[str, Any]:
    """Answer a refusal without its sentence, which must be there."""
    assert answered["message"]
    return {name: value for name, value in answered.items() if name != "message"}


# Starting ---------------------------------------------------------------------------------------------------------


def test_a_student_starts_a_draft_and_reads_what_she_can_do_with_it(recruiting: Recruiting):
    draft = recruiting.student().do("start_application", intakeId=id_of(recruiting.intake), statement="我想学。")
    made = Application.objects.get()

    assert {name: value for name, value in draft.items() if name != "steps"} == {
        "__typename": "Application",
        "id": id_of(made),
        "version": 1,
        "state": "DRAFT",
        "stateLabel": draft["stateLabel"],
        "statement": "我想学。",
        "submittedAt": None,
        "exceptionReason": "",
        "standing": None,
        "decidedAt": None,
        "decisionNote": "",
    }
    assert [(step["name"], step["isOpen"]) for step in draft["steps"]] == [("submit", True), ("withdraw", True)]
    assert (made.student_id, made.intake) == (recruiting.applicant.student_id, recruiting.intake)


def test_told_again_under_its_key_the_same_draft_is_answered(recruiting: Recruiting):
    visitor = recruiting.student()
    given = {"intakeId": id_of(recruiting.intake), "statement": "我想学。", "idempotencyKey": "k1"}
    first = visitor.do("start_application", **given)
    with nothing_changes():
        assert visitor.do("start_application", **given) == first
        other = visitor.do("start_application", **given | {"statement": "我不想学。"})

    assert faults(other) == [(["idempotencyKey"], "IDEMPOTENCY_KEY_REUSED")]


def test_a_key_is_each_students_own(recruiting: Recruiting):
    given = {"intakeId": id_of(recruiting.intake), "idempotencyKey": "k1"}
    drafts = [Visitor(actor).do("start_application", **given)["id"] for actor in (recruiting.applicant, student())]

    assert len(set(drafts)) == 2


def test_a_second_draft_for_the_same_intake_is_refused(recruiting: Recruiting):
    recruiting.application("submitted")
    visitor = recruiting.student()
    with nothing_changes():
        refused = visitor.do("start_application", intakeId=id_of(recruiting.intake))

    assert faults(refused) == [(["intakeId"], "ALREADY_APPLIED")]


def test_after_withdrawing_she_may_start_again(recruiting: Recruiting):
    recruiting.application("withdrawn")

    again = recruiting.student().do("start_application", intakeId=id_of(recruiting.intake))
    assert (again["__typename"], Application.objects.count()) == ("Application", 2)


@pytest.mark.parametrize(("statement", "code"), [("长" * 2001, "TOO_LONG"), ("a\x00b", "INVALID")], ids=["long", "NUL"])
def test_a_statement_that_cannot_be_kept_is_refused(recruiting: Recruiting, statement: str, code: str):
    visitor = recruiting.student()
    draft = recruiting.application()
    with nothing_changes():
        started = visitor.do("start_application", intakeId=id_of(recruiting.intake), statement=statement)
        revised = visitor.do("revise_application", id=id_of(draft), statement=statement)

    assert faults(started) == faults(revised) == [(["statement"], code)]


def test_who_is_no_student_cannot_apply(recruiting: Recruiting):
    visitor = recruiting.officer()
    with nothing_changes():
        refused = visitor.do("start_application", intakeId=id_of(recruiting.intake))

    assert without_words(refused) == {"__typename": "NotPermitted", "code": "NOT_PERMITTED", "article": "12"}


def test_an_intake_that_she_cannot_see_is_one_that_is_not_there(recruiting: Recruiting):
    elsewhere = Scenario()
    unseen = elsewhere.open_intake()
    visitor = recruiting.student()
    with nothing_changes():
        for given in (id_of(unseen), id_of(recruiting.scenario.programme), "x", ""):
            assert without_words(visitor.do("start_application", intakeId=given)) == NOT_FOUND


# Revising ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_she_rewords_what_is_hers_to_reword(recruiting: Recruiting, state: str):
    before = recruiting.application(state, reason="请补充")
    revised = recruiting.student().do(
        "revise_application", id=id_of(before), statement="改过了。", expectedVersion=before.version
    )

    assert (revised["statement"], revised["version"]) == ("改过了。", before.version + 1)
    assert Application.objects.get().statement == "改过了。"


def test_what_has_been_submitted_is_not_reworded(recruiting: Recruiting):
    submitted = recruiting.application("submitted")
    visitor = recruiting.student()
    with nothing_changes():
        refused = visitor.do("revise_application", id=id_of(submitted), statement="晚了。")

    assert without_words(refused) == NO_STEP


def test_a_stale_wording_does_not_overwrite_a_newer_one(recruiting: Recruiting):
    draft = recruiting.application()
    visitor = recruiting.student()
    visitor.do("revise_application", id=id_of(draft), statement="第二版", expectedVersion=1)
    with nothing_changes():
        stale = visitor.do("revise_application", id=id_of(draft), statement="从别处", expectedVersion=1)

    assert without_words(stale) == {
        "__typename": "VersionConflict",
        "code": "VERSION_CONFLICT",
        "current": {"id": id_of(draft), "version": 2, "state": "DRAFT"},
    }


def test_another_students_draft_is_not_there(recruiting: Recruiting):
    draft = recruiting.application()
    for actor in (student(), recruiting.scenario.officer, recruiting.scenario.aao):
        visitor = Visitor(actor)
        with nothing_changes():
            assert without_words(visitor.do("revise_application", id=id_of(draft), statement="不是我的")) == NOT_FOUND
        with only_the_refusal_is_logged() if actor.offices else nothing_changes():
            assert without_words(visitor.do("withdraw_application", id=id_of(draft))) == NOT_FOUND
        assert visitor.ask("application", id=id_of(draft)) == {"node": None}


# Submitting -------------------------------------------------------------------------------------------------------


def test_submitting_freezes_her_standing_and_sends_one_letter(recruiting: Recruiting):
    draft = recruiting.application()
    submitted = recruiting.student().do("submit_application", id=id_of(draft), expectedVersion=1, idempotencyKey="k1")

    assert (submitted["state"], submitted["version"]) == ("SUBMITTED", 2)
    assert submitted["submittedAt"].endswith("+00:00")
    standing = {"year_of_study": 2, "entry_year": 2025, "level": "bachelor", "outstanding": [], "as_of": "2026-11-02"}
    assert {name: submitted["standing"][name] for name in standing} == standing
    assert [step["name"] for step in submitted["steps"]] == ["withdraw"]
    assert OutboxMessage.objects.filter(payload__account=recruiting.applicant.account_id).count() == 1


def test_told_twice_a_submission_sends_no_second_letter(recruiting: Recruiting):
    draft = recruiting.application()
    visitor = recruiting.student()
    given = {"id": id_of(draft), "expectedVersion": 1, "idempotencyKey": "k1"}
    first = visitor.do("submit_application", **given)
    with nothing_changes():
        assert visitor.do("submit_application", **given) == first


def test_submitting_twice_without_a_key_is_no_step(recruiting: Recruiting):
    submitted = recruiting.application("submitted")
    visitor = recruiting.student()
    with only_the_refusal_is_logged():
        refused = visitor.do("submit_application", id=id_of(submitted))

    assert without_words(refused) == NO_STEP


def who_may_not() -> Actor:
    """Answer a student with whom nearly everything is wrong."""
    found = StudentFactory(entry_year=2026, status="on_leave", expected_graduation_on=None)
    failed_course(found.pk, ("regular", "41"), ("make_up", "55"))
    return actor_of(found.account)


EVERY_REASON = [
    ("student_is_on_the_rolls", "12(1)"),
    ("student_is_in_an_eligible_year", "12(1)"),
    ("major_has_no_failed_course", "12(2)"),
]
SENTENCES = {
    "zh-hans": [
        "你目前是第 1 学年，本批次面向第 2、3、4 学年的学生。",
        "主修专业有 1 门课程尚未通过：高等数学。",
    ],
    "en": [
        "You are in year 1; applications are open to years 2, 3, 4.",
        "1 course(s) of the major not passed: 高等数学.",
    ],
}


@pytest.mark.parametrize("language", SENTENCES)
def test_a_refusal_names_every_broken_clause_at_once_in_the_readers_language(recruiting: Recruiting, language: str):
    applicant = who_may_not()
    draft = recruiting.application(by=applicant)
    visitor = Visitor(applicant, language)
    with only_the_refusal_is_logged():
        refused = visitor.do("submit_application", id=id_of(draft))
    messages = [finding["message"] for finding in refused["findings"] if finding["isBlocking"]]
    unclear = [(f["rule"], f["verdict"], f["need"]) for f in refused["findings"] if f["verdict"] == "CANNOT_TELL"]

    assert blocking(refused) == EVERY_REASON
    assert messages[1:] == SENTENCES[language]
    assert refused["message"] == " ".join(messages)
    assert unclear == [("class_ends_before_graduation", "CANNOT_TELL", "NOTHING")]
    assert len(refused["findings"]) > len(EVERY_REASON)
    said = {verdict: set() for verdict in ("MET", "NOT_MET", "CANNOT_TELL")}
    for finding in refused["findings"]:
        said[finding["verdict"]].add((bool(finding["message"]), bool(finding["remedy"])))
    assert said == {"MET": {(False, False)}, "NOT_MET": {(True, True)}, "CANNOT_TELL": {(True, False)}}


@pytest.mark.parametrize("language", SENTENCES)
def test_eligibility_button_and_refusal_say_the_same(recruiting: Recruiting, language: str):
    applicant = who_may_not()
    visitor = Visitor(applicant, language)
    programme = visitor.ask("eligibility", programme=id_of(recruiting.scenario.programme))["node"]
    foretold = programme["intakes"][0]["eligibility"]
    draft = visitor.do("start_application", intakeId=id_of(recruiting.intake))
    refused = visitor.do("submit_application", id=draft["id"])
    (submit, _) = draft["steps"]
    told = [{name: finding[name] for name in submit["findings"][0]} for finding in foretold["findings"]]

    assert (foretold["canApply"], submit["isOpen"]) == (False, False)
    assert [{**finding, "message": ""} for finding in submit["findings"]] == [{**f, "message": ""} for f in told]
    assert [f["message"] for f in refused["findings"][1:]] == [f["message"] for f in foretold["findings"][1:]]
    assert [(f["rule"], f["verdict"], f["need"]) for f in refused["findings"]] == [
        (f["rule"], f["verdict"], f["need"]) for f in foretold["findings"]
    ]


def test_who_may_apply_is_told_so(recruiting: Recruiting):
    programme = recruiting.student().ask("eligibility", programme=id_of(recruiting.scenario.programme))["node"]
    (intake,) = programme["intakes"]

    assert intake["eligibility"]["canApply"]
    assert {finding["verdict"] for finding in intake["eligibility"]["findings"]} == {"MET"}
    assert intake["myApplication"] is None


@pytest.mark.parametrize("who", ["nobody", "officer"])
def test_who_is_no_student_has_no_eligibility(recruiting: Recruiting, who: str):
    visitor = recruiting.officer() if who == "officer" else Visitor()
    (intake,) = visitor.ask("eligibility", programme=id_of(recruiting.scenario.programme))["node"]["intakes"]

    assert (intake["eligibility"], intake["myApplication"]) == (None, None)


def test_after_the_window_nobody_submits(recruiting: Recruiting):
    draft = recruiting.application()
    take_step(Intake, recruiting.intake.pk, "close", by=recruiting.scenario.officer)
    visitor = recruiting.student()
    with only_the_refusal_is_logged():
        refused = visitor.do("submit_application", id=id_of(draft))

    assert blocking(refused) == [("intake_is_open", "9")]


# Withdrawing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "state", ["draft", "submitted", "under_review", "returned", "admitted", "waitlisted", "declined"]
)
def test_she_may_withdraw_as_long_as_nothing_is_final(recruiting: Recruiting, state: str):
    application = recruiting.application(state, reason="理由")
    withdrawn = recruiting.student().do("withdraw_application", id=id_of(application))

    assert (withdrawn["state"], withdrawn["steps"]) == ("WITHDRAWN", [])
    assert Intake.objects.get().places_taken == 0


def test_what_is_withdrawn_is_not_withdrawn_again(recruiting: Recruiting):
    withdrawn = recruiting.application("withdrawn")
    visitor = recruiting.student()
    with only_the_refusal_is_logged():
        assert without_words(visitor.do("withdraw_application", id=id_of(withdrawn))) == NO_STEP


# Reading ----------------------------------------------------------------------------------------------------------


def test_her_list_has_hers_alone_the_latest_first(recruiting: Recruiting):
    recruiting.application("submitted", by=student())
    first = recruiting.application("withdrawn")
    second = recruiting.application()
    listed = recruiting.student().ask("my_applications")["applications"]

    assert [node["id"] for node in listed["nodes"]] == [id_of(second), id_of(first)]
    assert listed["totalCount"] == 2
    steps = [[entry["step"] for entry in node["history"]] for node in listed["nodes"]]
    assert steps == [["begin"], ["begin", "submit", "withdraw"]]


def test_the_list_can_be_narrowed_to_an_intake_and_to_states(recruiting: Recruiting):
    mine = recruiting.application("under_review")
    text = "query ($f: ApplicationFilter) { applications(filter: $f) { totalCount nodes { id } } }"

    def found(**given: Any) -> list[str]:
        return [node["id"] for node in recruiting.student().query(text, f=given).data["applications"]["nodes"]]

    assert found(intakeId=id_of(recruiting.intake)) == found(states=["UNDER_REVIEW"]) == found() == [id_of(mine)]
    assert found(states=["ADMITTED", "DRAFT"]) == found(states=[]) == []
    wrong = recruiting.student().query(text, f={"intakeId": id_of(recruiting.scenario.programme)})
    assert wrong.codes == ["BAD_USER_INPUT"]


def test_nobody_lists_applications_without_signing_in():
    answer = Visitor().execute("my_applications")

    assert (answer.status, answer.codes, answer.body["data"]) == (200, ["UNAUTHENTICATED"], None)


@pytest.mark.parametrize("role", [Role.EXPERT, Role.BURSAR, Role.SCHOOL_APPROVER])
def test_offices_that_have_nothing_to_do_with_applications_see_none(recruiting: Recruiting, role: Role):
    submitted = recruiting.application("submitted")
    visitor = Visitor(officer(role))

    assert visitor.ask("my_applications")["applications"]["nodes"] == []
    assert visitor.ask("application", id=id_of(submitted)) == {"node": None}
