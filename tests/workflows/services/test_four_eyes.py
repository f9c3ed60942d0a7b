"""Nobody decides on what they submitted, even when they hold both offices."""

from __future__ import annotations

import pytest

from tests.factories import Scenario, student
from tests.workflows.ways import DECISION, REASON
from tests.workflows.witness import only_the_refusal_is_logged
from workflows.models import Account, Application, Programme
from workflows.regulation.actor import Role
from workflows.selectors.judging import steps_of
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.people import grant_office
from workflows.services.refusals import NotPermitted

pytestmark = pytest.mark.django_db


def test_who_proposed_a_programme_does_not_decide_for_the_school():
    scenario = Scenario()
    grant_office(scenario.director.account, Role.SCHOOL_APPROVER)
    proposer = actor_of(scenario.director.account)
    for step in steps_of(Programme):
        with only_the_refusal_is_logged(), pytest.raises(NotPermitted):
            take_step(Programme, scenario.programme.pk, step, by=proposer, reason=REASON, inputs=DECISION)


def test_an_officer_who_studies_does_not_decide_her_own_application():
    scenario, applicant = Scenario(), student()
    application = scenario.application("under_review", intake=scenario.open_intake(), by=applicant)
    account = Account.objects.get(pk=applicant.account_id)
    grant_office(account, Role.COLLEGE_OFFICER, scenario.college)
    officer = actor_of(account)
    for step in ("admit", "waitlist", "decline", "send_back", "reconsider"):
        with only_the_refusal_is_logged(), pytest.raises(NotPermitted):
            take_step(Application, application.pk, step, by=officer, reason=REASON)
