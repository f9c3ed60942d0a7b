"""Connections as the types of both libraries read them: edges, nodes, page information and a total, each when asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from gateway.errors import BadInput
from gateway.peers import share
from workflows.selectors.paging import MalformedCursor, Page, PageTooLarge

Dress = Callable[[Any], Any]
"""Answers the object that shows a row."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One object of a connection and its place; what types of edges read."""

    node: Any
    row: Any
    page: Page[Any]

    @property
    def cursor(self) -> str:
        """Answer the place, for ``after``."""
        return self.page.cursor_of(self.row)


@dataclass(frozen=True, slots=True)
class PageInfo:
    """Where a page stands in the whole list; what ``PageInfo`` of the graph reads."""

    page: Page[Any]
    after: str | None

    @property
    def has_next_page(self) -> bool:
        """Answer whether more follow."""
        return self.page.has_next

    @property
    def has_previous_page(self) -> bool:
        """Answer whether some come before."""
        return bool(self.after)

    @property
    def start_cursor(self) -> str | None:
        """Answer the cursor of the first one here."""
        return self.page.cursor_of(self.page.rows[0]) if self.page.rows else None

    @property
    def end_cursor(self) -> str | None:
        """Answer the cursor of the last one here."""
        return self.page.cursor_of(self.page.rows[-1]) if self.page.rows else None


@dataclass(frozen=True)
class Connection:
    """A page of a list; what types of connections read. ``extra`` is kept for fields that a list has of its own."""

    page: Page[Any]
    page_info: PageInfo
    dress: Dress | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def nodes(self) -> Sequence[Any]:
        """Answer the objects of this page."""
        return [self.dress(row) for row in self.page.rows] if self.dress else self.page.rows

    @property
    def edges(self) -> list[Edge]:
        """Answer the objects of this page with their cursors."""
        return [Edge(node, row, self.page) for node, row in zip(self.nodes, self.page.rows, strict=True)]

    @property
    def total_count(self) -> int:
        """Answer how many the whole list has; counts them."""
        return self.page.total


def with_peers(page: Page[Any]) -> Page[Any]:
    """Answer a page of a list whose rows are peers of one another."""
    share(page.rows)
    return page


def connect(ask: Callable[[], Page[Any]], *, after: str | None, dress: Dress | None = None, **extra: Any) -> Any:
    """
    Answer the ``Connection`` of the page that ``ask`` gives; typed as anything, because it stands for its type.

    :raises BadInput: for a page size or cursor that the list does not take
    """
    try:
        page = ask()
    except PageTooLarge as error:
        raise BadInput(_("first: ask for 0 to 100.")) from error
    except MalformedCursor as error:
        raise BadInput(_("after: this cursor is not from this list; use pageInfo.endCursor.")) from error
    return Connection(page, PageInfo(page, after), dress, extra)
