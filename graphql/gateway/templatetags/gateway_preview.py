"""What the portal's own page of a preview makes of an answer of the graph."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from django import template

register = template.Library()

_TITLES = {"title", "question"}


class Piece(NamedTuple):
    """A piece of a block: words, rich text that the graph has made safe, or the address of a picture."""

    text: str
    is_title: bool = False
    is_rich: bool = False
    is_picture: bool = False


@register.filter
def instant(text: str | None) -> dt.datetime | None:
    """Answer an instant of the graph as templates write it."""
    return dt.datetime.fromisoformat(text) if text else None


@register.filter
def pieces(block: Any) -> Iterator[Piece]:
    """Answer what there is to read in a block, whatever its kind, in the order of the document."""
    match block:
        case {"html": str() as html}:
            yield Piece(html, is_rich=True)
        case {"url": str() as url, "width": _}:
            yield Piece(url, is_picture=True)
        case dict():
            for name, value in block.items():
                if isinstance(value, str) and name in _TITLES:
                    yield Piece(value, is_title=True)
                elif name not in ("__typename", "url", "tone", "level"):
                    yield from pieces(value)
        case list():
            for one in block:
                yield from pieces(one)
        case str() if block:
            yield Piece(block)
