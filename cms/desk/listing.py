"""The list of a desk: columns, filters, search, and its rows as a file."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator
from functools import reduce
from operator import and_
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, BulkActionsCheckboxColumn, Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import Button

from cms.desk.desks import Desk, Fact
from cms.desk.entry import AtDesk, actor_at_desk
from cms.desk.offers import offers_in_list
from cms.desk.words import at_school, said
from workflows.models.record import state_field
from workflows.pinyin import as_kept
from workflows.regulation.text import can_be_stored
from workflows.selectors.handled import handled_programmes, own_colleges
from workflows.selectors.inbox import waiting_for
from workflows.services.exports import keep_export
from workflows.services.workbook import write_workbook

ROWS = 50
"""Rows on a page of the list."""
MINE = "mine"
"""The task that narrows a list to what waits for whoever looks at it."""
MOST_WORDS = 5
"""Words of a search that are looked for apart."""
LONGEST_PINYIN = 40
"""Letters of a search that is looked for syllable by syllable."""
MOST_EXPORTED = 20_000
"""Rows of one file: more is what the school's own database is for."""


class Listing(AtDesk, IndexView):
    """One desk's list. The address holds search, filters, order and page: kept as a bookmark, it is a saved filter."""

    template_name = "cms/desk/list.html"
    any_permission_required: list[str] = []
    paginate_by = ROWS
    is_searchable = True
    search_backend_name = None
    FORMATS = ("xlsx",)

    def get_base_queryset(self) -> QuerySet[Any]:
        """Answer what the actor's offices handle; nothing where what is searched for cannot be understood."""
        rows = self.desk.rows(self.actor)
        return rows.none() if self.search_form and self.search_form.errors else rows

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Answer the rows in the order that was asked for, always a whole one."""
        return queryset.order_by(self.ordering or self.desk.order, "-pk")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Answer the rows that the filters leave; none where a filter cannot be understood, never all of them."""
        if self.filters and not self.filters.is_valid():
            return queryset.none()
        narrowed: QuerySet[Any] = super().filter_queryset(queryset)
        return narrowed

    @cached_property
    def search_fields(self) -> list[str]:
        """Answer in which texts the list is searched."""
        return list(self.desk.searched)

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Answer the rows in which the text, or each of its words, is found: as it is, in pinyin, or by initials."""
        text = unicodedata.normalize("NFKC", self.search_query).strip()
        if not text:
            return queryset
        if not can_be_stored(text):
            return queryset.none()
        words = text.split()
        every = reduce(and_, (self._where(word) for word in words[:MOST_WORDS]))
        return queryset.filter(self._where(text) | every if len(words) > 1 else every)

    def _where(self, text: str) -> Q:
        """Answer that a text stands in one of the searched ones."""
        found = Q(pk__in=())
        for path in self.desk.searched:
            sought = as_kept(text) if path.endswith("pinyin") else text
            found |= Q(**{f"{path}__icontains": sought})
            if path.endswith("pinyin") and _may_be_pinyin(sought):
                found |= Q(**{f"{path}__iregex": _syllables(sought)})
        return found

    @cached_property
    def columns(self) -> list[BaseColumn]:
        """Answer the list's columns, the first one a link to the record."""
        first, *others = self.desk.columns
        box = BulkActionsCheckboxColumn("chosen", obj_type=self.desk.kind)
        link = TitleColumn(
            first.path,
            label=first.label_on(self.desk.model),
            accessor=first.said_of,
            sort_key=first.sort or None,
            get_url=lambda row: self.desk.address("record", row.pk),
            get_title_id=lambda row: f"{self.desk.kind}_{row.pk}_title",
        )
        return [box, link, *(_column(self.desk, fact) for fact in others)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where the chosen rows are taken to."""
        return super().get_context_data(**kwargs) | {"bulk_address": self.desk.address("bulk")}

    @cached_property
    def filterset_class(self) -> type[WagtailFilterSet]:
        """Answer the filters of the list."""
        return filters_of(self.desk)

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Answer the button that begins a record, for whose offices it is."""
        return list(offers_in_list(self.desk, self.actor))

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Answer the buttons that take the rows out of the house, and that lead to the bulk steps."""
        inherited = [button for button in super().header_more_buttons if "export=csv" not in (button.url or "")]
        return [*inherited, Button(_("Bulk steps"), url=self.desk.address("bulk"), icon_name="history", priority=100)]

    @cached_property
    def list_export(self) -> list[str]:
        """Answer the names of the file's columns."""
        return [fact.path for fact in self._exported]

    def as_spreadsheet(self, queryset: QuerySet[Any], spreadsheet_format: str) -> HttpResponse:
        """Answer the rows as a file, after it was noted who takes them."""
        rows = list(queryset[: MOST_EXPORTED + 1])
        if len(rows) > MOST_EXPORTED:
            messages.warning(self.request, _("A file holds %(most)s rows: narrow the list.") % {"most": MOST_EXPORTED})
            return redirect(self.desk.address("index", query=self._narrowed_by()))
        response: HttpResponse = self.write_xlsx_response(rows)
        keep_export(self.desk.model, narrowed_by=self.request.GET.urlencode(), rows=len(rows), by=self.actor)
        return response

    def _narrowed_by(self) -> dict[str, list[str]]:
        """Answer what narrows the list, without the wish for a file."""
        return {name: values for name, values in self.request.GET.lists() if name != "export"}

    def write_xlsx(self, rows: Any, output: Any) -> None:
        """Write the rows as Excel opens them right."""
        head = [fact.label_on(self.desk.model) for fact in self._exported]
        write_workbook(str(self.desk.title), head, (self._cells(row) for row in rows), output)

    def get_filename(self) -> str:
        """Answer what the file is called, without its ending."""
        return str(self.desk.title)

    @property
    def _exported(self) -> list[Fact]:
        return [*self.desk.columns, *self.desk.exported]

    def _cells(self, row: Any) -> Iterator[Any]:
        for fact in self._exported:
            yield _in_file(fact.said_of(row) if fact.words else fact.value_of(row))


def filters_of(desk: Desk[Any]) -> type[WagtailFilterSet]:
    """Answer the filters that a desk's paths allow: state, college, programme, year, and what waits for me."""
    found: dict[str, Any] = {
        "task": django_filters.ChoiceFilter(
            label=gettext_lazy("Task"), choices=[(MINE, gettext_lazy("waits for me"))], method="_waiting"
        ),
        "state": django_filters.MultipleChoiceFilter(
            label=gettext_lazy("State"), choices=state_field(desk.model).choices, widget=forms.CheckboxSelectMultiple
        ),
        "college": django_filters.ModelChoiceFilter(
            label=gettext_lazy("College"),
            field_name=desk.model.college_path,
            queryset=lambda request: own_colleges(actor_at_desk(request.user)),
        ),
        "_waiting": _waiting,
        "Meta": type("Meta", (), {"model": desk.model, "fields": []}),
    }
    if desk.model.programme_path:
        found["programme"] = django_filters.ModelChoiceFilter(
            label=gettext_lazy("Programme"),
            field_name=desk.model.programme_path,
            queryset=lambda request: handled_programmes(actor_at_desk(request.user)),
        )
    if desk.year_path:
        found["year"] = django_filters.NumberFilter(
            label=gettext_lazy("Academic year, by its first calendar year"), field_name=desk.year_path
        )
    return type(f"{desk.model.__name__}Filters", (WagtailFilterSet,), found)


def _waiting(filters: Any, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
    return rows.filter(pk__in=waiting_for(rows.model, actor_at_desk(filters.request.user)).values("pk"))


def _column(desk: Desk[Any], fact: Fact) -> BaseColumn:
    how = {"label": fact.label_on(desk.model), "accessor": fact.said_of, "sort_key": fact.sort or None}
    return StatusTagColumn(fact.path, **how) if fact.path == "state" else Column(fact.path, **how)


def _may_be_pinyin(text: str) -> bool:
    return len(text) <= LONGEST_PINYIN and text.isascii() and text.replace(" ", "").isalpha()


def _syllables(text: str) -> str:
    """
    Answer the pattern of pinyin in which a text stands: letter after letter, with syllables cut or left out.

    ``zhangsan`` is found in "zhang san", and so are ``zs`` and ``zhangs``.
    """
    letters = text.replace(" ", "").lower()
    return "(^| )" + "([a-z]* )?".join(letters)


def _in_file(value: Any) -> Any:
    """Answer what a cell of a file holds: whole numbers and days as such, all else as the screen says it."""
    match value:
        case dt.datetime():
            return at_school(value).replace(tzinfo=None, microsecond=0)
        case bool() | None:
            return said(value) if value is not None else ""
        case int() | dt.date():
            return value
        case _:
            return said(value)
