"""A step as a form: what follows, what stands against it, its inputs, a reason; taken once however often it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cms.desk.deed_forms import RecordReasonForm, forms_of
from cms.desk.deed_screen import DeedScreen
from cms.desk.desks import Desk
from workflows.regulation.finding import Finding
from workflows.selectors.foreseen import foreseen
from workflows.selectors.judging import Step, steps_from_here, steps_of
from workflows.services.bulk import ask_bulk_step
from workflows.services.door import take_asked_step
from workflows.services.refusals import Refusal, StaleVersion, standing_against
from workflows.services.requests import Request


class OfStep:
    """A screen of one step, which its address names."""

    step: Step
    label: str | Promise
    effect: str | Promise
    desk: Desk[Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Know the step, or answer that there is no such page."""
        if kwargs["step"] not in steps_of(self.desk.model):
            raise Http404
        self.step = steps_of(self.desk.model)[kwargs["step"]]
        self.label, self.effect = self.step.label, self.step.manner.effect
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a mixin


class StepForm(OfStep, DeedScreen):
    """One step of one record."""

    def against(self) -> Refusal | None:
        """Answer that the step is not from here, or whose it is."""
        return standing_against(self.subject, self.step.duty, self.step.sources, self.actor)

    def deed_forms(self, given: Mapping[str, Any] | None = None) -> list[forms.Form]:
        """Answer the step's inputs, and the reason."""
        return forms_of(self.step, RecordReasonForm, {"version": self.subject.version}, given)

    def findings(self) -> tuple[Finding, ...]:
        """Answer what the rules say of the step."""
        found = steps_from_here([self.subject], by=self.actor)[self.subject.pk]
        return next((one.findings for one in found if one.step.name == self.step.name), ())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how many would follow now."""
        found = foreseen([self.subject], self.step.name).get(self.subject.pk, [])
        return super().get_context_data(foreseen=found, **kwargs)

    def do(self, asked: Request) -> str:
        """Take the step, or let a worker take it where much follows from it."""
        if not self.step.manner.is_long:
            take_asked_step(self.desk.model, self.subject.pk, self.step.name, asked, by=self.actor)
            return self.done()
        if asked.expected_version != self.subject.version:  # a worker's report would say it too late
            raise StaleVersion(self.subject)
        alone = {self.subject.pk: self.subject.version}
        bulk = ask_bulk_step(self.desk.model, alone, self.step.name, by=self.actor, asked=asked)
        self.onward = self.desk.address("bulk_report", bulk.pk)
        return _("Much follows from this: it goes on by itself, and this page says when it has ended.")
