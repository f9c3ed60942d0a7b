"""A step as a form: what follows, what stands against it, its inputs, a reason; taken once however often it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cms.desk.desks import Desk
from cms.desk.keyed import Keyed
from cms.desk.record_page import history_of, shown_findings
from cms.desk.record_screen import RecordScreen
from workflows.regulation.finding import Finding, Need
from workflows.regulation.verdict import Outcome
from workflows.selectors.judging import Step, steps_from_here, steps_of
from workflows.services.door import LONGEST_REASON, Request, take_asked_step
from workflows.services.refusals import (
    Busy,
    FieldFault,
    InvalidInput,
    NotPermitted,
    RecordMissing,
    Refusal,
    StaleVersion,
    StepNotFromHere,
    StepRefused,
    in_words,
)


class ReasonForm(Keyed):
    """Why, where the step wants to know."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_REASON,
        required=False,
        help_text=gettext_lazy("It is kept with the decision."),
    )


class RecordReasonForm(ReasonForm):
    """The same for one record."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


def forms_of(
    step: Step, reasons: type[ReasonForm], initial: Mapping[str, Any], given: Mapping[str, Any] | None = None
) -> list[forms.Form]:
    """Answer the forms that a step asks for: its inputs, where it has some, and at last the reason."""
    reason = reasons(given, initial=initial)
    reason.fields["reason"].required = step.manner.needs_reason
    return [*([step.manner.inputs(given)] if step.manner.inputs else []), reason]


def request_of(given: Sequence[forms.Form]) -> Request | None:
    """Answer what valid forms ask of the door; None where one is not valid, and each then says what is wrong."""
    are_valid = [form.is_valid() for form in given]  # each of them is asked, so that nobody comes back five times
    if not all(are_valid):
        return None
    *inputs, reasons = given
    return Request(
        reasons.cleaned_data["reason"],
        {name: value for form in inputs for name, value in form.cleaned_data.items()},
        reasons.cleaned_data["key"],
        reasons.cleaned_data.get("version"),
    )


class OfStep:
    """A screen of one step, which its address names."""

    step: Step
    desk: Desk[Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Know the step, or answer that there is no such page."""
        if kwargs["step"] not in steps_of(self.desk.model):
            raise Http404
        self.step = steps_of(self.desk.model)[kwargs["step"]]
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a mixin


class StepForm(OfStep, RecordScreen):
    """One step of one record."""

    template_name = "cms/desk/step.html"

    def show(self, **kwargs: Any) -> HttpResponse:
        """Show what the step would do; lead back where it is not the actor's, or not from here."""
        found = {one.step.name: one for one in steps_from_here([self.subject], by=self.actor)[self.subject.pk]}
        if self.step.name not in found:
            return self._back(self._why(StepNotFromHere(self.step.name, self.subject.state)))
        if not found[self.step.name].has_duty:
            return self._back(self._why(NotPermitted(self.step.duty.label, self.step.duty.article)))
        return self._shown(self._forms(), found[self.step.name].findings)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the step, or show the form again with what was typed and what stands against it."""
        self.subject = self.record(kwargs["pk"])
        given = self._forms(request.POST)
        if (asked := request_of(given)) is None:
            return self._shown(given, self._findings())
        try:
            take_asked_step(self.desk.model, self.subject.pk, self.step.name, asked, by=self.actor)
        except StaleVersion as stale:
            self.subject = self.record(kwargs["pk"])
            fresh = request.POST.copy()
            fresh["version"] = str(stale.current.version)
            return self._shown(self._forms(fresh), self._findings(), since=asked.expected_version)
        except StepRefused as refused:
            return self._shown(given, refused.findings)
        except InvalidInput as refused:
            return self._shown(_with_faults(given, refused.faults), self._findings())
        except (NotPermitted, StepNotFromHere) as refused:
            return self._back(self._why(refused))
        except Busy as refused:
            messages.error(request, self._why(refused))
            return self._shown(given, self._findings())
        except RecordMissing as missing:
            raise Http404 from missing
        done = {"step": self.step.label, "record": self.desk.titled(self.subject)}
        messages.success(request, _("%(step)s: done for “%(record)s”.") % done)
        return redirect(self.back)

    def get_page_title(self) -> str:
        """Answer what is about to be done."""
        return str(self.step.label)

    def _forms(self, given: Mapping[str, Any] | None = None) -> list[forms.Form]:
        return forms_of(self.step, RecordReasonForm, {"version": self.subject.version}, given)

    def _findings(self) -> tuple[Finding, ...]:
        found = steps_from_here([self.subject], by=self.actor)[self.subject.pk]
        return next((one.findings for one in found if one.step.name == self.step.name), ())

    def _shown(
        self, given: Sequence[forms.Form], findings: Sequence[Finding], *, since: int | None = None
    ) -> HttpResponse:
        """Answer the form; ``since`` is the version after which others have changed the record."""
        history = history_of(self.subject, self.actor) if since is not None else ()
        context = self.get_context_data(
            step=self.step,
            forms=given,
            findings=[
                shown
                for shown in shown_findings(findings, self.desk, self.subject, self.actor)
                if shown.finding.verdict is not Outcome.MET
            ],
            is_closed=any(finding.need in (Need.CHANGE, Need.WAIVER) for finding in findings),
            changes=[told for told in history if (told["entry"].record_version or 0) > (since or 0)],
            is_stale=since is not None,
        )
        return self.render_to_response(context, status=200 if self.request.method == "GET" else 409 if since else 422)

    def _why(self, refusal: Refusal) -> str:
        return in_words(refusal, self.step.label)

    def _back(self, why: str) -> HttpResponse:
        messages.warning(self.request, why)
        return redirect(self.back)


def _with_faults(given: list[forms.Form], faults: Sequence[FieldFault]) -> list[forms.Form]:
    """Answer the forms with what the door says of their fields; what is of none of them stands above."""
    for fault in faults:
        name = fault.path[0] if fault.path else None
        form = next((form for form in given if name in form.fields), given[-1])
        form.add_error(name if name in form.fields else None, fault.message)
    return given
