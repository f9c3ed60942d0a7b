"""Fields with their descriptions: what it is, who may see it, since when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import graphene

Resolver = Callable[..., Any]


def public(description: str) -> str:
    """Answer a description of something that everybody may see."""
    return f"{description} Public. Since 0.1."


def text(description: str, resolver: Resolver | None = None, *, required: bool = True) -> graphene.String:
    """Declare a field of words."""
    return graphene.String(required=required, description=public(description), resolver=resolver)


def number(description: str, resolver: Resolver | None = None, *, required: bool = True) -> graphene.Int:
    """Declare a field of a whole number."""
    return graphene.Int(required=required, description=public(description), resolver=resolver)


def truth(description: str, resolver: Resolver | None = None) -> graphene.Boolean:
    """Declare a field that is true or false."""
    return graphene.Boolean(required=True, description=public(description), resolver=resolver)


def instant(description: str, resolver: Resolver | None = None, *, required: bool = False) -> graphene.DateTime:
    """Declare a field of an instant, in UTC."""
    return graphene.DateTime(required=required, description=public(description), resolver=resolver)


def one(of: Any, description: str, resolver: Resolver | None = None, *, required: bool = False, **args: Any) -> Any:
    """Declare a field of one object, which can be missing unless it is said to be required."""
    return graphene.Field(of, required=required, description=public(description), resolver=resolver, args=args or None)


def many(of: Any, description: str, resolver: Resolver | None = None, **args: Any) -> Any:
    """Declare a field of a bounded set of objects."""
    of_many = graphene.List(graphene.NonNull(of))
    return graphene.Field(of_many, required=True, description=public(description), resolver=resolver, args=args or None)


def argument(of: Any, description: str, *, required: bool = False, default: Any = None) -> graphene.Argument:
    """Declare an argument."""
    given = {} if default is None else {"default_value": default}
    return graphene.Argument(of, required=required, description=f"{description} Since 0.1.", **given)


def enum(name: str, description: str, values: dict[str, tuple[Any, str]]) -> Any:
    """Make an enum: each value's name with what it stands for and its description."""
    words = dict(values.values())
    members = {member: value for member, (value, _) in values.items()}

    def describe(value: Any) -> str:
        return public(f"{description} Clients must expect new values." if value is None else words[value.value])

    return graphene.Enum(name, members, description=describe)
