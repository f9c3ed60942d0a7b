"""Links: where a reader can go, in the frontend's own addresses."""

from __future__ import annotations

from dataclasses import dataclass

import graphene
from wagtail.models import Page as PageModel

from cms.models import PortalDocument
from gateway.content.fields import one, public, text, truth
from gateway.content.media import Document
from gateway.content.prose import Stored


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads; what ``Link`` reads."""

    url: str
    page: PageModel | None = None
    document: PortalDocument | None = None

    @property
    def is_external(self) -> bool:
        """Answer whether it leads off the site."""
        return self.page is None and self.document is None and not self.url.startswith(("/", "#"))


class Link(graphene.ObjectType):
    """Reads a ``Target``."""

    class Meta:
        description = public("Where a reader can go: a page, a document, or an address.")

    url = text("The address: full for pages and documents, as the editors wrote it otherwise.")
    page = one("gateway.content.pages.Page", "The page, where it leads to one.")
    document = one(Document, "The document, where it leads to one.")
    is_external = truth("Whether it leads off the site.")

    @staticmethod
    def leading(stored: Stored) -> Target | None:
        """Answer where a stored link leads; None where the reader cannot go there."""
        references = stored.references
        if page := stored.page("page"):
            return Target(references.address("page", page.pk) or "", page=page)
        if document := stored.document("document"):
            return Target(references.address("document", document.pk) or "", document=document)
        url = stored.words("url")
        return Target(url) if url else None
