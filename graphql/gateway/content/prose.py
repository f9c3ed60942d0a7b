"""Rich text, links and blocks as they are stored, with what they refer to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import graphene
from wagtail.blocks import Block, StreamValue
from wagtail.models import Page as PageModel

from cms.blocks.raw import items_of, stored_blocks
from cms.models import PortalDocument, PortalImage, PortalPage
from cms.references import References, prose_of, references_in
from cms.richtext import html_of, markdown_of, plain_text_of
from cms.selectors.prose import read_prose
from gateway.content.fields import public, text
from gateway.content.sight import sight_of
from gateway.peers import load_for, share


@dataclass(frozen=True, slots=True)
class Rich:
    """Rich text with what it refers to; what ``RichText`` reads."""

    source: str
    references: References


@dataclass(frozen=True, slots=True)
class Stored:
    """A block, or an item of one, as it is stored, with what it refers to; what the types of blocks read."""

    value: Mapping[str, Any]
    references: References
    block: Block | None = None
    key: str = ""

    def words(self, name: str) -> str:
        """Answer a plain text; empty where there is none."""
        return str(self.value.get(name) or "")

    def rich(self, name: str) -> Rich:
        """Answer a rich text."""
        return Rich(str(self.value.get(name) or ""), self.references)

    def image(self, name: str) -> PortalImage | None:
        """Answer a picture, where the reader sees it."""
        return self.references.images.get(self.value.get(name) or 0)

    def document(self, name: str) -> PortalDocument | None:
        """Answer a document, where the reader sees it."""
        return self.references.documents.get(self.value.get(name) or 0)

    def page(self, name: str) -> PageModel | None:
        """Answer a page, where the reader sees it."""
        return self.references.pages.get(self.value.get(name) or 0)

    def part(self, name: str) -> Stored:
        """Answer a block inside this one."""
        return Stored(self.value.get(name) or {}, self.references)

    def items(self, name: str) -> list[Stored]:
        """Answer the items of a list inside this block."""
        return [Stored(item, self.references) for item in items_of(self.value.get(name))]


class RichText(graphene.ObjectType):
    """Reads a ``Rich``."""

    class Meta:
        description = public("Text with emphasis, lists and links; links lead to the frontend's own addresses.")

    html = text(
        "As HTML: known tags only, no attribute but the address of a link.",
        lambda root, info: html_of(root.source, root.references.address),
    )
    markdown = text("As Markdown.", lambda root, info: markdown_of(root.source, root.references.address))
    plain_text = text("The words alone.", lambda root, info: plain_text_of(root.source))


def references_of(page: PortalPage, info: Any) -> References:
    """Answer what a page's prose refers to, fetched together for the pages that it was read with."""
    sight = sight_of(info)
    found = load_for(page, "references", lambda pages: dict.fromkeys([p.pk for p in pages], _shared(pages, sight)))
    assert found is not None  # noqa: S101  the loader answers for every page
    return found


def with_prose(page: PortalPage) -> PortalPage:
    """Answer a page with its prose, which is read for all its peers at once where they were read without it."""
    load_for(page, "prose", _read)
    return page


def rich_field(name: str) -> Any:
    """Answer a resolver of a page's field of rich text."""

    def resolve(root: PortalPage, info: Any) -> Rich:
        references = references_of(root, info)
        return Rich(getattr(root, name), references)

    return resolve


def stream_field(name: str) -> Any:
    """Answer a resolver of a page's field of blocks."""

    def resolve(root: PortalPage, info: Any) -> list[Stored]:
        references = references_of(root, info)  # reads the prose of all peers, where they were read without it
        return list(stored_in(getattr(root, name), references))

    return resolve


def stored_in(stream: StreamValue, references: References) -> Iterator[Stored]:
    """Answer the blocks of a field as they are stored."""
    for block, stored in stored_blocks(stream):
        yield Stored(stored["value"], references, block, str(stored.get("id") or ""))


def shared_references(prose: Any, sight: Any) -> References:
    """Answer what some prose refers to; its pictures are peers of one another, and so are its pages."""
    references = references_in(prose, sight)
    share(references.images.values())
    share(references.documents.values())
    share(references.pages.values())
    return references


def _read(rows: Any) -> dict[int, Any]:
    read_prose([page for page in rows if isinstance(page, PortalPage)])
    return {}


def _shared(rows: Any, sight: Any) -> References:
    pages = [page for page in rows if isinstance(page, PortalPage)]
    read_prose(pages)
    return shared_references([prose for page in pages for prose in prose_of(page)], sight)
