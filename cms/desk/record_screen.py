"""Screens and deeds below the address of one record, for those whose offices handle it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.desk.entry import AtDesk


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
