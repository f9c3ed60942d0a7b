"""Connections: edges, nodes, page information and a total that is counted only when asked for."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

import strawberry
from django.utils.translation import gettext as _

from gateway.errors import BadInput
from gateway.peers import share
from workflows.selectors.paging import MalformedCursor, Page, PageTooLarge

Node = TypeVar("Node")

First = Annotated[
    int, strawberry.argument(description="How many at most: 0 to 100, 20 unless said otherwise. Since 0.1.")
]
After = Annotated[
    str | None, strawberry.argument(description="The cursor after which to begin, from pageInfo.endCursor. Since 0.1.")
]


@strawberry.type(description="Where a page of a connection stands in the whole list. Since 0.1.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follow. Since 0.1.")
    has_previous_page: bool = strawberry.field(description="Whether some come before. Since 0.1.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first one here. Since 0.1.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last one here. Since 0.1.")


@strawberry.type(description="One object of a connection and its place. Since 0.1.")
class Edge(Generic[Node]):
    node: Node = strawberry.field(description="The object. Since 0.1.")
    cursor: str = strawberry.field(description="Its place, for after. Since 0.1.")


def _total(root: strawberry.Parent[Connection[Any]]) -> int:
    return root.page.total


@strawberry.type(description="A page of a list. Since 0.1.")
class Connection(Generic[Node]):
    page: strawberry.Private[Page[Any]]
    nodes: list[Node] = strawberry.field(description="The objects of this page. Since 0.1.")
    edges: list[Edge[Node]] = strawberry.field(description="The objects of this page with their cursors. Since 0.1.")
    page_info: PageInfo = strawberry.field(description="Where this page stands. Since 0.1.")
    total_count: int = strawberry.field(
        resolver=_total, description="How many the whole list has; counted only when asked for. Since 0.1."
    )


def connect(ask: Any, *, after: str | None) -> Any:
    """
    Answer a connection of the page that ``ask`` gives; its rows are peers.

    :raises BadInput: for a page size or cursor that the list does not take
    """
    try:
        page = ask()
    except PageTooLarge as error:
        raise BadInput(_("first: ask for 0 to 100.")) from error
    except MalformedCursor as error:
        raise BadInput(_("after: this cursor is not from this list; use pageInfo.endCursor.")) from error
    rows = share(page.rows)
    edges: list[Any] = [Edge(node=row, cursor=page.cursor_of(row)) for row in rows]
    info = PageInfo(
        has_next_page=page.has_next,
        has_previous_page=after is not None,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    return Connection(page=page, nodes=rows, edges=edges, page_info=info)
