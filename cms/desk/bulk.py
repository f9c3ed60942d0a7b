"""A step asked of many records: chosen in the list, tried out with a result for each row, then done by a worker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.desk.deed_forms import ReasonForm, forms_of, request_of, typed_in
from cms.desk.desks import Desk, Line
from cms.desk.entry import AtDesk
from cms.desk.keyed import new_key
from cms.desk.listing import Listing
from cms.desk.step_form import OfStep
from workflows.models import BulkRow, BulkStep
from workflows.selectors.bulk import has_stopped, own_bulk_steps
from workflows.selectors.judging import steps_from_here, steps_of
from workflows.selectors.keys import is_key
from workflows.services.bulk import MOST_ROWS, RowResult, ask_bulk_step, rehearse
from workflows.services.refusals import Busy, InvalidInput, in_words
from workflows.services.requests import Request

EVERY = "all"
"""Chosen instead of records: all that the list's address shows."""
LATEST = 10
Outcome = BulkRow.Outcome


class VersionsField(forms.CharField):
    """Records with the versions that were looked at, as ``12:3,15:1``; cleaned, versions by key."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """Answer the versions."""
        pairs = [pair.split(":") for pair in (super().to_python(value) or "").split(",") if pair]
        if len(pairs) > MOST_ROWS or any(len(pair) != 2 or not all(map(is_key, pair)) for pair in pairs):
            raise forms.ValidationError(_("Choose the records in the list again."))
        return {int(pk): int(version) for pk, version in pairs}

    def prepare_value(self, value: Any) -> Any:
        """Answer versions as a text."""
        return ",".join(f"{pk}:{version}" for pk, version in value.items()) if isinstance(value, Mapping) else value


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a bulk step, and what became of it, or would."""

    line: Line
    result: RowResult | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Answer where it stands: what was refused comes first, what waits is next."""
        order = [Outcome.REFUSED, Outcome.WAITING, Outcome.TAKEN]
        return order.index(self.result.outcome if self.result else Outcome.WAITING), self.line.record.pk


class BulkReasonForm(ReasonForm):
    """The same reason for many records."""

    rows = VersionsField(label=gettext_lazy("Records"))
    passing = VersionsField(required=False)
    """Those that the dry run let pass: only these are dealt with."""


class BulkScreen(AtDesk, WagtailAdminTemplateMixin, TemplateView):
    """A screen below a desk's list, for some of its records."""

    page_title = gettext_lazy("Bulk steps")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        return [
            *WagtailAdminTemplateMixin.breadcrumbs_items,
            {"url": self.desk.address("index"), "label": self.desk.title},
            {"url": "", "label": str(self.get_page_title())},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the desk."""
        self.header_icon = self.desk.icon
        about = {"desk_address": self.desk.address("index"), "most": MOST_ROWS}
        return super().get_context_data(**kwargs) | about

    def chosen(self) -> list[Any]:
        """Answer the records that the address chooses, of those that the actor's offices handle."""
        keys = self.request.GET.getlist("id")
        rows = self._listed() if EVERY in keys else self.desk.rows(self.actor).filter(pk__in=_keys(keys)).order_by("pk")
        return list(rows[: MOST_ROWS + 1])

    def _listed(self) -> QuerySet[Any]:
        listing = Listing(desk=self.desk, model=self.desk.model)
        listing.actor = self.actor
        listing.setup(self.request)
        rows: QuerySet[Any] = listing.get_queryset()
        return rows


class ChooseStep(BulkScreen):
    """Which step to ask of the chosen records, and what was asked before."""

    template_name = "cms/desk/bulk_choose.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the steps that the actor may take on some of them."""
        rows = self.chosen()
        if len(rows) > MOST_ROWS:
            messages.warning(request, _("Choose at most %(most)s records: narrow the list.") % {"most": MOST_ROWS})
            rows = []
        return self.render_to_response(
            self.get_context_data(
                count=len(rows),
                steps=list(self._steps(rows)),
                latest=[
                    {
                        "bulk": bulk,
                        "step": _label_of(bulk, self.desk),
                        "address": self.desk.address("bulk_report", bulk.pk),
                    }
                    for bulk in own_bulk_steps(self.desk.kind, self.actor)[:LATEST]
                ],
            )
        )

    def _steps(self, rows: Sequence[Any]) -> Iterator[Mapping[str, Any]]:
        query = {"id": [row.pk for row in rows]}
        open_now, closed = Counter[str](), Counter[str]()
        for found in steps_from_here(rows, by=self.actor).values():
            due = [step for step in found if step.has_duty]
            open_now.update(step.step.name for step in due if step.is_takeable)
            closed.update(step.step.name for step in due if not step.is_takeable)
        for name, step in steps_of(self.desk.model).items():
            if open_now[name] or closed[name]:
                yield {
                    "step": step,
                    "open": open_now[name],
                    "closed": closed[name],
                    "others": len(rows) - open_now[name] - closed[name],
                    "address": self.desk.address("bulk_step", name, query=query),
                }


class BulkStepForm(OfStep, BulkScreen):
    """One step for the chosen records: tried out first, as often as one likes, and then asked once."""

    template_name = "cms/desk/bulk_step.html"

    def get_page_title(self) -> str:
        """Answer what is about to be done."""
        return _("Bulk step: %(step)s") % {"step": self.step.label}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; without records, the way to choose them."""
        rows = self.chosen()
        if not 0 < len(rows) <= MOST_ROWS:
            return redirect(self.desk.address("bulk"))
        given = forms_of(self.step, BulkReasonForm, {"rows": {row.pk: row.version for row in rows}})
        return self._shown(given, self._lines(rows))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Try the step out, or ask it of those that passed the trial."""
        given = forms_of(self.step, BulkReasonForm, {}, typed_in(request.POST))
        asked = request_of(given)
        typed = given[-1].cleaned_data
        rows = self._rows(typed.get("rows") or {})
        if not rows:
            messages.warning(request, _("Choose the records in the list again."))
            return redirect(self.desk.address("bulk"))
        if asked is None:
            return self._shown(given, self._lines(rows), status=422)
        handled = {row.pk for row in rows}
        passing = {pk: version for pk, version in typed["passing"].items() if pk in handled}
        try:
            if "take" in request.POST and passing:
                bulk = ask_bulk_step(self.desk.model, passing, self.step.name, by=self.actor, asked=asked)
                return redirect(self.desk.address("bulk_report", bulk.pk))
            return self._tried(rows, typed["rows"], asked)
        except (Busy, InvalidInput) as refused:
            messages.error(request, in_words(refused))
            return self._shown(given, self._lines(rows), status=409)

    def _tried(self, rows: Sequence[Any], versions: Mapping[int, int], asked: Request) -> HttpResponse:
        tried = {row.pk: versions[row.pk] for row in rows}
        results = rehearse(self.desk.model, tried, self.step.name, by=self.actor, asked=asked)
        passing = {pk: version for pk, version in tried.items() if results[pk].outcome is Outcome.TAKEN}
        typed = typed_in(self.request.POST)
        typed["key"] = new_key()  # what passes now is another request than what passed before
        typed["rows"] = VersionsField().prepare_value(tried)
        typed["passing"] = VersionsField().prepare_value(passing)
        shown = [Row(self.desk.line(row), results[row.pk]) for row in rows]
        return self._shown(
            forms_of(self.step, BulkReasonForm, {}, typed),
            sorted(shown, key=attrgetter("place")),
            is_tried=True,
            passing=len(passing),
            refused=len(tried) - len(passing),
        )

    def _lines(self, rows: Iterable[Any]) -> list[Row]:
        return [Row(self.desk.line(row)) for row in rows]

    def _rows(self, versions: Mapping[int, int]) -> list[Any]:
        return list(self.desk.rows(self.actor).filter(pk__in=versions).order_by("pk"))

    def _shown(
        self, given: Sequence[forms.Form], rows: Sequence[Row], *, status: int = 200, **more: Any
    ) -> HttpResponse:
        return self.render_to_response(
            self.get_context_data(step=self.step, forms=given, rows=rows, address=self.request.path, **more),
            status=status,
        )


class BulkReport(BulkScreen):
    """How far a bulk step is, and what became of each row; for whoever asked it."""

    template_name = "cms/desk/bulk_report.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it; somebody else's is not there."""
        bulk = own_bulk_steps(self.desk.kind, self.actor).filter(pk=kwargs["pk"]).first()
        if bulk is None:
            raise Http404
        done = {row.record_id: RowResult(Outcome(row.outcome), row.said) for row in bulk.rows.all()}
        shown = [Row(self.desk.line(row), done[row.pk]) for row in self.desk.rows(self.actor).filter(pk__in=done)]
        refused = [pk for pk, result in done.items() if result.outcome is Outcome.REFUSED]
        return self.render_to_response(
            self.get_context_data(
                bulk=bulk,
                label=_label_of(bulk, self.desk),
                has_stopped=has_stopped(bulk),
                rows=sorted(shown, key=attrgetter("place")),
                again=self.desk.address("bulk", query={"id": refused}) if refused else "",
            )
        )


def _label_of(bulk: BulkStep, desk: Desk[Any]) -> str:
    """Answer what the step's button says; its name, where the record has no such step any more."""
    step = steps_of(desk.model).get(bulk.step)
    return str(step.label) if step else bulk.step


def _keys(given: Sequence[str]) -> list[int]:
    return [int(key) for key in given if is_key(key)]
