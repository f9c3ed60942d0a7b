"""Connections over what the selectors of ``cms`` answer; the same shape as those of the records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import graphene
from django.utils.translation import gettext as _

from gateway.content.fields import argument, many, number, one, public, text, truth
from gateway.errors import BadInput
from gateway.peers import share
from workflows.selectors.paging import USUAL_PAGE, MalformedCursor, PageTooLarge
from workflows.selectors.paging import Page as Listed


class PageInfo(graphene.ObjectType):
    """Merged with the type of the same name that the records declare."""

    class Meta:
        description = "Where a page of a connection stands in the whole list. Since 0.1."

    has_next_page = truth("Whether more follow.")
    has_previous_page = truth("Whether some come before.")
    start_cursor = text("The cursor of the first one here.", required=False)
    end_cursor = text("The cursor of the last one here.", required=False)


@dataclass(frozen=True)
class Info:
    """What ``PageInfo`` reads."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True)
class Edge:
    """What an edge type reads."""

    node: Any
    cursor: str


@dataclass(frozen=True)
class Connection:
    """What a connection type reads."""

    listed: Listed[Any]
    nodes: Sequence[Any]
    edges: Sequence[Edge]
    page_info: Info
    extra: dict[str, Any] = field(default_factory=dict)


def connection_type(of: Any, name: str, description: str) -> tuple[type[graphene.ObjectType], dict[str, Any]]:
    """Answer the edge type of a connection and the fields that the connection itself has."""
    edge_fields = {
        "Meta": type(
            "Meta", (), {"name": f"{name}Edge", "description": public("One object of a connection and its place.")}
        ),
        "node": one(of, "The object.", required=True),
        "cursor": text("Its place, for after."),
    }
    edge = type(f"{name}Edge", (graphene.ObjectType,), edge_fields)
    fields = {
        "Meta": type("Meta", (), {"name": f"{name}Connection", "description": public(description)}),
        "nodes": many(of, "The objects of this page."),
        "edges": many(edge, "The objects of this page with their cursors."),
        "page_info": one(PageInfo, "Where this page stands.", required=True),
        "total_count": number(
            "How many the whole list has; counted only when asked for.", lambda root, info: root.listed.total
        ),
    }
    return edge, fields


def paging_arguments() -> dict[str, graphene.Argument]:
    """Answer the arguments of every connection."""
    return {
        "first": argument(
            graphene.Int, "How many at most: 0 to 100, 20 unless said otherwise.", required=True, default=USUAL_PAGE
        ),
        "after": argument(graphene.String, "The cursor after which to begin, from pageInfo.endCursor."),
    }


def with_peers(listed: Listed[Any]) -> Listed[Any]:
    """Answer a page of a list whose rows are peers of one another."""
    share(listed.rows)
    return listed


def connect(
    ask: Callable[[], Listed[Any]],
    *,
    after: str | None,
    dress: Callable[[Any], Any] | None = None,
    extra: dict[str, Any] | None = None,
) -> Connection:
    """
    Answer a connection of the page that ``ask`` gives, each row dressed as the node that shows it.

    :raises BadInput: for a page size or cursor that the list does not take
    """
    try:
        listed = ask()
    except PageTooLarge as error:
        raise BadInput(_("first: ask for 0 to 100.")) from error
    except MalformedCursor as error:
        raise BadInput(_("after: this cursor is not from this list; use pageInfo.endCursor.")) from error
    edges = [Edge(dress(row) if dress else row, listed.cursor_of(row)) for row in listed.rows]
    info = Info(
        has_next_page=listed.has_next,
        has_previous_page=after is not None,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    return Connection(listed, [edge.node for edge in edges], edges, info, extra or {})
