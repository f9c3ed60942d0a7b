"""A deed told twice under one key is done once."""

from __future__ import annotations

import pytest

from tests.factories import Scenario, student
from tests.workflows.ways import DECISION, REASON, every_step
from tests.workflows.witness import nothing_changes, only_the_refusal_is_logged
from workflows.models import Application, IdempotencyKey, Intake, Programme, Proposal
from workflows.regulation.actor import ANYONE, Role
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.drafts import begin
from workflows.services.people import grant_office
from workflows.services.refusals import InvalidInput, NotPermitted, StepRefused

pytestmark = pytest.mark.django_db
KEY = "6f9c1d1e"


@every_step
def test_told_again_a_step_answers_with_its_record_and_does_nothing(way):
    taken = way.take(key=KEY)
    with nothing_changes():
        told_again = way.take(key=KEY)
    assert (told_again, told_again.state, told_again.version) == (taken, taken.state, taken.version)


def test_told_again_after_the_record_moved_on_a_step_answers_with_the_record_as_it_is():
    scenario = Scenario()
    application = scenario.application("submitted", intake=scenario.open_intake())
    take_step(Application, application.pk, "take_up", by=scenario.officer, key=KEY)
    take_step(Application, application.pk, "admit", by=scenario.officer)
    with nothing_changes():
        told_again = take_step(Application, application.pk, "take_up", by=scenario.officer, key=KEY)
    assert told_again.state == "admitted"


def test_told_again_a_draft_is_the_same_draft():
    scenario = Scenario()
    intake, applicant = scenario.open_intake(), student()
    first = begin(Application, {"statement": "我想学习"}, by=applicant, under=intake, key=KEY)
    with nothing_changes():
        again = begin(Application, {"statement": "我想学习"}, by=applicant, under=intake, key=KEY)
    assert again == first


def test_a_key_that_was_used_for_another_reason_is_refused():
    scenario = Scenario()
    scenario.establish()
    told = {"by": scenario.approver, "inputs": DECISION, "key": KEY}
    take_step(Programme, scenario.programme.pk, "suspend", reason=REASON, **told)
    with only_the_refusal_is_logged(), pytest.raises(InvalidInput) as refused:
        take_step(Programme, scenario.programme.pk, "suspend", reason="另一个理由", **told)
    assert [fault.code for fault in refused.value.faults] == ["IDEMPOTENCY_KEY_REUSED"]


def test_a_key_that_was_used_for_another_record_is_refused():
    scenario = Scenario()
    intake = scenario.open_intake()
    first, second = (scenario.application("submitted", intake=intake) for _ in range(2))
    take_step(Application, first.pk, "take_up", by=scenario.officer, key=KEY)
    with only_the_refusal_is_logged(), pytest.raises(InvalidInput):
        take_step(Application, second.pk, "take_up", by=scenario.officer, key=KEY)


@pytest.mark.parametrize("key", ["k" * 81, "k\x00", "k\ud83d"])
def test_a_key_that_cannot_be_kept_is_refused(key):
    scenario = Scenario()
    application = scenario.application("submitted", intake=scenario.open_intake())
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        take_step(Application, application.pk, "take_up", by=scenario.officer, key=key)
    assert [fault.path for fault in refused.value.faults] == [("idempotencyKey",)]


def test_a_key_is_one_actors_own():
    scenario = Scenario()
    intake = scenario.open_intake()
    first, second = student(), student()
    for applicant in (first, second):
        draft = begin(Application, {"statement": "我想学习"}, by=applicant, under=intake, key=KEY)
        assert draft.student_id == applicant.student_id
    assert IdempotencyKey.objects.filter(key=KEY).count() == 2


def test_a_key_is_one_deeds_own():
    scenario = Scenario()
    intake = scenario.open_intake()
    application = scenario.application("submitted", intake=intake)
    take_step(Application, application.pk, "take_up", by=scenario.officer, key=KEY)
    take_step(Intake, intake.pk, "close", by=scenario.officer, key=KEY)
    assert IdempotencyKey.objects.filter(key=KEY).count() == 2


def submit(scenario: Scenario) -> Proposal:
    by = actor_of(scenario.director.account)
    return take_step(Proposal, scenario.proposal.pk, "submit", by=by, key=KEY)


def test_a_refused_step_leaves_its_key_free_for_the_next_attempt():
    scenario = Scenario(director={"title_level": "intermediate"})
    with only_the_refusal_is_logged(), pytest.raises(StepRefused):
        submit(scenario)
    scenario.director.title_level = "senior"
    scenario.director.save()
    assert submit(scenario).state == "submitted"


def test_who_has_not_signed_in_is_refused_with_a_key_too():
    scenario = Scenario()
    application = scenario.application("submitted", intake=scenario.open_intake())
    with only_the_refusal_is_logged(), pytest.raises(NotPermitted):
        take_step(Application, application.pk, "take_up", by=ANYONE, key=KEY)


def test_a_key_does_not_give_back_an_office_that_was_withdrawn():
    scenario = Scenario()
    application = scenario.application("submitted", intake=scenario.open_intake())
    membership = grant_office(scenario.director.account, Role.COLLEGE_OFFICER, scenario.college)
    take_step(Application, application.pk, "take_up", by=actor_of(scenario.director.account), key=KEY)
    membership.delete()
    with nothing_changes():
        told_again = take_step(Application, application.pk, "take_up", by=actor_of(scenario.director.account), key=KEY)
    assert told_again.state == "under_review"  # the answer to what they did themselves, and nothing new
