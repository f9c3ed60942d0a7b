"""The college decides applications, in the graph: within its places, with its reasons, hidden until it is time."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import CollegeFactory, failed_course, officer, student
from tests.gateway.asking import Visitor
from tests.gateway.recruiting import Recruiting, blocking, faults, id_of
from tests.workflows.witness import nothing_changes, only_the_refusal_is_logged
from workflows.models import Application, Intake, OutboxMessage
from workflows.regulation.actor import Role
from workflows.services.door import take_step

pytestmark = pytest.mark.django_db
REASON = "经研究决定"


def under_review(recruiting: Recruiting, **by: Any) -> Application:
    """Answer an application that the college has taken up."""
    return recruiting.application("under_review", **by)


@pytest.mark.parametrize(
    ("document", "state", "opens"),
    [
        ("admit_application", "ADMITTED", ["reconsider"]),
        ("waitlist_application", "WAITLISTED", ["admit", "decline", "reconsider"]),
        ("decline_application", "DECLINED", ["reconsider"]),
    ],
)
def test_a_decision_has_its_note_and_opens_the_next_steps(
    recruiting: Recruiting, document: str, state: str, opens: list[str]
):
    application = under_review(recruiting)
    letters = OutboxMessage.objects.count()
    decided = recruiting.officer().do(document, id=id_of(application), reason=REASON)

    assert (decided["state"], decided["decisionNote"]) == (state, REASON)
    assert decided["decidedAt"] == Application.objects.get().decided_at.isoformat()
    assert [step["name"] for step in decided["steps"] if step["isOpen"]] == opens
    assert OutboxMessage.objects.count() == letters  # she hears of it when the list is published (Art. 17)


def test_what_is_returned_says_what_is_missing_and_comes_back_with_its_standing_renewed(recruiting: Recruiting):
    application = under_review(recruiting)
    returned = recruiting.officer().do("return_application", id=id_of(application), reason="请补充作品")
    hers = recruiting.student().ask("application", id=id_of(application))["node"]
    again = recruiting.student().do("submit_application", id=id_of(application))

    assert (returned["state"], hers["state"], hers["decisionNote"]) == ("RETURNED", "RETURNED", "请补充作品")
    assert ([step["name"] for step in hers["steps"]], again["state"]) == (["submit", "withdraw"], "SUBMITTED")


def test_a_decision_can_be_taken_back_and_the_place_is_free_again(recruiting: Recruiting):
    application = recruiting.application("admitted")
    visitor = recruiting.officer()
    taken = visitor.ask("application", id=id_of(application))["node"]["intake"]["placesTaken"]
    back = visitor.do("reconsider_application", id=id_of(application), reason=REASON)

    assert (taken, back["state"], back["decidedAt"], back["decisionNote"]) == (1, "UNDER_REVIEW", None, "")
    assert Intake.objects.get().places_taken == 0


def test_no_more_are_admitted_than_there_are_places(recruiting: Recruiting):
    Intake.objects.filter(pk=recruiting.intake.pk).update(places=1)
    recruiting.application("admitted", by=student())
    application = under_review(recruiting)
    visitor = recruiting.officer()
    with only_the_refusal_is_logged():
        refused = visitor.do("admit_application", id=id_of(application))

    assert blocking(refused) == [("a_place_is_left", "6(4)")]
    assert visitor.do("waitlist_application", id=id_of(application))["state"] == "WAITLISTED"


def test_the_college_decides_on_the_standing_of_the_submission_and_returns_what_it_would_have_renewed(
    recruiting: Recruiting,
):
    application = under_review(recruiting)
    assert recruiting.applicant.student_id is not None
    failed_course(recruiting.applicant.student_id, ("regular", "30"))
    officer_of_it, her = recruiting.officer(), recruiting.student()
    steps = officer_of_it.ask("application", id=id_of(application))["node"]["steps"]
    officer_of_it.do("return_application", id=id_of(application), reason=REASON)
    with only_the_refusal_is_logged():
        refused = her.do("submit_application", id=id_of(application))

    assert [step["name"] for step in steps if step["isOpen"]] == ["send_back", "admit", "waitlist", "decline"]
    assert blocking(refused) == [("major_has_no_failed_course", "12(2)")]


def test_nobody_decides_on_their_own_application(recruiting: Recruiting):
    both = officer(Role.COLLEGE_OFFICER, recruiting.scenario.college)
    applicant = student(account_id=both.account_id, college=recruiting.scenario.college)
    application = recruiting.application("submitted", by=applicant)
    visitor = Visitor(applicant)
    with only_the_refusal_is_logged():
        refused = visitor.do("take_up_application", id=id_of(application))
    node = visitor.ask("application", id=id_of(application))["node"]

    assert (refused["__typename"], refused["article"]) == ("NotPermitted", "9")
    assert [step["name"] for step in node["steps"]] == ["withdraw"]


def test_after_the_list_is_handed_in_nothing_is_decided(recruiting: Recruiting):
    application = recruiting.application("waitlisted")
    for step in ("close", "complete_selection"):
        take_step(Intake, recruiting.intake.pk, step, by=recruiting.scenario.officer)
    visitor = recruiting.officer()
    with only_the_refusal_is_logged():
        refused = visitor.do("admit_application", id=id_of(application))

    assert blocking(refused) == [("intake_awaits_decisions", "9")]


def test_a_list_with_undecided_applications_is_not_handed_in(recruiting: Recruiting):
    under_review(recruiting)
    take_step(Intake, recruiting.intake.pk, "close", by=recruiting.scenario.officer)
    visitor = recruiting.officer()
    with only_the_refusal_is_logged():
        refused = visitor.do("complete_selection", id=id_of(recruiting.intake))

    assert blocking(refused) == [("every_application_is_decided", "9")]


def test_published_a_decision_is_read_and_every_applicant_has_one_letter(recruiting: Recruiting):
    mine = recruiting.application("admitted", reason="祝贺")
    other = recruiting.application("declined", by=student(), reason=REASON)
    for step in ("close", "complete_selection"):
        take_step(Intake, recruiting.intake.pk, step, by=recruiting.scenario.officer)
    before = OutboxMessage.objects.count()
    published = Visitor(recruiting.scenario.aao).do(
        "publish_admission_list", id=id_of(recruiting.intake), listNumber="微录 1 号"
    )
    hers = recruiting.student().ask("application", id=id_of(mine))["node"]

    assert (published["state"], OutboxMessage.objects.count() - before) == ("PUBLISHED", 2)
    assert (hers["state"], hers["decisionNote"], hers["intake"]["placesTaken"]) == ("ADMITTED", "祝贺", 1)
    assert hers["decidedAt"] is not None
    assert [entry["step"] for entry in hers["history"]] == ["begin", "submit", "take_up", "admit"]
    assert recruiting.student().ask("application", id=id_of(other)) == {"node": None}


def test_a_list_number_that_is_too_long_is_refused_by_its_name(recruiting: Recruiting):
    for step in ("close", "complete_selection"):
        take_step(Intake, recruiting.intake.pk, step, by=recruiting.scenario.officer)
    visitor = Visitor(recruiting.scenario.aao)
    with only_the_refusal_is_logged():
        refused = visitor.do("publish_admission_list", id=id_of(recruiting.intake), listNumber="长" * 61)

    assert faults(refused) == [(["listNumber"], "TOO_LONG")]


def test_an_intake_that_is_given_up_lets_its_applications_lapse_with_the_reason(recruiting: Recruiting):
    mine = recruiting.application("admitted")
    cancelled = recruiting.officer().do("cancel_intake", id=id_of(recruiting.intake), reason="人数不足")
    hers = recruiting.student().ask("application", id=id_of(mine))["node"]

    assert (cancelled["state"], hers["state"], hers["decisionNote"]) == ("CANCELLED", "LAPSED", "人数不足")
    assert (hers["steps"], Intake.objects.get().places_taken) == ([], 0)


@pytest.mark.parametrize("who", ["aao", "approver", "director", "other officer", "student of the college"])
def test_others_who_may_look_do_not_decide(recruiting: Recruiting, who: str):
    application = under_review(recruiting)
    scenario = recruiting.scenario
    actors = {
        "aao": scenario.aao,
        "approver": scenario.approver,
        "director": officer(Role.PROGRAMME_DIRECTOR, scenario.college),
        "other officer": officer(Role.COLLEGE_OFFICER, CollegeFactory()),
        "student of the college": student(college=scenario.college),
    }
    visitor = Visitor(actors[who])
    with nothing_changes() if actors[who].student_id else only_the_refusal_is_logged():
        refused = visitor.do("admit_application", id=id_of(application))

    assert refused["__typename"] == ("NotPermitted" if who == "aao" else "NotFound")


def test_who_may_stop_a_programme_reads_beforehand_what_follows(recruiting: Recruiting):
    recruiting.application("submitted")
    asked = "query ($id: ID!) { node(id: $id) { ... on Programme { steps { name foreseen } } } }"
    told = {}
    for name, reader in (("approver", recruiting.scenario.approver), ("officer", recruiting.scenario.officer)):
        steps = Visitor(reader).query(asked, id=id_of(recruiting.scenario.programme)).data["node"]["steps"]
        told[name] = {step["name"]: step["foreseen"] for step in steps}
    assert [len(lines) for lines in (told["approver"]["suspend"], told["officer"]["suspend"])] == [3, 0]


def test_a_suspended_programme_says_what_that_means_to_its_students(recruiting: Recruiting):
    programme, inputs = recruiting.scenario.programme, {"decision_number": "会议纪要 9"}
    asked = "query ($id: ID!) { node(id: $id) { ... on Programme { decision { number meaning } } } }"
    before = Visitor().query(asked, id=id_of(programme)).data["node"]["decision"]
    take_step(type(programme), programme.pk, "suspend", by=recruiting.scenario.approver, reason="停招", inputs=inputs)
    after = Visitor().query(asked, id=id_of(programme)).data["node"]["decision"]
    assert (before["meaning"], after["number"]) == ("", "会议纪要 9")
    assert "修读至结束" in after["meaning"]
