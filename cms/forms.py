"""Forms of the page editor."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm


class BoundPageForm(WagtailAdminPageForm):
    """The editor of a page that shows a record: which record is chosen once, and only from what is left to choose."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the records that have no page yet; hold fast to a choice that was made."""
        super().__init__(*args, **kwargs)
        link = self.instance.link
        if link in self.fields:
            field = self.fields[link]
            field.queryset = self.instance.linkable(self.parent_page)
            field.disabled = self.instance.record_id() is not None
