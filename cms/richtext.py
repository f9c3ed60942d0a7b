"""Rich text: made of plain text, and cleaned for a frontend elsewhere, with links that lead where its reader can go."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from html.parser import HTMLParser

from markdownify import markdownify
from wagtail.rich_text import get_text_for_indexing

from cms.blocks.links import ADDRESS

Links = Callable[[str, int], str | None]
"""Answers the address of a page or a document by its kind and key; None where the reader does not see it."""

_TAGS = frozenset({"a", "b", "br", "em", "h2", "h3", "h4", "i", "li", "ol", "p", "strong", "ul"})
_EMPTY = frozenset({"br"})
_SILENT = frozenset({"script", "style", "template"})
_ADDRESS = re.compile(ADDRESS)
_LINK = re.compile(r'<a\b[^>]*\blinktype="(page|document)"[^>]*>')
_KEY = re.compile(r'\bid="(\d{1,18})"')


def paragraphs(text: str) -> str:
    """Answer plain text as rich text: an empty line separates paragraphs."""
    return "".join(f"<p>{escape(part.strip())}</p>" for part in text.strip().split("\n\n") if part.strip())


def linked_in(source: str) -> list[tuple[str, int]]:
    """Answer the pages and documents to which a text links, by kind and key."""
    return [(tag[1], int(key[1])) for tag in _LINK.finditer(source) if (key := _KEY.search(tag[0]))]


def html_of(source: str, links: Links) -> str:
    """Answer the text as HTML: known tags, no attribute but addresses; a link to what is not seen is plain text."""
    expansion = _Expansion(links)
    expansion.feed(source)
    expansion.close()
    return "".join(expansion.parts)


def markdown_of(source: str, links: Links) -> str:
    """Answer the text as Markdown."""
    return str(markdownify(html_of(source, links), heading_style="ATX", bullets="-")).strip()


def plain_text_of(source: str) -> str:
    """Answer the words alone."""
    return str(get_text_for_indexing(source))


class _Expansion(HTMLParser):
    """Writes what it reads, as far as it is known and leads somewhere."""

    def __init__(self, links: Links) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._links = links
        self._silent = 0
        self._is_link_open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag not in _TAGS or self._silent:
            return
        if tag != "a":
            self.parts.append(f"<{tag}>")
            return
        address = self._address({name: value or "" for name, value in attrs})
        self._is_link_open.append(address is not None)
        if address is not None:
            self.parts.append(f'<a href="{escape(address)}">')

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag not in _TAGS - _EMPTY or self._silent:
            return
        if tag != "a" or (self._is_link_open and self._is_link_open.pop()):
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(escape(data, quote=False))

    def _address(self, attributes: Mapping[str, str]) -> str | None:
        kind, key = attributes.get("linktype"), attributes.get("id", "")
        if kind in {"page", "document"} and key.isdecimal():
            return self._links(kind, int(key))
        address = attributes.get("href", "")
        return address if _ADDRESS.match(address) else None
