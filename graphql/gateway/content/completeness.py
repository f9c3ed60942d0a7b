"""Whether everything that editors can make has a type in the graph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import Error
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models

from cms.models import OFFICE_PAGES
from gateway.content import blocks, node, pages


def missing_types() -> list[str]:
    """Answer what has no type: page models without one, and blocks of their fields."""
    return [*_pages_without_type(), *_blocks_without_type()]


def content_is_complete(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Answer a fault for everything that editors could make and nobody could read."""
    return [
        Error(missing, hint="Declare its type in gateway.content.", id="gateway.E001") for missing in missing_types()
    ]


def _page_models() -> list[type[Page]]:
    return [model for model in get_page_models() if model not in (Page, *OFFICE_PAGES)]


def _pages_without_type() -> Iterator[str]:
    typed = {page_type._meta.model for page_type in pages.TYPES}
    for model in _page_models():
        if model not in typed or model not in node.TYPE_NAMES:
            yield f"{model._meta.label} has no type in the graph"


def _blocks_without_type() -> Iterator[str]:
    for model in _page_models():
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                for name, block in field.stream_block.child_blocks.items():
                    if type(block) not in blocks.TYPES:
                        place = f"{model._meta.label}.{field.name}.{name}"
                        yield f"{place}: {type(block).__name__} has no type in the graph"
