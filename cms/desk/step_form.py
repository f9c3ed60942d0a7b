"""A step as a form: what follows, what stands against it, its inputs, a reason; taken once however often it is sent."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cms.desk.record_page import RecordScreen, history_of, shown_findings
from workflows.regulation.finding import Finding, Need
from workflows.regulation.verdict import Outcome
from workflows.selectors.judging import Step, steps_from_here, steps_of
from workflows.services.door import LONGEST_REASON, take_step
from workflows.services.refusals import (
    Busy,
    FieldFault,
    InvalidInput,
    NotPermitted,
    RecordMissing,
    StaleVersion,
    StepNotFromHere,
    StepRefused,
)


class ReasonForm(forms.Form):
    """Why, where the step wants to know; and by what the door tells this request from another."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_REASON,
        required=False,
        help_text=gettext_lazy("It is kept with the decision."),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class StepForm(RecordScreen):
    """One step of one record."""

    template_name = "cms/desk/step.html"
    step: Step

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Know the step, or answer that there is no such page."""
        if kwargs["step"] not in steps_of(self.desk.model):
            raise Http404
        self.step = steps_of(self.desk.model)[kwargs["step"]]
        return super().dispatch(request, *args, **kwargs)

    def show(self, **kwargs: Any) -> HttpResponse:
        """Show what the step would do; lead back where it is not the actor's, or not from here."""
        found = {one.step.name: one for one in steps_from_here([self.subject], by=self.actor)[self.subject.pk]}
        if self.step.name not in found:
            return self._back(_("There is no “%(step)s” from this state.") % {"step": self.step.label})
        if not found[self.step.name].has_duty:
            return self._back(NotPermitted(self.step.duty.label, self.step.duty.article).said)
        return self._shown(self._forms(), found[self.step.name].findings)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the step, or show the form again with what was typed and what stands against it."""
        self.subject = self.record(kwargs["pk"])
        given = self._forms(request.POST)
        are_valid = [form.is_valid() for form in given]  # each says what is wrong with it
        if not all(are_valid):
            return self._shown(given, self._findings())
        reasons = given[-1].cleaned_data
        try:
            take_step(
                self.desk.model,
                self.subject.pk,
                self.step.name,
                by=self.actor,
                reason=reasons["reason"],
                inputs={name: value for form in given[:-1] for name, value in form.cleaned_data.items()},
                key=reasons["key"],
                expected_version=reasons["version"],
            )
        except StaleVersion as stale:
            self.subject = self.record(kwargs["pk"])
            fresh = request.POST.copy()
            fresh["version"] = str(stale.current.version)
            return self._shown(self._forms(fresh), self._findings(), since=reasons["version"])
        except StepRefused as refused:
            return self._shown(given, refused.findings)
        except InvalidInput as refused:
            return self._shown(_with_faults(given, refused.faults), self._findings())
        except NotPermitted as refused:
            return self._back(refused.said)
        except StepNotFromHere:
            return self._back(_("There is no “%(step)s” from this state.") % {"step": self.step.label})
        except Busy:
            messages.error(request, _("Somebody else holds this record at the moment: try again."))
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
        first = {"key": f"desk-{uuid.uuid4()}", "version": self.subject.version}
        reason = ReasonForm(given, initial=first)
        reason.fields["reason"].required = self.step.manner.needs_reason
        return [*([self.step.manner.inputs(given)] if self.step.manner.inputs else []), reason]

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
