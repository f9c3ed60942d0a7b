"""Every place of the schema at which a client can put a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLNonNull,
    get_named_type,
    is_leaf_type,
)

from gateway.schema import schema

EXAMPLES = {"Int": "1", "Boolean": "true", "Date": '"2026-11-02"', "String": '"x"', "ID": '"x"', "Float": "1"}
TEXTS = frozenset({"String", "ID"})

Argument = GraphQLArgument | GraphQLInputField


@dataclass(frozen=True, slots=True)
class Place:
    """An argument, or a field of an argument's input, that takes a text, in a document that puts ``$text`` there."""

    name: str
    document: str

    def __str__(self) -> str:
        return self.name


def text_places() -> list[Place]:
    """Answer every place of a root field's arguments that takes a text, by its name."""
    joined = schema()
    roots = {"query": joined.query_type, "mutation": joined.mutation_type}
    return [place for kind, root in roots.items() if root for place in _places(kind, root.fields)]


def _places(kind: str, fields: dict[str, GraphQLField]) -> Iterator[Place]:
    for name, field in fields.items():
        for path, named, in_list in _texts(field.args):
            given = _given(field.args, path, "[$text]" if in_list else "$text")
            selection = "" if is_leaf_type(get_named_type(field.type)) else "{ __typename }"
            yield Place(f"{name}.{'.'.join(path)}", f"{kind} ($text: {named}!) {{ {name}({given}) {selection} }}")


def _texts(
    arguments: dict[str, Any], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], GraphQLNamedType, bool]]:
    for name, argument in arguments.items():
        named = get_named_type(argument.type)
        if isinstance(named, GraphQLInputObjectType):
            yield from _texts(named.fields, (*above, name))
        elif named.name in TEXTS:
            yield (*above, name), named, "[" in str(argument.type)


def _given(arguments: dict[str, Any], path: tuple[str, ...], text: str) -> str:
    """Answer arguments with the text at its place, and an example at every other place that needs something."""
    wanted, rest = path[0] if path else None, path[1:]
    given = []
    for name, argument in arguments.items():
        if name == wanted and not rest:
            given.append(f"{name}: {text}")
        elif name == wanted or _is_needed(argument):
            given.append(f"{name}: {_value(argument, rest if name == wanted else (), text)}")
    return ", ".join(given)


def _is_needed(argument: Argument) -> bool:
    return isinstance(argument.type, GraphQLNonNull) and not _has_default(argument)


def _has_default(argument: Argument) -> bool:
    return bool(argument.default_value is not None and str(argument.default_value) != "Undefined")


def _value(argument: Argument, path: tuple[str, ...], text: str) -> str:
    named = get_named_type(argument.type)
    if isinstance(named, GraphQLInputObjectType):
        return f"{{{_given(named.fields, path, text)}}}"
    return next(iter(named.values)) if isinstance(named, GraphQLEnumType) else EXAMPLES[named.name]
