"""The page of one record: its facts, what can be done and why not, what happened, what belongs to it, what is noted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.desk.desks import Desk, Related
from cms.desk.entry import AtDesk
from cms.desk.picture import picture_of
from cms.desk.records import DESKS
from workflows.models import LogEntry, Record
from workflows.models.note import LONGEST_NOTE
from workflows.models.record import state_field
from workflows.regulation.actor import Actor
from workflows.regulation.finding import Finding
from workflows.selectors.disclosure import public_label
from workflows.selectors.handled import notes_on
from workflows.selectors.history import visible_entries
from workflows.selectors.judging import StepFromHere, steps_from_here, steps_of
from workflows.services.notes import write_note
from workflows.services.refusals import InvalidInput, NotPermitted

MOST_RELATED = 10
"""Related rows that the page shows; the others are on their own desk."""


class OfRecord(AtDesk):
    """A deed on one record: of those that the actor's offices handle, or there is no such address."""

    def record(self, pk: int) -> Any:
        """Answer the record."""
        found = self.desk.rows(self.actor).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found


class RecordScreen(OfRecord, WagtailAdminTemplateMixin, TemplateView):
    """A screen of one record, below its desk's list."""

    subject: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find out who asks."""
        self.header_icon = self.desk.icon
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Find the record, and show the screen."""
        self.subject = self.record(kwargs["pk"])
        return self.show(**kwargs)

    def show(self, **kwargs: Any) -> HttpResponse:
        """Answer the screen as it is shown first."""
        return self.render_to_response(self.get_context_data(**kwargs))

    @property
    def back(self) -> str:
        """Answer the address of the record's page."""
        return self.desk.address("record", self.subject.pk)

    def get_page_subtitle(self) -> str:
        """Answer which record it is."""
        return self.desk.titled(self.subject)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the record and to the list."""
        return [
            *WagtailAdminTemplateMixin.breadcrumbs_items,
            {"url": self.desk.address("index"), "label": self.desk.title},
            {"url": self.back, "label": self.desk.titled(self.subject)},
            {"url": "", "label": str(self.get_page_title())},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the record, its title and the way back."""
        about = {"record": self.subject, "title": self.desk.titled(self.subject), "desk": self.desk, "back": self.back}
        return super().get_context_data(**kwargs) | about


class NoteForm(forms.Form):
    """A note for colleagues."""

    text = forms.CharField(
        label=gettext_lazy("Note"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_NOTE,
        help_text=gettext_lazy(
            "For those who handle it. Applicants and the public never see it; it cannot be removed."
        ),
    )


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding in the reader's language."""

    finding: Finding
    message: str
    remedy: str
    waiver_address: str = ""
    """Where the actor asks that it be waived; empty where nobody can, or the actor may not ask."""


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step, as its button and what is beside it."""

    found: StepFromHere
    address: str
    findings: tuple[ShownFinding, ...]

    @property
    def whose(self) -> str:
        """Answer whose it is, where it is not the actor's; templates would call a duty."""
        duty = self.found.step.duty
        return "" if self.found.has_duty else NotPermitted(duty.label, duty.article).said

    @property
    def blocking(self) -> tuple[ShownFinding, ...]:
        """Answer why it is closed."""
        return tuple(shown for shown in self.findings if shown.finding.blocks)


class RecordPage(RecordScreen):
    """One record."""

    template_name = "cms/desk/record.html"

    def get_page_title(self) -> str:
        """Answer which record it is."""
        return self.desk.titled(self.subject)

    def get_page_subtitle(self) -> str:
        """Answer nothing more."""
        return ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        *way, here = super().get_breadcrumbs_items()[:-1]
        return [*way, here | {"url": ""}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add all that the page shows."""
        record = self.subject
        return super().get_context_data(**kwargs) | {
            "form": NoteForm(),
            "state": record.get_state_display(),
            "public_label": public_label(record),
            "groups": list(_facts(self.desk, record, self.actor)),
            "steps": shown_steps(self.desk, record, self.actor),
            "picture": picture_of(self.desk.model),
            "history": list(history_of(record, self.actor)),
            "related": [_related(related, record, self.actor) for related in self.desk.related],
            "notes": notes_on(record),
            "notes_address": self.desk.address("notes", record.pk),
        }


class Notes(OfRecord, View):
    """Takes a note."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write it down, and show the record again."""
        record = self.record(pk)
        try:
            write_note(record, request.POST.get("text", ""), by=self.actor)
        except InvalidInput as refused:
            messages.error(request, " ".join(fault.message for fault in refused.faults))
        return redirect(f"{self.desk.address('record', pk)}#notes-section")


def shown_steps(desk: Desk[Any], record: Record, actor: Actor) -> list[ShownStep]:
    """Answer every step out of the record's state, those first that the actor may take."""
    found = steps_from_here([record], by=actor)[record.pk]
    steps = [
        ShownStep(
            step,
            desk.address("step", record.pk, step.step.name),
            shown_findings(step.findings, desk, record, actor),
        )
        for step in found
    ]
    return sorted(steps, key=lambda step: (not step.found.is_open, not step.found.has_duty))


def shown_findings(
    findings: Sequence[Finding], desk: Desk[Any], record: Record, actor: Actor
) -> tuple[ShownFinding, ...]:
    """Answer findings in the reader's language, the blocking ones first."""
    language = get_language() or "zh-hans"
    may_ask = record.asks_for_waivers is not None and record.asks_for_waivers(record, actor)
    shown = [
        ShownFinding(
            finding,
            finding.message(language),
            finding.help(language),
            desk.address("waive", record.pk, finding.rule)
            if may_ask and finding.is_waivable and finding.blocks
            else "",
        )
        for finding in findings
    ]
    return tuple(sorted(shown, key=lambda one: not one.finding.blocks))


def _facts(desk: Desk[Any], record: Record, actor: Actor) -> Iterator[Mapping[str, Any]]:
    for group in desk.facts:
        rows = [
            (fact.label_on(desk.model), fact.said_of(record))
            for fact in group.facts
            if fact.is_for is None or fact.is_for(record, actor)
        ]
        yield {"heading": group.heading, "source": group.source, "rows": rows}


def history_of(record: Record, actor: Actor) -> Iterator[Mapping[str, Any]]:
    """Answer the entries of the log that the actor may read, the latest first, in the reader's language."""
    labels = {name: step.label for name, step in steps_of(type(record)).items()}
    own = {"begin": _("Begin"), "revise": _("Revise")}
    states = dict(state_field(type(record)).choices)
    for entry in reversed(visible_entries([record], actor).get(record.pk, [])):
        yield {
            "entry": entry,
            "step": labels.get(entry.step) or own.get(entry.step, entry.step),
            "is_refused": entry.outcome == LogEntry.Outcome.REFUSED,
            "from_state": states.get(entry.from_state, ""),
            "to_state": states.get(entry.to_state, ""),
            "settled": [finding for finding in entry.findings if finding.get("settled_by")],
            "unmet": [finding for finding in entry.findings if finding.get("verdict") != "met"],
        }


def _related(related: Related, record: Record, actor: Actor) -> Mapping[str, Any]:
    desk = DESKS[related.kind]
    rows = desk.rows(actor).filter(**related.narrowed(record)).order_by("-pk")
    found = list(rows[: MOST_RELATED + 1])
    return {
        "heading": related.heading,
        "desk": desk,
        "rows": [desk.line(row) for row in found[:MOST_RELATED]],
        "has_more": len(found) > MOST_RELATED,
    }
