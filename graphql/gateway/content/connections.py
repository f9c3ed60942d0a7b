"""The types of connections of the content: the same shape as those of the records."""

from __future__ import annotations

from typing import Any

import graphene

from gateway.content.fields import argument, many, number, one, public, text, truth
from workflows.selectors.paging import USUAL_PAGE


class PageInfo(graphene.ObjectType):
    """Merged with the type of the same name that the records declare."""

    class Meta:
        description = "Where a page of a connection stands in the whole list. Since 0.1."

    has_next_page = truth("Whether more follow.")
    has_previous_page = truth("Whether some come before.")
    start_cursor = text("The cursor of the first one here.", required=False)
    end_cursor = text("The cursor of the last one here.", required=False)


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
        "total_count": number("How many the whole list has; counted only when asked for."),
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
