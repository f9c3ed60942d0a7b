"""What the preview of a page shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms.models import BoundPage
from cms.richtext import html_of
from workflows.models import Programme

register = template.Library()


@dataclass(frozen=True, slots=True)
class Part:
    """A field with words in it, under its label."""

    label: str
    value: Any
    is_rich: bool
    is_stream: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What the records say beside the prose."""

    programme: Programme | None
    refusal: str | None


@register.filter
def prose(page: Page) -> Iterator[Part]:
    """Answer the fields of a page that have words in them, in reading order."""
    for name in page.prose:
        field, value = page._meta.get_field(name), getattr(page, name)
        if value:
            yield Part(str(field.verbose_name), value, isinstance(field, RichTextField), isinstance(value, StreamValue))


@register.filter
def as_the_graph_would(html: str) -> SafeString:
    """Answer rich text whose links are written out with known tags alone: a preview runs nothing either."""
    return mark_safe(html_of(html, lambda kind, key: None))  # noqa: S308  html_of escapes all that it does not know


@register.simple_tag
def facts_of(page: Page) -> Facts | None:
    """Answer what the records say of the programme that a page shows; None for a page that shows none."""
    return Facts(page.programme_in_question(), page.refusal()) if isinstance(page, BoundPage) else None
