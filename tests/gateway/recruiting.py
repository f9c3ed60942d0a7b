"""A college that recruits: the scenario of most tests of records in the graph."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from gateway.ids import to_global_id
from gateway.records.node import TYPE_NAMES
from tests.cms.factories import Site
from tests.factories import student
from tests.gateway.asking import Visitor
from workflows.models import Application
from workflows.regulation.actor import Actor


def id_of(record: Model) -> str:
    """Answer a record's global id."""
    return to_global_id(TYPE_NAMES[type(record)], record.pk)


class Recruiting:
    """A site on which a programme is published whose intake is open, with the people who handle it."""

    def __init__(self, site: Site, **intake: Any) -> None:
        """Publish the programme and open its intake."""
        self.site, self.scenario = site, site.scenario
        self.page = site.programme_page()
        self.intake = self.scenario.open_intake(**intake)
        self.applicant = student(college=self.scenario.college)

    def application(self, state: str = "draft", *, by: Actor | None = None, reason: str = "") -> Application:
        """Let the applicant's application, or another's, walk to a state."""
        return self.scenario.application(state, intake=self.intake, by=by or self.applicant, reason=reason)

    def officer(self, language: str = "zh-hans") -> Visitor:
        """Answer an officer of the college at the endpoint."""
        return Visitor(self.scenario.officer, language)

    def student(self, language: str = "zh-hans") -> Visitor:
        """Answer the applicant at the endpoint."""
        return Visitor(self.applicant, language)


def faults(answered: dict[str, Any]) -> list[tuple[list[str], str]]:
    """Answer the places and codes of what was wrong with an input."""
    assert (answered["__typename"], answered["code"]) == ("ValidationFailed", "VALIDATION_FAILED")
    return [(error["path"], error["code"]) for error in answered["fieldErrors"]]


def blocking(answered: dict[str, Any]) -> list[tuple[str, str]]:
    """Answer the rules and articles because of which a step was refused."""
    assert (answered["__typename"], answered["code"]) == ("StepNotAllowed", "STEP_NOT_ALLOWED")
    return [(finding["rule"], finding["article"]) for finding in answered["findings"] if finding["isBlocking"]]
