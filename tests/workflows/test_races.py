"""
Many at once, over real connections: who comes first wins, once, and the others are told.

The last tests are negative controls: without the locks and without the constraint the same crowd does break the
rule, so that the tests above can fail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import Scenario, officer, student
from tests.workflows.crowds import (
    crowd_under_review,
    drafts_of_one,
    drop,
    hold_nothing_still,
    lock_nothing,
    together,
    violated,
)
from tests.workflows.ways import DECLARED, OPINION, REASON, named_expert
from workflows.models import Application, Intake, LogEntry, OutboxMessage, Programme, Proposal, Review
from workflows.models.attachment import private_files
from workflows.regulation.actor import Actor, Role
from workflows.selectors.handled import attachments_on
from workflows.selectors.log import log_breaks
from workflows.services.attachments import attach
from workflows.services.door import take_step
from workflows.services.drafts import begin
from workflows.services.refusals import StepNotFromHere, StepRefused

pytestmark = pytest.mark.django_db(transaction=True)


def outcomes(results: Sequence[Any]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


def admission(pk: int, by: Actor) -> Callable[[], Application]:
    return lambda: take_step(Application, pk, "admit", by=by)


def decision(pk: int, step: str, by: Actor) -> Callable[[], Application]:
    return lambda: take_step(Application, pk, step, by=by, reason=REASON)


def entries(pk: int, step: str, outcome: str = "taken") -> int:
    return LogEntry.objects.filter(kind="application", record_id=pk, step=step, outcome=outcome).count()


def test_80_admissions_at_once_to_30_places_admit_exactly_30():
    scenario = Scenario()
    intake, applications = crowd_under_review(scenario, 80, places=30)
    for _ in range(2):
        results = together([admission(pk, scenario.officer) for pk in applications])
        assert outcomes(results) == {"Application": 30, "StepRefused": 50}
        assert {f.rule for r in results if isinstance(r, StepRefused) for f in r.findings if f.blocks} == {
            "a_place_is_left"
        }
        admitted = Application.objects.filter(intake=intake, state="admitted")
        assert (admitted.count(), Intake.objects.get(pk=intake.pk).places_taken) == (30, 30)
        for pk in admitted.values_list("pk", flat=True):
            take_step(Application, pk, "reconsider", by=scenario.officer, reason=REASON)
    assert list(log_breaks()) == []


def test_200_submissions_at_once_by_one_student_count_exactly_one():
    scenario, applicant = Scenario(), student()
    drafts = drafts_of_one(scenario, applicant, 20)
    deeds = [lambda pk=pk: take_step(Application, pk, "submit", by=applicant) for pk in drafts * 10]
    results = together(deeds)
    assert outcomes(results)["Application"] == 1
    assert set(outcomes(results)) <= {"Application", "StepRefused", "StepNotFromHere"}
    counted = Application.objects.filter(student_id=applicant.student_id, period_ordinal__isnull=False)
    assert [application.period_ordinal for application in counted] == [1]


def test_200_submissions_at_once_with_a_reason_count_each_intake_once():
    scenario, applicant = Scenario(), student()
    drafts = drafts_of_one(scenario, applicant, 20)
    deeds = [lambda pk=pk: take_step(Application, pk, "submit", by=applicant, reason=REASON) for pk in drafts * 10]
    assert outcomes(together(deeds)) == {"Application": 20, "StepNotFromHere": 180}
    counted = Application.objects.filter(student_id=applicant.student_id).order_by("period_ordinal")
    assert [application.period_ordinal for application in counted] == list(range(1, 21))
    assert [application.exception_reason for application in counted] == ["", *[REASON] * 19]


def test_30_files_at_once_are_as_many_attachments_as_a_record_may_have():
    scenario = Scenario()
    intake = scenario.open_intake()
    before = set(private_files().listdir("")[1]) if private_files().exists("") else set()
    file = partial(SimpleUploadedFile, "a.txt", b"text")
    results = together([lambda: attach(intake, file(), by=scenario.officer) for _ in range(30)])
    assert outcomes(results) == {"Attachment": 20, "InvalidInput": 10}
    kept = {attachment.file.name for attachment in attachments_on(intake)}
    assert (len(kept), set(private_files().listdir("")[1]) - before) == (20, kept)


def test_two_officers_decide_the_same_application_and_one_wins():
    scenario = Scenario()
    _, applications = crowd_under_review(scenario, 25, places=25)
    for pk in applications:
        results = together([decision(pk, step, scenario.officer) for step in ("admit", "decline") * 2])
        assert outcomes(results) == {"Application": 1, "StepNotFromHere": 3}
        (winner,) = (result for result in results if isinstance(result, Application))
        losers = [result for result in results if isinstance(result, StepNotFromHere)]
        assert {loser.state for loser in losers} == {winner.state}  # the loser is told who won
        assert Application.objects.get(pk=pk).state == winner.state
        assert entries(pk, "admit") + entries(pk, "decline") == 1
        assert entries(pk, "admit", "refused") + entries(pk, "decline", "refused") == 3
    assert list(log_breaks()) == []


def test_two_officers_decide_the_same_proposal_and_one_wins():
    scenario = Scenario()
    colleague = officer(Role.COLLEGE_OFFICER, scenario.college)
    proposal = scenario.take("submit")
    for _ in range(100):
        endorse = partial(take_step, Proposal, proposal.pk, "endorse", by=scenario.officer)
        send_back = partial(take_step, Proposal, proposal.pk, "send_back", by=colleague, reason=REASON)
        results = together([endorse, send_back] * 2)
        # One that was endorsed may still be sent back, but by the office that looks at it now.
        assert outcomes(results)["Proposal"] == 1
        assert set(outcomes(results)) <= {"Proposal", "StepNotFromHere", "NotPermitted"}
        if Proposal.objects.get(pk=proposal.pk).state == "endorsed":
            take_step(Proposal, proposal.pk, "send_back", by=scenario.aao, reason=REASON)
        scenario.take("submit")
    assert list(log_breaks()) == []


def test_an_opinion_is_given_while_the_review_is_concluded_and_counts_or_is_refused():
    scenario = Scenario()
    scenario.take("submit")
    for _ in range(5):
        scenario.take("endorse", "accept")
        review, by = named_expert(scenario, DECLARED)
        give = partial(take_step, Review, review.pk, "give", by=by, inputs=OPINION)
        conclude = partial(take_step, Proposal, scenario.proposal.pk, "conclude", by=scenario.aao)
        given, concluded = together([give, conclude])
        assert concluded.state == "reviewed"
        state = Review.objects.get(pk=review.pk).state
        assert state == ("given" if isinstance(given, Review) else "released")
        take_step(Proposal, scenario.proposal.pk, "send_back", by=scenario.approver, reason=REASON)
        scenario.take("submit")


def test_one_student_in_two_intakes_is_admitted_once():
    scenario, applicant = Scenario(), student()
    for _ in range(5):
        both = [
            scenario.application("under_review", intake=scenario.open_intake(), by=applicant, reason=REASON)
            for _ in range(2)
        ]
        results = together(
            [lambda pk=a.pk: take_step(Application, pk, "admit", by=scenario.officer, reason=REASON) for a in both]
        )
        assert outcomes(results) == {"Application": 1, "StepRefused": 1}
        for application in both:
            take_step(Application, application.pk, "withdraw", by=applicant)


def test_one_key_told_40_times_at_once_is_one_step():
    scenario = Scenario()
    application = scenario.application("submitted", intake=scenario.open_intake())
    results = together(
        [lambda: take_step(Application, application.pk, "take_up", by=scenario.officer, key="one key")] * 40
    )
    assert outcomes(results) == {"Application": 40}
    assert {(result.pk, result.state, result.version) for result in results} == {(application.pk, "under_review", 3)}
    assert entries(application.pk, "take_up") == 1


def test_one_key_told_40_times_at_once_is_one_draft():
    scenario, applicant = Scenario(), student()
    intake = scenario.open_intake()
    results = together([lambda: begin(Application, {}, by=applicant, under=intake, key="one key")] * 40)
    assert len({result.pk for result in results}) == 1
    assert Application.objects.filter(intake=intake).count() == 1


def test_an_intake_is_cancelled_while_its_college_decides_and_nobody_is_left_behind():
    scenario = Scenario()
    for _ in range(2):
        intake, applications = crowd_under_review(scenario, 12, places=5)
        deeds = [admission(pk, scenario.officer) for pk in applications]
        cancel = [lambda pk=intake.pk: take_step(Intake, pk, "cancel", by=scenario.officer, reason=REASON)]
        results = together(deeds[:6] + cancel + deeds[6:])
        assert set(outcomes(results)) <= {"Application", "Intake", "StepRefused", "StepNotFromHere"}
        assert Intake.objects.get(pk=intake.pk).state == "cancelled"
        assert set(Application.objects.filter(intake=intake).values_list("state", flat=True)) == {"lapsed"}


def starts_and_a_cancelling(scenario: Scenario) -> tuple[Intake, list[Callable[[], Any]]]:
    """Answer an intake, twenty students who start an application to it, and in their midst whoever cancels it."""
    intake = scenario.open_intake()
    starts = [lambda by=by: begin(Application, {}, by=by, under=intake) for by in (student() for _ in range(20))]
    cancel = [lambda: take_step(Intake, intake.pk, "cancel", by=scenario.officer, reason=REASON)]
    return intake, starts[:10] + cancel + starts[10:]


def left_behind(intake: Intake) -> int:
    return Application.objects.filter(intake=intake, intake__state="cancelled").exclude(state="lapsed").count()


def test_an_intake_is_cancelled_while_students_start_and_nobody_is_left_behind():
    scenario = Scenario()
    for _ in range(3):
        intake, deeds = starts_and_a_cancelling(scenario)
        assert set(outcomes(together(deeds))) <= {"Application", "Intake", "InvalidInput"}
        assert Intake.objects.get(pk=intake.pk).state == "cancelled"
        assert left_behind(intake) == 0


def test_nobody_applies_from_the_instant_of_a_suspension_on():
    for _ in range(3):
        scenario = Scenario()
        intake = scenario.open_intake(places=30)
        drafts = [(by, begin(Application, {}, by=by, under=intake)) for by in (student() for _ in range(12))]
        submits = [partial(take_step, Application, draft.pk, "submit", by=by) for by, draft in drafts]
        inputs = {"decision_number": "会议纪要 9"}
        suspend = partial(
            take_step, Programme, scenario.programme.pk, "suspend", by=scenario.approver, reason=REASON, inputs=inputs
        )
        results = together([*submits[:6], suspend, *submits[6:]])
        assert set(outcomes(results)) <= {"Application", "Programme", "StepRefused"}
        taken = LogEntry.objects.filter(outcome="taken")
        suspended = taken.get(kind="programme", record_id=scenario.programme.pk, step="suspend")
        submitted = taken.filter(kind="application", step="submit", record_id__in=[one.pk for _, one in drafts])
        assert submitted.count() == outcomes(results)["Application"]
        assert not submitted.filter(pk__gt=suspended.pk).exists()


def test_a_letter_is_written_once_for_each_submission_that_won():
    scenario = Scenario()
    intake, applicant = scenario.open_intake(), student()
    draft = begin(Application, {}, by=applicant, under=intake)
    together([lambda: take_step(Application, draft.pk, "submit", by=applicant)] * 20)
    assert OutboxMessage.objects.filter(payload__account=applicant.account_id).count() == 1


# Negative controls ---------------------------------------------------------------------------------------------------


@pytest.fixture
def nothing_is_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    lock_nothing(monkeypatch)


@pytest.mark.breaks_invariants
def test_without_locks_and_constraint_more_are_admitted_than_there_are_places(nothing_is_locked):
    scenario = Scenario()
    intake, applications = crowd_under_review(scenario, 30, places=8)
    drop("intake", "art6_4_no_more_than_the_places")
    together([admission(pk, scenario.officer) for pk in applications])
    assert Application.objects.filter(intake=intake, state="admitted").count() > 8
    assert violated() == {"art6_4_no_more_than_the_places"}


@pytest.mark.breaks_invariants
def test_without_locks_and_constraint_several_applications_count_as_the_first(nothing_is_locked):
    scenario, applicant = Scenario(), student()
    drafts = drafts_of_one(scenario, applicant, 20)
    drop("application", "art12_1_counted_once")
    together([lambda pk=pk: take_step(Application, pk, "submit", by=applicant) for pk in drafts])
    assert violated() == {"art12_1_counted_once", "art12_1_one_a_period_or_a_reason"}


def test_unless_the_intake_is_held_still_students_are_left_behind_in_a_cancelled_one(monkeypatch: pytest.MonkeyPatch):
    hold_nothing_still(monkeypatch)
    intake, deeds = starts_and_a_cancelling(Scenario())
    together(deeds)
    assert left_behind(intake) > 0


def test_without_locks_the_constraint_still_holds(nothing_is_locked):
    """The second wall: where a lock is forgotten the database refuses, if less kindly."""
    scenario = Scenario()
    intake, applications = crowd_under_review(scenario, 30, places=8)
    results = outcomes(together([admission(pk, scenario.officer) for pk in applications]))
    assert results["Application"] == Application.objects.filter(intake=intake, state="admitted").count() == 8
    assert results["IntegrityError"] > 0
