"""For every step of every record, a record from which it is open, and whose duty it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import pytest

from tests.factories import TO_THE_SCHOOL, CollegeFactory, Scenario, courses, officer, student
from tests.workflows.drafts import start_of
from workflows.models import (
    RECORDS,
    AnnualReview,
    Application,
    Consent,
    Intake,
    Programme,
    Proposal,
    Record,
    Review,
    ReviewLink,
    Waiver,
)
from workflows.models.record import kind_of
from workflows.regulation.actor import Actor, Role
from workflows.selectors.judging import steps_of
from workflows.selectors.people import actor_of, job
from workflows.services import plans
from workflows.services.consequences import CONSEQUENCES
from workflows.services.door import take_step
from workflows.services.drafts import begin
from workflows.services.waivers import ask_for_waiver

REASON = "会议讨论决定"
DECISION = {"decision_number": "会议纪要 2026-2"}
LIST = {"list_number": "2026-1"}


@dataclass(frozen=True)
class Way:
    """A step that is open: of which record, to whom, with which reason and inputs."""

    record: Record
    step: str
    by: Actor
    reason: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)

    def take(self, **how: Any) -> Any:
        """Take it."""
        told = {"by": self.by, "reason": self.reason, "inputs": self.inputs} | how
        return take_step(type(self.record), self.record.pk, self.step, **told)


def all_steps() -> list[tuple[type[Record], str]]:
    """Answer every step of every kind of record."""
    return [(model, step) for model in RECORDS for step in steps_of(model)]


def steps_to_take(*found: tuple[type[Record], str]) -> pytest.MarkDecorator:
    """Let a test's `way` lead to each of these steps in turn."""
    named = [pytest.param((model, step), id=f"{kind_of(model)}-{step}") for model, step in found]
    return pytest.mark.parametrize("way_of_the_module", named, indirect=True)


every_step = steps_to_take(*all_steps())


def way_to(scenario: Scenario, model: type[Record], step: str) -> Way:
    """Let everybody do what leads to a step, and answer the step."""
    if way := _WAYS.get((model, step)):
        return way(scenario)
    return _from_its_beginning(scenario, model, step)


def _from_its_beginning(scenario: Scenario, model: type[Record], step: str) -> Way:
    """Answer a step of a record that has just begun, for whoever of the scenario has its duty."""
    start, declared = start_of(scenario, model), steps_of(model)[step]
    record = start.take()
    by = next(
        one for one in (start.by, scenario.officer, scenario.aao, scenario.approver) if declared.duty(record, one)
    )
    return Way(record, step, by, REASON if declared.manner.needs_reason else "")


def asked_waiver(scenario: Scenario) -> Waiver:
    """Answer a waiver that the director asked for, since the plan carries too many credits."""
    scenario.write_plan(courses(7, "2.5", teacher=scenario.director))
    by = actor_of(scenario.director.account)
    return ask_for_waiver(scenario.proposal, "carries_enough_credits", reason="校企合作课程", by=by)


def _programme(step: str, *before: str) -> Callable[[Scenario], Way]:
    def way(scenario: Scenario) -> Way:
        programme: Record = scenario.establish()
        for earlier in before:
            programme = Way(programme, earlier, scenario.approver, REASON, DECISION).take()
        return Way(programme, step, scenario.approver, REASON, DECISION)

    return way


def _proposal(step: str, *before: str, whose: str, **how: Any) -> Callable[[Scenario], Way]:
    def way(scenario: Scenario) -> Way:
        proposal = scenario.take(*before)
        by = actor_of(scenario.director.account) if whose == "director" else getattr(scenario, whose)
        return Way(proposal, step, by, **how)

    return way


def _approved_and_not_yet_established(scenario: Scenario) -> Way:
    """Answer the step that follows from the approval of a proposal, in the moment between the two."""
    with patch.dict(CONSEQUENCES, {(Proposal, "establish"): (plans.freeze_version,)}):
        scenario.take(*TO_THE_SCHOOL, "establish")
    return Way(scenario.programme, "establish", job("portal"), "", DECISION)


def asked_consent(scenario: Scenario) -> tuple[Consent, Actor]:
    """Answer a consent that the director asked another college for, and an officer of that college."""
    by = actor_of(scenario.director.account)
    other = CollegeFactory()
    consent = begin(Consent, {"college": other.pk}, by=by, under=scenario.proposal)
    return consent, officer(Role.COLLEGE_OFFICER, other)


def _consent(step: str, **how: Any) -> Callable[[Scenario], Way]:
    def way(scenario: Scenario) -> Way:
        consent, by = asked_consent(scenario)
        return Way(consent, step, by, **how)

    return way


def _intake(step: str, *before: str, whose: str = "officer", **how: Any) -> Callable[[Scenario], Way]:
    def way(scenario: Scenario) -> Way:
        scenario.establish()
        intake = scenario.plan_intake()
        for earlier in before:
            intake = take_step(Intake, intake.pk, earlier, by=scenario.officer)
        return Way(intake, step, getattr(scenario, whose), **how)

    return way


def _application(step: str, state: str, *, whose: str = "officer", **how: Any) -> Callable[[Scenario], Way]:
    def way(scenario: Scenario) -> Way:
        applicant = student(college=scenario.college)
        made = scenario.application(state, intake=scenario.open_intake(), by=applicant, reason=REASON)
        actors = {"officer": scenario.officer, "student": applicant, "portal": job("portal")}
        return Way(made, step, actors[whose], **how)

    return way


def _waiver(step: str) -> Callable[[Scenario], Way]:
    return lambda scenario: Way(asked_waiver(scenario), step, scenario.aao, REASON)


OPINION = {
    "favours": "favourable", "aims": 5, "scheme": 4, "team": 4, "commitment": 3, "procedure": 5, "remarks": "建议开设",
}  # fmt: skip


def named_expert(scenario: Scenario, *before: tuple[str, dict[str, Any]]) -> tuple[Review, Actor]:
    """Answer a review for which an expert was named, and the expert, after some steps."""
    start = start_of(scenario, Review)
    review: Review = start.take()
    by = actor_of(review.expert.account)
    for step, inputs in before:
        review = take_step(Review, review.pk, step, by=by, inputs=inputs)
    return review, by


DECLARED = ("accept", {"is_independent": True})


def _review(step: str, *before: tuple[str, dict[str, Any]], **how: Any) -> Callable[[Scenario], Way]:
    def way(scenario: Scenario) -> Way:
        review, by = named_expert(scenario, *before)
        return Way(review, step, scenario.aao if step == "release" else by, **how)

    return way


def _revoked_link(scenario: Scenario) -> Way:
    return Way(start_of(scenario, ReviewLink).take(), "revoke", scenario.aao)


CONTINUED = DECISION | {"places": 30}


def _annual_review(step: str, *, whose: str = "approver", **how: Any) -> Callable[[Scenario], Way]:
    def way(scenario: Scenario) -> Way:
        review = start_of(scenario, AnnualReview).take()
        if step != "submit":
            review = take_step(AnnualReview, review.pk, "submit", by=scenario.officer)
        return Way(review, step, getattr(scenario, whose), **how)

    return way


_WAYS: Mapping[tuple[type[Record], str], Callable[[Scenario], Way]] = {
    (Programme, "establish"): _approved_and_not_yet_established,
    (Programme, "suspend"): _programme("suspend"),
    (Programme, "resume"): _programme("resume", "suspend"),
    (Programme, "revoke"): _programme("revoke"),
    (Proposal, "submit"): _proposal("submit", whose="director"),
    (Proposal, "endorse"): _proposal("endorse", "submit", whose="officer"),
    (Proposal, "accept"): _proposal("accept", "submit", "endorse", whose="aao"),
    (Proposal, "conclude"): _proposal("conclude", "submit", "endorse", "accept", whose="aao"),
    (Proposal, "establish"): _proposal("establish", *TO_THE_SCHOOL, whose="approver", inputs=DECISION),
    (Proposal, "send_back"): _proposal("send_back", "submit", whose="officer", reason=REASON),
    (Proposal, "reject"): _proposal("reject", "submit", "endorse", whose="aao", reason=REASON),
    (Proposal, "withdraw"): _proposal("withdraw", "submit", whose="director"),
    (Consent, "give"): _consent("give"),
    (Consent, "refuse"): _consent("refuse", reason=REASON),
    (Consent, "drop"): lambda scenario: Way(asked_consent(scenario)[0], "drop", actor_of(scenario.director.account)),
    (Review, "accept"): _review("accept", inputs=DECLARED[1]),
    (Review, "recuse"): _review("recuse", reason=REASON),
    (Review, "give"): _review("give", DECLARED, inputs=OPINION),
    (Review, "release"): _review("release", DECLARED, reason=REASON),
    (ReviewLink, "revoke"): _revoked_link,
    (AnnualReview, "submit"): _annual_review("submit", whose="officer"),
    (AnnualReview, "send_back"): _annual_review("send_back", reason=REASON),
    (AnnualReview, "go_on"): _annual_review("go_on", inputs=CONTINUED),
    (AnnualReview, "suspend"): _annual_review("suspend", reason=REASON, inputs=DECISION),
    (AnnualReview, "revoke"): _annual_review("revoke", reason=REASON, inputs=DECISION),
    (Intake, "open"): _intake("open"),
    (Intake, "close"): _intake("close", "open"),
    (Intake, "complete_selection"): _intake("complete_selection", "open", "close"),
    (Intake, "publish"): _intake("publish", "open", "close", "complete_selection", whose="aao", inputs=LIST),
    (Intake, "cancel"): _intake("cancel", "open", reason=REASON),
    (Application, "take_up"): _application("take_up", "submitted"),
    (Application, "send_back"): _application("send_back", "under_review", reason=REASON),
    (Application, "admit"): _application("admit", "under_review"),
    (Application, "waitlist"): _application("waitlist", "under_review"),
    (Application, "decline"): _application("decline", "waitlisted", reason=REASON),
    (Application, "reconsider"): _application("reconsider", "admitted", reason=REASON),
    (Application, "withdraw"): _application("withdraw", "admitted", whose="student"),
    (Application, "lapse"): _application("lapse", "admitted", whose="portal", reason=REASON),
    (Waiver, "grant"): _waiver("grant"),
    (Waiver, "refuse"): _waiver("refuse"),
}
