"""Prose of pages that were read without it: lists show a page's head and leave its body where it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from wagtail.fields import RichTextField, StreamField

from cms.models import PortalPage

FOR_EDITORS = (
    "alias_of_id", "draft_title", "expire_at", "expired", "go_live_at", "has_unpublished_changes",
    "latest_revision_created_at", "latest_revision_id", "live_revision_id", "locked", "locked_at", "locked_by_id",
    "owner_id",
)  # fmt: skip
"""What Wagtail keeps of a page for those who write it; its readers are shown none of it."""


def prose_fields(model: type[PortalPage]) -> tuple[str, ...]:
    """Answer the names of a kind of page's fields of blocks and of rich text."""
    kinds = (StreamField, RichTextField)
    return tuple(field.attname for field in model._meta.concrete_fields if isinstance(field, kinds))


def read_prose(pages: Sequence[PortalPage]) -> None:
    """Give pages the prose that they were read without (one query for each kind of page that lacks it)."""
    lacking: dict[type[PortalPage], dict[int, PortalPage]] = defaultdict(dict)
    for page in pages:
        if any(name not in page.__dict__ for name in prose_fields(type(page))):
            lacking[type(page)][page.pk] = page
    for model, by_key in lacking.items():
        names = prose_fields(model)
        for pk, *prose in model._default_manager.filter(pk__in=by_key).values_list("pk", *names):
            by_key[pk].__dict__.update(zip(names, prose, strict=True))
