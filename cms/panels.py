"""Panels of the page editor."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel


class RecordPanel(Panel):
    """Shows what the record says, so that nobody types it again; and whether the page may be published."""

    def __init__(self, **kwargs: Any) -> None:
        """Head the panel."""
        kwargs.setdefault("heading", _("From the records"))
        super().__init__(**kwargs)

    class BoundPanel(Panel.BoundPanel):
        """The panel for one page."""

        template_name = "cms/panels/record.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            """Answer the programme and why the page may not be published, if it may not."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            page = self.instance
            return context | {"programme": page.programme_in_question(), "refusal": page.refusal() if page.pk else None}
