"""Edges between records: what is seen of the rows above and below one, loaded for all of its peers."""

from __future__ import annotations

from typing import Any

import strawberry
from django.db.models import Model

from cms.selectors.seen import seen_above, seen_below
from gateway.peers import load_for


def above(relation: str, description: str) -> Any:
    """Make the field that leads to the row to which a relation leads; null where the reader may not see that."""

    def resolver(root: strawberry.Parent[Any], info: strawberry.Info) -> Any:
        sight = info.context.sight
        return load_for(root, f"above {relation}", lambda rows: seen_above(rows, relation, sight))

    return strawberry.field(resolver=resolver, description=description)


def below(model: type[Model], relation: str, description: str) -> Any:
    """Make the field that lists the rows of a kind whose relation leads here, those that the reader may see."""

    def resolver(root: strawberry.Parent[Any], info: strawberry.Info) -> Any:
        sight = info.context.sight
        edge = f"below {model.__name__}.{relation}"
        return load_for(root, edge, lambda rows: seen_below(rows, model, relation, sight)) or []

    return strawberry.field(resolver=resolver, description=description)
