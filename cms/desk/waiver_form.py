"""Asking that a clause be waived for one record, from the finding that stands against it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cms.desk.keyed import Keyed
from cms.desk.record_page import ShownFinding, shown_findings
from cms.desk.record_screen import RecordScreen
from cms.desk.records import WAIVERS
from workflows.rules import CATALOGUE
from workflows.selectors.judging import steps_from_here
from workflows.services.refusals import Busy, InvalidInput, NotPermitted, RecordMissing, in_words
from workflows.services.requests import LONGEST_REASON
from workflows.services.waivers import ask_for_waiver


class WaiverForm(Keyed):
    """Why the clause should be waived."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("The office that decides reads it; it is kept."),
    )


class AskForWaiver(RecordScreen):
    """The form with which a waiver is asked for."""

    template_name = "cms/desk/waiver.html"
    page_title = gettext_lazy("Ask for a waiver")

    def show(self, **kwargs: Any) -> HttpResponse:
        """Show the form, to whom it is; to others, whose it is."""
        askers = self.subject.asks_for_waivers
        if askers and not askers(self.subject, self.actor):
            messages.warning(self.request, NotPermitted(askers).said)
            return redirect(self.back)
        return self._shown(WaiverForm(), kwargs["rule"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, and lead to the waiver; or show what is wrong."""
        self.subject = self.record(kwargs["pk"])
        form = WaiverForm(request.POST)
        if not form.is_valid():
            return self._shown(form, kwargs["rule"], status=422)
        try:
            given = form.cleaned_data
            waiver = ask_for_waiver(
                self.subject, kwargs["rule"], reason=given["reason"], by=self.actor, key=given["key"]
            )
        except (InvalidInput, Busy) as refused:
            form.add_error(None, in_words(refused))
            return self._shown(form, kwargs["rule"], status=409 if isinstance(refused, Busy) else 422)
        except RecordMissing as missing:
            raise Http404 from missing
        except NotPermitted as refused:
            messages.warning(request, refused.said)
            return redirect(self.back)
        messages.success(request, _("The waiver was asked for. The office that decides finds it in its inbox."))
        return redirect(WAIVERS.address("record", waiver.pk))

    def _shown(self, form: WaiverForm, rule: str, *, status: int = 200) -> HttpResponse:
        if rule not in CATALOGUE:
            raise Http404
        return self.render_to_response(
            self.get_context_data(forms=[form], findings=self._findings(rule)), status=status
        )

    def _findings(self, rule: str) -> list[ShownFinding]:
        """Answer what stands against the steps from here by this rule: what would be waived."""
        steps = steps_from_here([self.subject], by=self.actor)[self.subject.pk]
        found = {finding.rule: finding for step in steps for finding in step.findings if finding.rule == rule}
        shown = shown_findings(tuple(found.values()), self.desk, self.subject, self.actor)
        return [replace(one, waiver_address="") for one in shown]
