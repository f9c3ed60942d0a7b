"""What prose refers to: pictures, documents and pages, found in stored values and fetched for many pages at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page

from cms.addresses import url_of
from cms.blocks.raw import leaves, stored_blocks
from cms.frontend import file_url
from cms.models import PortalDocument, PortalImage, PortalPage
from cms.richtext import linked_in
from cms.selectors.media import images_of
from cms.visibility import Sight

Prose: TypeAlias = "StreamValue | str"
"""A field that holds words: a stream of blocks, or rich text."""

_CHOOSERS = {ImageChooserBlock: "image", DocumentChooserBlock: "document", blocks.PageChooserBlock: "page"}


@dataclass(frozen=True)
class References:
    """What some prose refers to and the actor sees, by key; what is missing here is missing for the reader."""

    sight: Sight
    images: Mapping[int, PortalImage] = field(default_factory=dict)
    documents: Mapping[int, PortalDocument] = field(default_factory=dict)
    pages: Mapping[int, Page] = field(default_factory=dict)

    def address(self, kind: str, key: int) -> str | None:
        """Answer where a link to a page or a document leads; None where the reader does not see it."""
        if kind == "document":
            document = self.documents.get(key)
            return file_url(document.url) if document is not None else None
        page = self.pages.get(key)
        return url_of(page, self.sight.roots) if page is not None else None


def references_in(prose: Iterable[Prose], sight: Sight) -> References:
    """Answer what these texts refer to (one query for each kind that occurs, and one for each type of page)."""
    keys: dict[str, set[int]] = defaultdict(set)
    for text in prose:
        for kind, key in _keys_in(text):
            keys[kind].add(key)
    images, documents, pages = keys["image"], keys["document"], keys["page"]
    return References(
        sight,
        images_of(images, sight),
        sight.documents().in_bulk(documents) if documents else {},
        {page.pk: page for page in sight.pages(Page.objects.filter(pk__in=pages)).specific()} if pages else {},
    )


def prose_of(page: PortalPage) -> list[Prose]:
    """Answer the fields of a page that can refer to something."""
    return [getattr(page, name) for name in page.prose]


def _keys_in(prose: Prose) -> Iterable[tuple[str, int]]:
    if isinstance(prose, str):
        yield from linked_in(prose)
        return
    for block, stored in stored_blocks(prose):
        for leaf, value in leaves(block, stored["value"]):
            if isinstance(leaf, blocks.RichTextBlock):
                yield from linked_in(value)
            elif (kind := _CHOOSERS.get(type(leaf))) and isinstance(value, int):
                yield kind, value
