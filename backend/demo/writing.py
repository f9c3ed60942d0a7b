"""Writing pages as an editor does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wagtail.models import Page


def write_page(page: Page, fields: Mapping[str, Any], *, is_public: bool = True) -> None:
    """Set fields, streams as they are stored, and publish the page; keep a draft of what is not public (Art. 4)."""
    for name, value in fields.items():
        setattr(page, name, json.dumps(value) if isinstance(value, list) else value)
    page.draft_title = page.title
    revision = page.save_revision()
    if is_public:
        revision.publish()
