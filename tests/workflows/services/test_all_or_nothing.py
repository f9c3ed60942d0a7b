"""A deed is done as a whole or not at all, even when it breaks off after its last write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Never

import pytest

from tests.factories import Scenario, courses, student
from tests.workflows.ways import REASON, every_step
from tests.workflows.witness import nothing_changes
from workflows.models import Application, Record
from workflows.selectors.people import actor_of
from workflows.services import door, programmes
from workflows.services.drafts import begin, revise
from workflows.services.idempotency import Claim
from workflows.services.log import append_entry
from workflows.services.parts import write_rows
from workflows.services.programmes import propose_programme
from workflows.services.refusals import InvalidInput
from workflows.services.waivers import ask_for_waiver

pytestmark = pytest.mark.django_db


class PowerCut(Exception):
    """Comes after the last write."""


def cut_after(write: Callable[..., Any]) -> Callable[..., Never]:
    def cut(*args: Any, **how: Any) -> Never:
        write(*args, **how)
        raise PowerCut

    return cut


@every_step
def test_a_step_that_breaks_off_after_its_last_write_changes_nothing(way, monkeypatch):
    monkeypatch.setattr(Claim, "fulfil", cut_after(Claim.fulfil))
    with nothing_changes(), pytest.raises(PowerCut):
        way.take(key="told with a key, whose answer is written last")


def start(scenario: Scenario) -> Callable[[], Record]:
    intake, applicant = scenario.open_intake(), student()
    return lambda: begin(Application, {}, by=applicant, under=intake, key="a key")


def rewrite(scenario: Scenario) -> Callable[[], Record]:
    applicant = student()
    draft = scenario.application(intake=scenario.open_intake(), by=applicant)
    return lambda: revise(Application, draft.pk, {"statement": "改写"}, by=applicant)


def ask(scenario: Scenario) -> Callable[[], Record]:
    asker = actor_of(scenario.director.account)
    scenario.write_plan(courses(credits="3", teacher=scenario.director))
    return lambda: ask_for_waiver(scenario.proposal, "carries_enough_credits", reason=REASON, by=asker)


@pytest.mark.parametrize("deed", [start, rewrite, ask])
def test_a_deed_that_breaks_off_after_its_entry_in_the_log_changes_nothing(deed, monkeypatch):
    done = deed(Scenario())
    monkeypatch.setattr(door, "append_entry", cut_after(append_entry))
    with nothing_changes(), pytest.raises(PowerCut):
        done()


def test_a_proposal_that_breaks_off_after_its_plan_changes_nothing(monkeypatch):
    scenario = Scenario()
    by = actor_of(scenario.director.account)
    monkeypatch.setattr(programmes, "write_rows", cut_after(write_rows))
    with nothing_changes(), pytest.raises(PowerCut):
        propose_programme(
            by=by, college=scenario.college, code="WZY-2", title="数字营销", director=scenario.director,
            courses=courses(teacher=scenario.director),
        )  # fmt: skip


def test_an_intake_whose_colleges_cannot_be_kept_is_not_planned():
    scenario = Scenario()
    scenario.establish()
    with nothing_changes(), pytest.raises(InvalidInput, match="recruits_colleges"):
        scenario.plan_intake(recruits_colleges=[scenario.college.pk, 0])
