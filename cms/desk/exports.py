"""Who carried rows out of the house: the log of exports, for those who answer for the whole school."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, Table, TitleColumn
from wagtail.admin.views.generic import IndexView

from cms.desk.desks import Desk
from cms.desk.entry import AtDesk, actor_at_desk
from cms.desk.narrowing import Narrowings, narrowing_of
from cms.desk.records import DESKS
from cms.desk.words import said
from workflows.models import Export
from workflows.selectors.exports import exports_taken

NAME = "desk_exports"


class Exports(AtDesk, IndexView):
    """The files that were taken, the latest first; each leads to the list as it was narrowed then."""

    model = Export
    page_title = _("Exports")
    header_icon = "download"
    index_url_name = NAME
    paginate_by = 50
    FORMATS = ()
    default_ordering = "-pk"
    any_permission_required: list[str] = []
    _show_breadcrumbs = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show them to the Academic Affairs Office and to whoever decides for the school."""
        if not self.actor.oversees_school:
            raise PermissionDenied
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def get_base_queryset(self) -> Any:
        """Answer every export."""
        return exports_taken()

    def get_table(self, object_list: Any) -> Table:
        """Answer the table."""
        columns = [
            Column("exported_at", label=_("when"), accessor=lambda export: said(export.exported_at)),
            Column("account", label=_("who"), accessor=lambda export: said(export.account.get_full_name())),
            TitleColumn("kind", label=_("kind of record"), accessor=_kind, get_url=_address),
            Column("rows", label=_("rows")),
            Column("narrowed_by", label=_("narrowed by"), accessor=_narrowed(Narrowings(object_list))),
        ]
        return Table(columns, object_list)


class ExportsMenuItem(MenuItem):
    """Shown to those who answer for the whole school."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Answer whether the account plans or decides for the school."""
        return actor_at_desk(request.user).oversees_school


def _desk(export: Export) -> Desk[Any] | None:
    return DESKS.get(export.kind)


def _kind(export: Export) -> str:
    desk = _desk(export)
    return str(desk.title) if desk else export.kind


def _address(export: Export) -> str | None:
    desk = _desk(export)
    return desk.address("index", query=narrowing_of(export)) if desk else None


def _narrowed(narrowings: Narrowings) -> Callable[[Export], str]:
    """Answer what says of an export by what its list was narrowed; as its address has it where the desk is gone."""

    def in_words(export: Export) -> str:
        desk = _desk(export)
        return said(narrowings.in_words(export, desk) if desk else export.narrowed_by)

    return in_words
