"""Forms of the page editor."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm


class BoundPageForm(WagtailAdminPageForm):
    """
    The editor of a page that shows a record.

    Which record is chosen once, and only from what is left to choose. A new page is a draft until it is published;
    what a draft may still lack is asked for then.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the records that have no page yet; hold fast to a choice that was made."""
        super().__init__(*args, **kwargs)
        self.is_for_a_draft = False
        page = self.instance
        if page.pk is None:
            page.live = False
        if page.link in self.fields:
            field, shown = self.fields[page.link], page.record_id()
            field.disabled = shown is not None
            field.queryset = page.linkable(self.parent_page) if shown is None else field.queryset.filter(pk=shown)

    def defer_required_fields(self) -> None:
        """Learn from Wagtail that only a draft is being saved."""
        super().defer_required_fields()
        self.is_for_a_draft = True

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.is_for_a_draft and (faults := self.instance.deviations() | self.instance.faults()):
            self._update_errors(ValidationError(faults))
