"""The screens of a desk under their addresses, and its place in the menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from cms.desk.beside import Attachments, Download, Notes
from cms.desk.bulk import BulkReport, BulkStepForm, ChooseStep
from cms.desk.desks import Desk
from cms.desk.drafting import BeginForm, ReviseForm
from cms.desk.entry import actor_at_desk
from cms.desk.inbox import waiting_at_desks
from cms.desk.listing import Listing
from cms.desk.part_form import PartForm
from cms.desk.preview import PreviewOfRecord
from cms.desk.record_page import RecordPage
from cms.desk.step_form import StepForm
from cms.desk.waiver_form import AskForWaiver


class OfficeMenuItem(MenuItem):
    """Shown to whoever holds an office."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Answer whether the account holds an office."""
        return bool(actor_at_desk(request.user).offices)


class DeskMenuItem(OfficeMenuItem):
    """Says how many records wait for whoever looks at it."""

    def __init__(self, desk: Desk[Any], **how: Any) -> None:
        """Lead to this desk."""
        super().__init__(desk.title, desk.address("index"), name=f"desk-{desk.kind}", icon_name=desk.icon, **how)
        self._desk = desk

    def render_component(self, request: HttpRequest) -> Any:
        """Answer the item, with the count of what waits."""
        item = super().render_component(request)
        if count := waiting_at_desks(request)[self._desk.kind]:
            item.label = f"{item.label} ({count})"
        return item


class DeskViewSet(ViewSet):
    """One desk."""

    desk: Desk[Any]
    add_to_admin_menu = True

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Give every screen its desk."""
        return super().get_common_view_kwargs(
            desk=self.desk,
            model=self.desk.model,
            header_icon=self.desk.icon,
            index_url_name=self.get_url_name("index"),
            index_results_url_name=self.get_url_name("results"),
            page_title=self.desk.title,
            **kwargs,
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        """Answer the addresses of list, beginning, record, revision, parts, notes, attachments, step and bulk step."""
        record = {"desk": self.desk}
        return [
            path("", self.construct_view(Listing), name="index"),
            path("results/", self.construct_view(Listing, results_only=True), name="results"),
            path("begin/", BeginForm.as_view(**record), name="begin"),
            path("bulk/", ChooseStep.as_view(**record), name="bulk"),
            path("bulk/<slug:step>/", BulkStepForm.as_view(**record), name="bulk_step"),
            path("bulk-reports/<int:pk>/", BulkReport.as_view(**record), name="bulk_report"),
            path("<int:pk>/", RecordPage.as_view(**record), name="record"),
            path("<int:pk>/revise/", ReviseForm.as_view(**record), name="revise"),
            path("<int:pk>/parts/<slug:part>/", PartForm.as_view(**record), name="part"),
            path("<int:pk>/preview/", PreviewOfRecord.as_view(**record), name="preview"),
            path("<int:pk>/notes/", Notes.as_view(**record), name="notes"),
            path("<int:pk>/attachments/", Attachments.as_view(**record), name="attachments"),
            path("<int:pk>/attachments/<int:attachment>/", Download.as_view(**record), name="attachment"),
            path("<int:pk>/waive/<slug:rule>/", AskForWaiver.as_view(**record), name="waive"),
            path("<int:pk>/<slug:step>/", StepForm.as_view(**record), name="step"),
        ]

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        """Answer the desk's place in the menu."""
        return DeskMenuItem(self.desk, order=order or self.menu_order)
