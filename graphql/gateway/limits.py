"""
What a document may ask for: each limit is checked before anything is resolved.

Refusals come within milliseconds, name the limit and never are a 5xx.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
)

from workflows.selectors.paging import LARGEST_PAGE, USUAL_PAGE

BODY_BYTES = 256 * 1024
TOKENS = 2_000
DEPTH = 12
ALIASES = 15
ROOT_FIELDS = 20
COST = 50_000
FRAGMENTS = 50
PAIRS = 10_000
"""Pairs of fields of one name in a document: validating compares each with each."""

INTROSPECTION = frozenset({"__schema", "__type"})
ROWS = frozenset({"nodes", "edges"})
"""Fields by which a connection is known."""


class TooMuch(GraphQLError):
    """A document that asks for more than it may."""

    def __init__(self, code: str, message: str) -> None:
        """Name the limit in ``extensions.code``."""
        super().__init__(message, extensions={"code": code})


@dataclass(frozen=True, slots=True)
class Shape:
    """What one operation of a document asks for, counted."""

    depth: int
    aliases: int
    root_fields: int
    cost: int
    introspects: bool


def operations_of(document: DocumentNode) -> list[OperationDefinitionNode]:
    """Answer the operations that a document defines."""
    return [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]


def refuse_tangled(document: DocumentNode) -> None:
    """
    Let a document pass that is quickly validated: fields and fragments are compared each with each.

    :raises TooMuch: naming the limit
    """
    if sum(isinstance(node, FragmentDefinitionNode) for node in document.definitions) > FRAGMENTS:
        raise TooMuch("FRAGMENT_LIMIT", f"This document has more than {FRAGMENTS} fragments.")
    named = Counter((field.alias or field.name).value for field in _fields_in(document))
    if sum(times * (times - 1) // 2 for times in named.values()) > PAIRS:
        most = named.most_common(1)[0][0]
        raise TooMuch("REPETITION_LIMIT", f"This document repeats fields too often, most of all {most}.")


def shape_of(document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Shape:
    """
    Answer the shape of an operation in a *valid* document: fragments end, fields exist.

    Its cost is the number of values that it could answer: a list's selection counts as often as ``first`` says.
    """
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    defaults = {
        definition.variable.name.value: definition.default_value for definition in operation.variable_definitions
    }
    return _Count(fragments, _Sizes(variables, defaults)).of_operation(operation)


def refuse_too_much(shape: Shape, operation: OperationDefinitionNode) -> None:
    """
    Let a shape pass that keeps to every limit.

    :raises TooMuch: naming the first limit that it exceeds, with both figures
    """
    is_mutation = operation.operation is OperationType.MUTATION
    for code, what, is_value, limit in (
        ("DEPTH_LIMIT", "levels deep", shape.depth, DEPTH),
        ("ALIAS_LIMIT", "aliases", shape.aliases, ALIASES),
        ("ROOT_FIELD_LIMIT", "root fields", shape.root_fields, 1 if is_mutation else ROOT_FIELDS),
        ("COST_LIMIT", "values at most", shape.cost, COST),
    ):
        if is_value > limit:
            kind = "mutation" if is_mutation else "query"
            raise TooMuch(code, f"This {kind} asks for {is_value} {what}; {limit} are allowed.")


class _Sizes:
    """How long the list behind a field may be."""

    def __init__(self, variables: Mapping[str, Any], defaults: Mapping[str, Any]) -> None:
        self.variables, self.defaults = variables, defaults

    def of(self, field: FieldNode, *, is_connection: bool) -> int:
        for argument in field.arguments:
            if argument.name.value == "first":
                return min(max(self._value(argument.value), 1), LARGEST_PAGE)
        return USUAL_PAGE if is_connection else 1

    def _value(self, node: Any) -> int:
        if isinstance(node, IntValueNode):
            return int(node.value) if len(node.value) < 10 else LARGEST_PAGE
        if isinstance(node, VariableNode):
            given = self.variables.get(node.name.value)
            if isinstance(given, int | float):
                return int(min(given, LARGEST_PAGE))  # a whole number may come as 50.0, and 1e999 as infinity
            default = self.defaults.get(node.name.value)
            return self._value(default) if default is not None else USUAL_PAGE
        return USUAL_PAGE


def _fields_in(document: DocumentNode) -> Iterator[FieldNode]:
    """Answer every field that a document writes, without recursion: it may be nested deep."""
    waiting: list[Any] = list(document.definitions)
    while waiting:
        node = waiting.pop()
        if isinstance(node, FieldNode):
            yield node
        if selections := getattr(node, "selection_set", None):
            waiting += selections.selections


@dataclass(slots=True)
class _Counted:
    """What a selection set asks for: ``fields`` and ``has_rows`` on its own level, all else with what is below."""

    fields: int = 0
    has_rows: bool = False
    depth: int = 0
    aliases: int = 0
    cost: int = 0
    introspects: bool = False


class _Count:
    """Walks an operation once per selection set, and each fragment once for all of its spreads."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode], sizes: _Sizes) -> None:
        self.fragments, self.sizes = fragments, sizes
        self.counted: dict[str, _Counted] = {}

    def of_operation(self, operation: OperationDefinitionNode) -> Shape:
        counted = self.of_selections(operation.selection_set)
        return Shape(counted.depth, counted.aliases, counted.fields, counted.cost, counted.introspects)

    def of_selections(self, selections: SelectionSetNode) -> _Counted:
        total = _Counted()
        for node in selections.selections:
            _add(total, self._of_node(node))
        return total

    def _of_node(self, node: Any) -> _Counted:
        if isinstance(node, FieldNode):
            return self._of_field(node)
        if isinstance(node, InlineFragmentNode):
            return self.of_selections(node.selection_set)
        assert isinstance(node, FragmentSpreadNode)  # noqa: S101  the grammar has no other selection
        name = node.name.value
        if name not in self.counted:
            self.counted[name] = self.of_selections(self.fragments[name].selection_set)
        return self.counted[name]

    def _of_field(self, node: FieldNode) -> _Counted:
        aliases = 1 if node.alias and node.alias.value != node.name.value else 0
        name = node.name.value
        counted = _Counted(fields=1, has_rows=name in ROWS, depth=1, aliases=aliases, cost=1)
        if name in INTROSPECTION:
            # The introspection query of every tool is deep; it reads the schema and no data.
            counted.introspects = True
        elif node.selection_set is not None:
            inner = self.of_selections(node.selection_set)
            counted.depth += inner.depth
            counted.aliases += inner.aliases
            counted.cost += inner.cost * self.sizes.of(node, is_connection=inner.has_rows)
            counted.introspects = inner.introspects
        return counted


def _add(total: _Counted, part: _Counted) -> None:
    total.fields += part.fields
    total.has_rows = total.has_rows or part.has_rows
    total.depth = max(total.depth, part.depth)
    total.aliases += part.aliases
    total.cost += part.cost
    total.introspects = total.introspects or part.introspects
