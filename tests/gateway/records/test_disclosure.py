"""What the college decided stays hidden from the applicant until the list is published, wherever she looks (Art. 17)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cms.addresses import path_of, site_roots
from tests.factories import student
from tests.gateway.asking import Visitor
from tests.gateway.recruiting import Recruiting, id_of
from workflows.models import Account, Application, Intake
from workflows.regulation.actor import Role
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.people import grant_office

pytestmark = pytest.mark.django_db
NOTE = "只有学院知道的话"
every_decision = pytest.mark.parametrize("step", ["admit", "waitlist", "decline"])


def decided(recruiting: Recruiting, step: str, note: str = NOTE) -> Application:
    """Answer the applicant's application as the college has decided it."""
    application = recruiting.application("under_review")
    return take_step(Application, application.pk, step, by=recruiting.scenario.officer, reason=note)


def read(recruiting: Recruiting, application: Application) -> dict[str, Any]:
    """Answer all that the applicant is shown of her application."""
    shown: dict[str, Any] = recruiting.student().ask("application", id=id_of(application))["node"]
    return shown


def without_what_grows(shown: dict[str, Any]) -> dict[str, Any]:
    """Answer what is shown but what two applications cannot share."""
    return {name: value for name, value in shown.items() if name not in {"id", "history", "submittedAt"}}


def steps_told(shown: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """Answer the history that is shown: steps, whether they were taken, and their states."""
    return [(e["step"], e["outcome"], e["fromState"], e["toState"]) for e in shown["history"]]


def publish(recruiting: Recruiting) -> None:
    """Let the school publish the list."""
    for step in ("close", "complete_selection"):
        take_step(Intake, recruiting.intake.pk, step, by=recruiting.scenario.officer)
    take_step(Intake, recruiting.intake.pk, "publish", by=recruiting.scenario.aao, inputs={"list_number": "第 1 号"})


@every_decision
def test_what_is_decided_reads_as_what_is_not(recruiting: Recruiting, step: str):
    under_review = without_what_grows(read(recruiting, recruiting.application("under_review")))
    recruiting.student().do("withdraw_application", id=id_of(Application.objects.get()))
    shown = read(recruiting, decided(recruiting, step))

    assert without_what_grows(shown) == under_review
    assert NOTE not in json.dumps(shown, ensure_ascii=False)


@every_decision
def test_an_attempt_that_is_refused_does_not_tell_her(recruiting: Recruiting, step: str):
    application = decided(recruiting, step)
    recruiting.student().do("submit_application", id=id_of(application))

    assert steps_told(read(recruiting, application))[-1] == ("submit", "REFUSED", "under_review", "under_review")


@every_decision
def test_withdrawing_does_not_tell_her(recruiting: Recruiting, step: str):
    application = decided(recruiting, step)
    recruiting.student().do("withdraw_application", id=id_of(application))
    shown = read(recruiting, application)

    assert (shown["state"], shown["decidedAt"], shown["decisionNote"]) == ("WITHDRAWN", None, "")
    assert steps_told(shown)[-1] == ("withdraw", "TAKEN", "under_review", "withdrawn")


@every_decision
def test_an_intake_that_is_cancelled_does_not_tell_her(recruiting: Recruiting, step: str):
    application = decided(recruiting, step)
    take_step(Intake, recruiting.intake.pk, "cancel", by=recruiting.scenario.officer, reason="报名人数不足")
    shown = read(recruiting, application)

    assert (shown["state"], shown["decidedAt"], shown["decisionNote"]) == ("LAPSED", None, "报名人数不足")
    assert steps_told(shown)[-1] == ("lapse", "TAKEN", "under_review", "lapsed")


@every_decision
def test_published_she_reads_the_last_decision_and_none_that_was_reconsidered(recruiting: Recruiting, step: str):
    application = decided(recruiting, step, "先前的意见")
    officer = recruiting.officer()
    officer.do("reconsider_application", id=id_of(application), reason="复核")
    officer.do("waitlist_application", id=id_of(application), reason="第二次")
    officer.do("admit_application", id=id_of(application), reason=NOTE)
    publish(recruiting)
    shown = read(recruiting, application)

    assert (shown["state"], shown["decisionNote"]) == ("ADMITTED", NOTE)
    assert steps_told(shown)[-2:] == [
        ("take_up", "TAKEN", "submitted", "under_review"),
        ("admit", "TAKEN", "under_review", "admitted"),
    ]
    assert "先前的意见" not in json.dumps(shown, ensure_ascii=False)


def test_a_full_intake_looks_to_the_public_like_one_with_places(recruiting: Recruiting):
    Intake.objects.filter(pk=recruiting.intake.pk).update(places=1)
    path = path_of(recruiting.page, site_roots())
    before = Visitor().ask("programme", path=path)
    recruiting.application("admitted", by=student())

    assert Visitor().ask("programme", path=path) == before
    assert before["page"]["programme"]["recruitment"]["status"] == "OPEN"


def test_the_version_counts_what_she_was_told_of_and_nothing_else(recruiting: Recruiting):
    application = decided(recruiting, "admit")
    told = read(recruiting, application)["version"]
    officer = recruiting.scenario.officer
    for step in ("reconsider", "decline", "reconsider", "waitlist"):
        take_step(Application, application.pk, step, by=officer, reason=NOTE)

    assert read(recruiting, application)["version"] == told == 3
    publish(recruiting)
    assert read(recruiting, application)["version"] == Application.objects.get().version == 8


def test_what_she_looked_at_is_compared_with_what_she_was_told_of(recruiting: Recruiting):
    application = decided(recruiting, "admit")
    given = {"id": id_of(application), "expectedVersion": read(recruiting, application)["version"]}

    stale = recruiting.student().do("withdraw_application", **given | {"expectedVersion": application.version})
    assert (stale["__typename"], stale["current"]["version"]) == ("VersionConflict", given["expectedVersion"])
    assert recruiting.student().do("withdraw_application", **given)["state"] == "WITHDRAWN"


@every_decision
def test_an_applicant_who_holds_an_office_reads_no_more_of_her_own(recruiting: Recruiting, step: str):
    application = decided(recruiting, step)
    shown = read(recruiting, application)
    account = Account.objects.get(pk=recruiting.applicant.account_id)
    for role, college in ((Role.COLLEGE_OFFICER, recruiting.scenario.college), (Role.AAO_OFFICER, None)):
        grant_office(account, role, college)
    now = Visitor(actor_of(account)).ask("application", id=id_of(application))["node"]

    assert steps_told(now) == steps_told(shown)
    assert (now["state"], now["decisionNote"], now["version"]) == (shown["state"], "", shown["version"])
    assert NOTE not in json.dumps(now, ensure_ascii=False)
