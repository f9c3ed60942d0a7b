"""A deed on one record as a form: nothing typed is lost, nobody overwrites what they have not seen, it is done once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.desk.deed_forms import faults_in_forms, request_of, typed_in, with_faults
from cms.desk.record_page import history_of, shown_findings
from cms.desk.record_screen import RecordScreen
from workflows.models import Record
from workflows.regulation.finding import Finding, Need
from workflows.regulation.verdict import Outcome
from workflows.services.refusals import (
    Busy,
    InvalidInput,
    NotPermitted,
    RecordMissing,
    Refusal,
    StaleVersion,
    StepNotFromHere,
    StepRefused,
    in_words,
)
from workflows.services.requests import Request


class DeedScreen(RecordScreen):
    """One deed on one record."""

    template_name = "cms/desk/deed.html"
    label: str | Promise
    effect: str | Promise = ""
    onward: str = ""
    """Where the deed leads once it is done, where that is not back to the record."""

    def against(self) -> Refusal | None:
        """Answer why the actor cannot do the deed at all, as the record is now; None where they can."""
        raise NotImplementedError

    def show(self, **kwargs: Any) -> HttpResponse:
        """Show what the deed would do; lead back where it is not the actor's, or not from here."""
        if against := self.against():
            return self.lead_back(self.why(against))
        return self.shown(self.deed_forms(), self.findings())

    def deed_forms(self, given: Mapping[str, Any] | None = None) -> list[forms.Form]:
        """Answer the forms of the deed, the one with key and version last."""
        raise NotImplementedError

    def findings(self) -> tuple[Finding, ...]:
        """Answer what stands for and against the deed."""
        return ()

    def follow(self, typed: QueryDict, now: Record) -> None:
        """Look at the record as it is now, with what was typed before somebody else changed it."""
        self.subject = now

    def do(self, asked: Request) -> str:
        """Do the deed, and answer what is said of it; or let its refusal pass."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do the deed, or show the form again with what was typed and what stands against it."""
        self.subject = self.record(kwargs["pk"])
        given = self.deed_forms(typed_in(request.POST))
        if (asked := request_of(given)) is None:
            against = self.against()
            return self.lead_back(self.why(against)) if against else self.shown(given, self.findings())
        try:
            said = self.do(asked)
        except StaleVersion as stale:
            fresh = typed_in(request.POST)
            fresh["version"] = str(stale.current.version)
            self.follow(fresh, self.record(kwargs["pk"]))
            if against := self.against():
                return self.lead_back(f"{self.why(stale)} {self.why(against)}")
            return self.shown(self.deed_forms(fresh), self.findings(), since=asked.expected_version)
        except StepRefused as refused:
            return self.shown(given, refused.findings)
        except InvalidInput as refused:
            return self.shown(with_faults(given, refused.faults), self.findings())
        except (NotPermitted, StepNotFromHere) as refused:
            return self.lead_back(self.why(refused))
        except Busy as refused:
            messages.error(request, self.why(refused))
            return self.shown(given, self.findings())
        except RecordMissing as missing:
            raise Http404 from missing
        messages.success(request, said)
        return redirect(self.onward or self.back)

    def get_page_title(self) -> str:
        """Answer what is about to be done."""
        return str(self.label)

    def done(self) -> str:
        """Answer that the deed was done."""
        return _("%(step)s: done for “%(record)s”.") % {"step": self.label, "record": self.desk.titled(self.subject)}

    def shown(
        self, given: Sequence[forms.Form], findings: Sequence[Finding] = (), *, since: int | None = None
    ) -> HttpResponse:
        """Answer the form; ``since`` is the version after which others have changed the record."""
        history = history_of(self.subject, self.actor) if since is not None else ()
        context = self.get_context_data(
            label=self.label,
            effect=self.effect,
            forms=given,
            faults=faults_in_forms(given),
            media=sum((form.media for form in given), forms.Media()),
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

    def why(self, refusal: Refusal) -> str:
        """Answer in words why it is not done."""
        return in_words(refusal)

    def lead_back(self, why: str) -> HttpResponse:
        """Lead to the record's page, with the reason."""
        messages.warning(self.request, why)
        return redirect(self.back)
