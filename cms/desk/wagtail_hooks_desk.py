"""The desks in the admin's addresses, menu and home page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from cms.desk import edition_upload
from cms.desk.exports import NAME as EXPORTS
from cms.desk.exports import Exports, ExportsMenuItem
from cms.desk.help import NAME as HELP
from cms.desk.help import HelpForOffice
from cms.desk.inbox import InboxPanel
from cms.desk.letters import LetterViewSet
from cms.desk.records import DESKS
from cms.desk.review_summary import NAME as REVIEW_SUMMARY
from cms.desk.review_summary import ReviewSummary
from cms.desk.rulebook import NAME as RULEBOOK
from cms.desk.rulebook import RulebookPage
from cms.desk.tour import CLOSE, REOPEN, CloseTour, ReopenTour, TourPanel
from cms.desk.viewset import DeskViewSet, OfficeMenuItem
from workflows.models import Proposal
from workflows.models.record import kind_of

FIRST_IN_THE_MENU = 20
"""Before pages, which Wagtail puts at 100."""


register_snippet(LetterViewSet)


@hooks.register("register_admin_viewset")
def desks() -> list[DeskViewSet]:
    """Answer the screens of every desk."""
    return [
        DeskViewSet(f"desk_{kind}", url_prefix=f"desk/{kind}", desk=desk, menu_order=FIRST_IN_THE_MENU + place)
        for place, (kind, desk) in enumerate(DESKS.items())
    ]


@hooks.register("register_admin_urls")
def addresses_of_the_law() -> list[URLPattern]:
    """Answer the addresses of the rulebook, and of the upload, the preview and the loading of a new edition."""
    preview = "desk/rulebook/upload/<uuid:token>/"
    return [
        path("desk/rulebook/", RulebookPage.as_view(), name=RULEBOOK),
        path("desk/rulebook/upload/", edition_upload.UploadEdition.as_view(), name=edition_upload.UPLOAD),
        path(preview, edition_upload.PreviewEdition.as_view(), name=edition_upload.PREVIEW),
        path(f"{preview}load/", edition_upload.LoadEdition.as_view(), name=edition_upload.LOAD),
    ]


@hooks.register("register_admin_urls")
def address_of_summaries() -> list[URLPattern]:
    """Answer the address of the summary of a proposal's review."""
    proposals = DESKS[kind_of(Proposal)]
    return [path("desk/proposal/<int:pk>/review.pdf", ReviewSummary.as_view(desk=proposals), name=REVIEW_SUMMARY)]


@hooks.register("register_admin_urls")
def address_of_exports() -> list[URLPattern]:
    """Answer the address of the log of exports."""
    return [path("desk/exports/", Exports.as_view(), name=EXPORTS)]


@hooks.register("register_reports_menu_item")
def exports_menu_item() -> MenuItem:
    """Answer the place of the log of exports among the reports."""
    return ExportsMenuItem(_("Exports"), reverse_lazy(EXPORTS), name=EXPORTS, icon_name="download", order=500)


@hooks.register("register_admin_menu_item")
def law_menu_item() -> MenuItem:
    """Answer the rulebook's place in the menu."""
    return OfficeMenuItem(_("Rulebook"), reverse_lazy(RULEBOOK), name=RULEBOOK, icon_name="list-ul", order=50)


@hooks.register("register_admin_urls")
def addresses_of_help() -> list[URLPattern]:
    """Answer the addresses of the help pages, and of closing and reopening the tour."""
    return [
        path("desk/help/", HelpForOffice.as_view(), name=HELP),
        path("desk/tour/close/", CloseTour.as_view(), name=CLOSE),
        path("desk/tour/reopen/", ReopenTour.as_view(), name=REOPEN),
    ]


@hooks.register("register_admin_menu_item")
def help_menu_item() -> MenuItem:
    """Answer the place in the menu of the help for one's own office, apart from Wagtail's help for editors."""
    return OfficeMenuItem(_("Help for your office"), reverse_lazy(HELP), name=HELP, icon_name="help", order=51)


@hooks.register("construct_homepage_panels")
def tour_and_inbox(request: HttpRequest, panels: list[Any]) -> None:
    """Put the tour and the inbox on the admin's home page, before everything else."""
    panels[:0] = [TourPanel(), InboxPanel()]
