"""Searching pages, with what was found marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import graphene
from wagtail.models import Page as PageModel

from cms.search import count_by_kind, marked, snippet_of
from gateway.content.connections import connection_type
from gateway.content.enums import KINDS, PageKind
from gateway.content.fields import many, number, one, public, text, truth
from gateway.content.pages import Page
from gateway.content.sight import sight_of
from gateway.paging import Connection


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that was found, and with what; what ``SearchHit`` reads."""

    page: PageModel
    query: str


class TextPiece(graphene.ObjectType):
    """Reads a ``Piece``."""

    class Meta:
        description = public("A stretch of a text, plain: mark it by what it is, not by tags in it.")

    text = text("The stretch.")
    is_match = truth("Whether it is what was looked for.")


class SearchHit(graphene.ObjectType):
    """Reads a ``Hit``."""

    class Meta:
        description = public("A page that was found.")

    page = one(Page, "The page.", required=True)
    title = many(
        TextPiece, "Its title in pieces, matches marked.", lambda root, info: marked(root.page.title, root.query)
    )
    snippet = many(
        TextPiece,
        "The stretch in which something was found, in pieces; the page's beginning where only its title fits.",
        lambda root, info: snippet_of(root.page, root.query),
    )


class SearchFacet(graphene.ObjectType):
    """Reads a pair of kind and count."""

    class Meta:
        description = public("How many pages of a kind were found.")

    kind = one(PageKind, "The kind.", lambda root, info: root[0], required=True)
    count = number("How many, whichever kinds were asked for.", lambda root, info: root[1])


def _facets(root: Connection, info: Any) -> list[tuple[str, int]]:
    counts = count_by_kind(root.extra["text"], sight_of(info), language=root.extra["language"])
    return [(name, counts[model]) for name, model in KINDS.items() if model in counts]


SearchEdge, _fields = connection_type(SearchHit, "Search", "Pages that were found, the best first.")
_fields["facets"] = many(SearchFacet, "How many were found of each kind; counted only when asked for.", _facets)
SearchConnection = type("SearchConnection", (graphene.ObjectType,), _fields)
