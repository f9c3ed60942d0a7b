"""A schema in which every field can do everything wrong, so that two ways of executing it can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
    GraphQLUnionType,
    Undefined,
)

from gateway.executor import shares_its_info


class Gives(StrEnum):
    """What a field gives."""

    GOOD = "GOOD"
    NOTHING = "NOTHING"
    UNDEFINED = "UNDEFINED"
    RAISES = "RAISES"
    REFUSES = "REFUSES"
    RETURNS_ERROR = "RETURNS_ERROR"
    BAD = "BAD"
    NO_VALUE = "NO_VALUE"
    HOLE = "HOLE"
    ERROR_INSIDE = "ERROR_INSIDE"
    NO_LIST = "NO_LIST"


SHAPES: dict[str, Any] = {
    "one": lambda of: of,
    "must": GraphQLNonNull,
    "many": GraphQLList,
    "manyMust": lambda of: GraphQLList(GraphQLNonNull(of)),
    "mustMany": lambda of: GraphQLNonNull(GraphQLList(of)),
    "mustManyMust": lambda of: GraphQLNonNull(GraphQLList(GraphQLNonNull(of))),
    "grid": lambda of: GraphQLList(GraphQLList(of)),
    "gridMust": lambda of: GraphQLList(GraphQLNonNull(GraphQLList(GraphQLNonNull(of)))),
}
LEAVES = ("number", "tone")
COMPOSITES = ("thing", "being", "named")


@dataclass
class Bird:
    """An object of attributes, where a thing is a dict."""

    name: Any = "一只鸟"
    kind: str = "Bird"

    def song(self, info: Any, **how: Any) -> str:
        """Answer what a default resolver calls."""
        return f"{self.name}唱 {how}"


def _serialize(value: Any) -> Any:
    if value == "bad":
        raise ValueError("这不是数")
    return None if value == "no value" else value


Number = GraphQLScalarType("Number", serialize=_serialize)
Tone = GraphQLEnumType("Tone", {"HIGH": "high", "LOW": "low"})
Give = GraphQLEnumType("Give", Gives)
Bound = GraphQLInputObjectType("Bound", lambda: {"words": GraphQLInputField(GraphQLList(GraphQLString))})


def _value(kind: str, gives: str = Gives.GOOD) -> Any:
    good = {"number": 7, "tone": "high", "thing": {"kind": "Thing", "name": "东西"}, "being": Bird(), "named": Bird()}
    bad = {"number": "bad", "tone": "shrill", "thing": {"kind": "Bird"}, "being": {"kind": "Stone"}, "named": {}}
    nothing = {"number": "no value", "tone": "bad", "thing": {}, "being": {"kind": "Number"}, "named": {"kind": 3}}
    return {Gives.BAD: bad, Gives.NO_VALUE: nothing}.get(Gives(gives), good)[kind]


def _given(kind: str, shape: str, gives: str) -> Any:
    if gives == Gives.RAISES:
        raise ValueError(f"{kind} {shape}")
    if gives == Gives.REFUSES:
        raise GraphQLError("nein", extensions={"code": "NO"})
    whole = {Gives.NOTHING: None, Gives.UNDEFINED: Undefined, Gives.RETURNS_ERROR: KeyError("zurück"), Gives.NO_LIST: 7}
    if gives in whole:
        return whole[Gives(gives)]
    inside = {Gives.HOLE: None, Gives.ERROR_INSIDE: RuntimeError("innen")}
    item = inside[Gives(gives)] if gives in inside else _value(kind, gives)
    if shape in {"one", "must"}:
        return item
    row = [_value(kind), item, _value(kind), item]
    return [row, item if gives in inside else row] if shape.startswith("grid") else tuple(row)


def _asked(kind: str, shape: str, of: GraphQLOutputType) -> GraphQLField:
    give = GraphQLArgument(Give, default_value=Gives.GOOD)
    return GraphQLField(
        SHAPES[shape](of), args={"give": give}, resolve=lambda source, info, give: _given(kind, shape, give)
    )


def _plain(kind: str, shape: str, of: GraphQLOutputType, gives: str) -> GraphQLField:
    resolve = shares_its_info(lambda source, info: _given(kind, shape, gives))
    return GraphQLField(SHAPES[shape](of), resolve=resolve)


def _fields() -> dict[str, GraphQLField]:
    types = {"number": Number, "tone": Tone, "thing": Thing, "being": Being, "named": Named}
    fields = {
        "name": GraphQLField(GraphQLString),
        "song": GraphQLField(GraphQLString, args={"how": GraphQLArgument(GraphQLString, default_value="leise")}),
        "echo": GraphQLField(GraphQLString, args={"bound": GraphQLArgument(Bound)}, resolve=_echo),
        "needs": GraphQLField(
            GraphQLInt, args={"n": GraphQLArgument(GraphQLNonNull(GraphQLInt))}, resolve=lambda source, info, n: n
        ),
    }
    for shape in SHAPES:
        fields |= {f"{kind}_{shape}": _asked(kind, shape, types[kind]) for kind in (*LEAVES, *COMPOSITES)}
        for kind in LEAVES:
            fields |= {f"plain_{kind}_{shape}_{gives}": _plain(kind, shape, types[kind], gives) for gives in Gives}
    return fields


def _echo(source: Any, info: Any, bound: dict[str, list[str]] | None = None) -> str:
    """Answer the words, and spoil them for whoever is given the same ones again."""
    words = (bound or {}).setdefault("words", [])
    words.append("noch eins")
    return " ".join(words)


def _kind(value: Any) -> Any:
    return value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)


def _is(name: str) -> Any:
    return lambda value, info: _kind(value) == name


Named = GraphQLInterfaceType("Named", {"name": GraphQLField(GraphQLString)})
Thing = GraphQLObjectType("Thing", _fields, interfaces=[Named], is_type_of=_is("Thing"))
AnyBird = GraphQLObjectType("Bird", _fields, interfaces=[Named], is_type_of=_is("Bird"))
Being = GraphQLUnionType("Being", [Thing, AnyBird], resolve_type=lambda value, info, of: _kind(value))


def _add(source: Any, info: Any, n: int) -> int:
    if n < 0:
        raise ValueError("weniger als nichts")
    info.context.append(n)
    return sum(info.context)


def _mutation() -> dict[str, GraphQLField]:
    n = {"n": GraphQLArgument(GraphQLNonNull(GraphQLInt))}
    return {
        "add": GraphQLField(GraphQLInt, args=n, resolve=_add),
        "mustAdd": GraphQLField(GraphQLNonNull(GraphQLInt), args=n, resolve=_add),
        "thing": GraphQLField(Thing, resolve=lambda source, info: {"kind": "Thing", "name": str(info.context)}),
    }


schema = GraphQLSchema(
    GraphQLObjectType("Query", _fields), GraphQLObjectType("Mutation", _mutation), types=[Thing, AnyBird]
)
