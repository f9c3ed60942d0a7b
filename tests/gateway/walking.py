"""A walk through everything that somebody can get: made from the schema, so that it finds what is new by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation
from graphql import (
    DefinitionNode,
    DocumentNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    parse,
)
from graphql.execution import execute_sync

from gateway.context import Context
from gateway.executor import Executor
from gateway.schema import schema
from tests.gateway.asking import PATH
from workflows.models import Account
from workflows.regulation.actor import Actor

Fielded = GraphQLObjectType | GraphQLInterfaceType
HOPS = 3
"""From a root field over this many edges to rows: with the root field itself, a depth of four."""


class Fragments:
    """A fragment for every type: all of its fields, edges to rows as far as there are hops left."""

    def __init__(self) -> None:
        """Begin with none."""
        self.texts: dict[str, str] = {}

    def of(self, named: Any, hops: int) -> str:
        """Answer the spread of a type's fragment, making it where there is none yet."""
        name = f"{named.name}_{hops}"
        if name not in self.texts:
            self.texts[name] = ""  # is being made: a type inside itself, as an entry of a menu, ends there
            self.texts[name] = f"fragment {name} on {named.name} {{ __typename {' '.join(self._parts(named, hops))} }}"
        return f"...{name}"

    def _parts(self, named: Any, hops: int) -> Iterator[str]:
        if isinstance(named, GraphQLInterfaceType | GraphQLUnionType):
            for member in schema().get_possible_types(named):
                yield self.of(member, hops)
            return
        for name, one in named.fields.items():
            inner = get_named_type(one.type)
            left = hops - 1 if is_row(inner) else hops
            if is_leaf_type(inner):
                yield f"{name}{arguments_of(one)}"
            elif left >= 0 and self.texts.get(f"{inner.name}_{left}", "made") != "":
                yield f"{name}{arguments_of(one)} {{ {self.of(inner, left)} }}"

    @property
    def definitions(self) -> tuple[DefinitionNode, ...]:
        """Answer all of them, parsed."""
        return parse(" ".join(self.texts.values())).definitions


def is_row(named: Any) -> bool:
    """Answer whether a type is of rows, which ``node(id:)`` finds."""
    return named.name == "Node" or "Node" in {interface.name for interface in getattr(named, "interfaces", ())}


def arguments_of(one: GraphQLField) -> str:
    """Answer an example for every argument that a field cannot do without."""
    needed = {
        name: next(iter(of.values)) if isinstance(of := get_named_type(argument.type), GraphQLEnumType) else '"x"'
        for name, argument in one.args.items()
        if isinstance(argument.type, GraphQLNonNull) and str(argument.default_value) == "Undefined"
    }
    return f"({', '.join(f'{name}: {value}' for name, value in needed.items())})" if needed else ""


@cache
def document_for(root: str, hops: int) -> DocumentNode:
    """Answer a document that asks a root field, written with its arguments, for everything so many hops away."""
    query = schema().query_type
    assert query is not None
    fragments = Fragments()
    of = get_named_type(query.fields[root.partition("(")[0]].type)
    spread = "" if is_leaf_type(of) else f"{{ {fragments.of(of, hops)} }}"
    variables = "($id: ID!)" if "$id" in root else "($text: String!)" if "$text" in root else ""
    operation = parse(f"query Walk {variables} {{ __typename {root} {spread} }}").definitions
    return DocumentNode(definitions=(*operation, *fragments.definitions))


@dataclass
class Walk:
    """What one actor can get, root field by root field and row by row."""

    actor: Actor
    language: str = "zh-hans"
    answers: dict[str, Any] = field(default_factory=dict)

    def ask(self, root: str, hops: int = HOPS, **variables: Any) -> None:
        """Ask a root field for everything, and keep what it answers; a refusal to answer is an answer too."""
        with translation.override(self.language):
            result = execute_sync(
                schema(),
                document_for(root, hops),
                context_value=self.context,
                variable_values=variables,
                execution_context_class=Executor,
            )
        codes = {(error.extensions or {}).get("code") for error in result.errors or ()}
        assert codes <= {"UNAUTHENTICATED"}, (root, result.errors)
        self.answers[f"{root} {' '.join(map(str, variables.values()))}".strip()] = result.data

    @cached_property
    def context(self) -> Context:
        """Answer the context of all that is asked here: what the actor may see is worked out once."""
        account = Account.objects.get(pk=self.actor.account_id) if self.actor.is_signed_in else AnonymousUser()
        return Context(RequestFactory().post(PATH), account)

    @cached_property
    def seen(self) -> frozenset[str]:
        """Answer the fields that told something, by their types' names and their own."""
        return frozenset(_seen(self.answers))

    def tells(self, text: str) -> bool:
        """Answer whether a text stands anywhere in the answers."""
        return _tells(self.answers, text)


def _seen(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else ():
        yield from _seen(item)
    if isinstance(value, dict):
        type_name = value.get("__typename", "")
        for name, inner in value.items():
            if type_name and name != "__typename" and inner not in (None, "", []):
                yield f"{type_name}.{name}"
            yield from _seen(inner)


def _tells(value: Any, text: str) -> bool:
    if isinstance(value, str):
        return text in value
    if isinstance(value, dict):
        return any(_tells(inner, text) for inner in value.values())
    return isinstance(value, list) and any(_tells(inner, text) for inner in value)


def reachable_fields() -> set[str]:
    """Answer every field of every object type that a query can reach."""
    query = schema().query_type
    assert query is not None
    found: dict[str, Fielded] = {}
    waiting: list[Any] = [query]
    while waiting:
        named = waiting.pop()
        if named.name in found or is_leaf_type(named):
            continue
        found[named.name] = named
        if isinstance(named, GraphQLInterfaceType | GraphQLUnionType):
            waiting += schema().get_possible_types(named)
        waiting += [get_named_type(one.type) for one in getattr(named, "fields", {}).values()]
    objects = (named for named in found.values() if isinstance(named, GraphQLObjectType))
    return {f"{named.name}.{name}" for named in objects for name in named.fields}
