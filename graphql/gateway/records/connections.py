"""The types of connections of the records; ``gateway.paging`` answers what they read."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

import strawberry

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


@strawberry.type(description="A page of a list. Since 0.1.")
class Connection(Generic[Node]):
    nodes: list[Node] = strawberry.field(description="The objects of this page. Since 0.1.")
    edges: list[Edge[Node]] = strawberry.field(description="The objects of this page with their cursors. Since 0.1.")
    page_info: PageInfo = strawberry.field(description="Where this page stands. Since 0.1.")
    total_count: int = strawberry.field(
        description="How many the whole list has; counted only when asked for. Since 0.1."
    )
