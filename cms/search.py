"""Searching the published pages in Chinese, in pinyin initials and in Latin script, in any mixture."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import BigIntegerField, Count, F, Model, Value
from django.db.models.functions import Cast
from wagtail.models import Page
from wagtail.query import PageQuerySet

from cms.models import PortalPage
from cms.visibility import Sight
from cms.words import query_of, terms_of
from workflows.selectors.paging import USUAL_PAGE, Order, page_of
from workflows.selectors.paging import Page as Listed

BEFORE, AFTER = 30, 90
"""Characters of a snippet on either side of what was found."""
_PRECISION = 1_000_000


class ByRank(Order):
    """The best first; ranks are whole numbers, so that a cursor finds its place again."""

    def value(self, name: str, value: object, model: type[Model]) -> int:
        """
        Answer a rank or a key.

        :raises ValueError: it is none
        """
        if type(value) is not int or abs(value) >= 2**62:
            raise ValueError("no rank and no key")
        return value


BEST_FIRST = ByRank(("rank",), descending=True)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, and whether it is what was looked for."""

    text: str
    is_match: bool


def search_pages(
    text: str,
    sight: Sight,
    *,
    kinds: Collection[type[PortalPage]] = (),
    language: str | None = None,
    first: int = USUAL_PAGE,
    after: str | None = None,
) -> Listed[Page]:
    """
    Answer a page of the hits, the best first: one query, one more for each type of page.

    :raises PageTooLarge: unless ``first`` is 0 to 100
    :raises MalformedCursor: for an ``after`` that no search gave
    """
    hits = _hits(text, sight, language)
    if kinds:
        hits = hits.exact_type(*kinds)
    return page_of(hits.specific(), order=BEST_FIRST, first=first, after=after)


def count_by_kind(text: str, sight: Sight, *, language: str | None = None) -> dict[type[Model], int]:
    """Answer how many pages of each kind are found (one query)."""
    hits = _hits(text, sight, language).order_by()
    counted = hits.values_list("content_type").annotate(count=Count("pk")).values_list("content_type", "count")
    kinds = {pk: ContentType.objects.get_for_id(pk).model_class() for pk, _ in counted}
    return {kind: count for pk, count in counted if (kind := kinds[pk]) is not None}


def marked(text: str, query: str) -> list[Piece]:
    """Answer a text in pieces, those that were looked for marked."""
    terms = terms_of(query)
    if not terms or not text:
        return [Piece(text, is_match=False)] if text else []
    parts = re.split(f"({'|'.join(map(re.escape, terms))})", text, flags=re.IGNORECASE)
    return [Piece(part, is_match=place % 2 == 1) for place, part in enumerate(parts) if part]


def snippet_of(page: PortalPage, query: str) -> list[Piece]:
    """Answer the stretch of a page in which something was found, in pieces; its beginning where only the title fits."""
    terms = terms_of(query)
    pattern = re.compile("|".join(map(re.escape, terms)) or r"(?!)", re.IGNORECASE)
    pieces = [piece for piece in (page.search_description, *page.pieces()) if piece]
    for piece in pieces:
        if found := pattern.search(piece):
            start, end = max(0, found.start() - BEFORE), min(len(piece), found.end() + AFTER)
            window = f"{'…' if start else ''}{piece[start:end]}{'…' if end < len(piece) else ''}"
            return marked(window, query)
    beginning = pieces[0] if pieces else ""
    return marked(beginning[: BEFORE + AFTER] + ("…" if len(beginning) > BEFORE + AFTER else ""), query)


def _hits(text: str, sight: Sight, language: str | None) -> PageQuerySet:
    asked = query_of(text)
    if not asked:
        return Page.objects.none().annotate(rank=Value(0, BigIntegerField()))
    query = SearchQuery(asked, search_type="raw", config="simple")
    hits = sight.pages().filter(index_entries__body=query)
    if language:
        hits = hits.filter(locale__language_code=language)
    rank = SearchRank(F("index_entries__body"), query) * _PRECISION
    return hits.annotate(rank=Cast(rank, BigIntegerField()))
