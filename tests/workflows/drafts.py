"""For every kind of record that says how it begins, or how it is revised: somebody who does it, and with what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import CharField, TextField

from tests.factories import CollegeFactory, Scenario, StaffFactory, student
from workflows import clock
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
    StaffMember,
)
from workflows.models.record import kind_of
from workflows.regulation.actor import Actor, Role
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.drafts import begin, revise
from workflows.services.people import grant_office


@dataclass(frozen=True)
class Start:
    """A record that can begin: by whom, with which fields, under which row."""

    model: type[Record]
    by: Actor
    given: Mapping[str, Any]
    under: Record | None = None

    def take(self, **how: Any) -> Any:
        """Begin it."""
        told = {"given": self.given, "by": self.by, "under": self.under} | how
        return begin(self.model, told.pop("given"), **told)


@dataclass(frozen=True)
class Change:
    """A record that can be revised: by whom, and what becomes of its fields."""

    record: Record
    by: Actor
    given: Mapping[str, Any]

    def take(self, **how: Any) -> Any:
        """Revise it."""
        told = {"given": self.given, "by": self.by} | how
        return revise(type(self.record), self.record.pk, told.pop("given"), **told)


def _programme(scenario: Scenario) -> Start:
    given = {
        "college": scenario.college.pk,
        "code": "NEW-1",
        "title": "数字人文",
        "title_en": "Digital Humanities",
        "director": scenario.director.pk,
    }
    return Start(Programme, actor_of(scenario.director.account), given)


def _established(scenario: Scenario) -> Programme:
    return scenario.establish() if scenario.programme.state == "proposed" else scenario.programme


def _intake(scenario: Scenario) -> Start:
    given = {
        "academic_year": 2026,
        "places": 40,
        "opens_at": clock.now(),
        "class_starts_on": clock.today(),
        "selection_method": "exam",
        "recruits_entry_years": [2024, 2025],
        "recruits_colleges": [scenario.college.pk],
    }
    return Start(Intake, scenario.officer, given, _established(scenario))


def _application(scenario: Scenario) -> Start:
    return Start(Application, student(college=scenario.college), {"statement": "我想学习"}, scenario.open_intake())


def _proposal(scenario: Scenario) -> Start:
    director = actor_of(scenario.director.account)
    if scenario.proposal.state in Proposal.OPEN:
        take_step(Proposal, scenario.proposal.pk, "withdraw", by=director)
    return Start(Proposal, director, {}, scenario.programme)


def _consent(scenario: Scenario) -> Start:
    by = actor_of(scenario.director.account)
    if scenario.proposal.state not in Proposal.WRITTEN:
        begin(Proposal, {}, by=by, under=scenario.programme)
    return Start(Consent, by, {"college": CollegeFactory().pk}, scenario.proposal)


def expert() -> StaffMember:
    """Answer somebody from outside who can be named as an expert."""
    staff = StaffFactory(college=None)
    grant_office(staff.account, Role.EXPERT)
    return staff


def _review(scenario: Scenario) -> Start:
    if scenario.proposal.state not in Proposal.OPEN:
        begin(Proposal, {}, by=actor_of(scenario.director.account), under=scenario.programme)
    if scenario.proposal.state == "draft":
        scenario.take("submit", "endorse", "accept")
    return Start(Review, scenario.aao, {"expert": expert().pk}, scenario.proposal)


def _review_link(scenario: Scenario) -> Start:
    start = _review(scenario)
    return Start(ReviewLink, scenario.aao, {"expires_on": clock.today() + dt.timedelta(days=14)}, start.take())


def _annual_review(scenario: Scenario) -> Start:
    given = {
        "academic_year": 2026, "report": "教学平稳", "feedback": "企业满意", "next_places": 40, "next_recruits": "扩大招生",
    }  # fmt: skip
    return Start(AnnualReview, scenario.officer, given, _established(scenario))


STARTS: Mapping[type[Record], Callable[[Scenario], Start]] = {
    Programme: _programme,
    Proposal: _proposal,
    Consent: _consent,
    Review: _review,
    ReviewLink: _review_link,
    AnnualReview: _annual_review,
    Intake: _intake,
    Application: _application,
}
REVISED: Mapping[type[Record], Mapping[str, Any]] = {
    Programme: {"title": "智能会计"},
    Proposal: {"positioning": "改过了", "first_places": 12},
    AnnualReview: {"report": "改过了", "next_places": 12},
    Intake: {"places": 12, "recruits_colleges": [], "selection_note": "面试"},
    Application: {"statement": "改过了"},
}


def start_of(scenario: Scenario, model: type[Record]) -> Start:
    """Answer a record of a kind that can begin."""
    return STARTS[model](scenario)


def change_of(scenario: Scenario, model: type[Record]) -> Change:
    """Answer a record of a kind that has just begun, and that whoever began it can revise."""
    start = start_of(scenario, model)
    return Change(start.take(), start.by, REVISED[model])


def texts_of(model: type[Record]) -> list[str]:
    """Answer the fields of free text with which a kind of record begins."""
    fields = map(model._meta.get_field, model.begins.fields if model.begins else ())
    return [f.name for f in fields if isinstance(f, CharField | TextField) and not f.choices]


every_beginning = pytest.mark.parametrize("model", [m for m in RECORDS if m.begins], ids=kind_of)
every_revision = pytest.mark.parametrize("model", [m for m in RECORDS if m.revises], ids=kind_of)
