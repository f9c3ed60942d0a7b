"""Blocks of pages that were read without them: lists show a page's head and leave its body where it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from wagtail.fields import StreamField

from cms.models import PortalPage


def streams_of(model: type[PortalPage]) -> tuple[str, ...]:
    """Answer the names of a kind of page's fields of blocks."""
    return tuple(field.attname for field in model._meta.concrete_fields if isinstance(field, StreamField))


def read_streams(pages: Sequence[PortalPage]) -> None:
    """Give pages the blocks that they were read without (one query for each kind of page that lacks them)."""
    lacking: dict[type[PortalPage], dict[int, PortalPage]] = defaultdict(dict)
    for page in pages:
        if any(name not in page.__dict__ for name in streams_of(type(page))):
            lacking[type(page)][page.pk] = page
    for model, by_key in lacking.items():
        names = streams_of(model)
        for pk, *streams in model._default_manager.filter(pk__in=by_key).values_list("pk", *names):
            by_key[pk].__dict__.update(zip(names, streams, strict=True))
