"""
Executing selections: graphql-core's own algorithm, with what it asks for every value asked once for every selection.

Of each selection it is worked out once per operation which resolver answers a field, with which arguments, and how
its value is completed; a list of twenty programmes has seven hundred values. No resolver of the portal is
asynchronous, so nothing is asked whether it can be awaited.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from types import NoneType
from typing import Any

from graphql import (
    ExecutionContext,
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLID,
    GraphQLLeafType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLString,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    located_error,
)
from graphql.execution.execute import get_field_def, invalid_return_type_error
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path, Undefined, inspect, is_iterable

Selection = dict[str, list[FieldNode]]
"""What is selected of an object: the nodes of the document by the name that the answer gives them."""
Complete = Callable[[Any, Any, Path], Any]
"""Answers what a resolver's value becomes in the answer; it takes the value, the resolver's info and the place."""


TEXTS = (GraphQLString, GraphQLID)
"""Leaves that a text is an answer for as it is."""
UNCHANGING = (str, int, float, bool, Enum, NoneType)
"""Values of arguments that a resolver cannot change for the next object."""


def shares_its_info(resolver: Any) -> Any:
    """Mark a resolver without arguments that asks its info for the context at most: one serves for all objects."""
    resolver.shares_its_info = True
    return resolver


def reads(attribute: str) -> Any:
    """Answer a resolver that reads an attribute of its object, and is spared the call where it can be."""
    resolver = shares_its_info(lambda source, info: getattr(source, attribute))
    resolver.attribute = attribute
    return resolver


class Field:
    """A field of one selection, as far as it is the same for every object."""

    __slots__ = (
        "arguments", "attribute", "complete", "definition", "info", "is_leaf", "is_text", "name", "nodes", "resolve",
    )  # fmt: skip

    def __init__(
        self, name: str, nodes: list[FieldNode], definition: GraphQLField, resolve: Any, complete: Any, info: Any
    ) -> None:
        """Keep what the schema and the document say of it; ``info`` is None where each object needs its own."""
        self.name, self.nodes, self.definition, self.resolve, self.complete = name, nodes, definition, resolve, complete
        self.info = info
        self.attribute: str = getattr(resolve, "attribute", "")
        wanted = definition.type.of_type if isinstance(definition.type, GraphQLNonNull) else definition.type
        # One leaf, no list of them: each item of a list needs the field's place for its own.
        self.is_leaf, self.is_text = is_leaf_type(wanted), wanted in TEXTS
        self.arguments: dict[str, Any] | None = None if definition.args else {}


class Executor(ExecutionContext):
    """Executes one operation; what goes wrong goes wrong as in graphql-core, with the same place and the same null."""

    def __init__(self, *parts: Any, **named: Any) -> None:
        """Begin with nothing worked out."""
        super().__init__(*parts, **named)
        self._worked_out: dict[int, tuple[Selection, list[Field]]] = {}

    def execute_fields(
        self, parent_type: GraphQLObjectType, source_value: Any, path: Path | None, fields: Selection
    ) -> dict[str, Any]:
        """Answer what is selected of one object."""
        known = self._worked_out.get(id(fields))
        if known is None:
            # The selection is kept beside what was worked out for it, so that no other takes over its identity.
            known = self._worked_out[id(fields)] = (fields, self._work_out(parent_type, fields))
        return self._execute(parent_type, source_value, path, known[1])

    def _execute(
        self, parent_type: GraphQLObjectType, source_value: Any, path: Path | None, fields: list[Field]
    ) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        for field in fields:
            name = field.name
            try:
                if (info := field.info) is not None:
                    attribute = field.attribute
                    value = getattr(source_value, attribute) if attribute else field.resolve(source_value, info)
                    if field.is_text and type(value) is str:
                        answer[name] = value
                        continue
                    place = path if field.is_leaf else Path(path, name, parent_type.name)
                    answer[name] = field.complete(value, info, place)
                else:
                    answer[name] = self._value(field, parent_type, source_value, Path(path, name, parent_type.name))
            except Exception as raw:  # noqa: BLE001  whatever a resolver raises is an error of its field
                self._fail(raw, field.nodes, field.definition.type, Path(path, name, parent_type.name))
                answer[name] = None
        return answer

    def _value(self, field: Field, parent_type: GraphQLObjectType, source: Any, path: Path) -> Any:
        info = self.build_resolve_info(field.definition, field.nodes, parent_type, path)
        arguments = field.arguments
        if arguments is None:
            arguments = get_argument_values(field.definition, field.nodes[0], self.variable_values)
            if all(isinstance(value, UNCHANGING) for value in arguments.values()):
                field.arguments = arguments
        return field.complete(field.resolve(source, info, **arguments), info, path)

    def _work_out(self, parent_type: GraphQLObjectType, fields: Selection) -> list[Field]:
        found = []
        for name, nodes in fields.items():
            if definition := get_field_def(self.schema, parent_type, nodes[0]):
                place = f"{parent_type.name}.{nodes[0].name.value}"
                complete = self._completion(definition.type, nodes, place)
                resolve, info = definition.resolve or self.field_resolver, None
                if getattr(resolve, "shares_its_info", False):
                    info = self.build_resolve_info(definition, nodes, parent_type, Path(None, name, parent_type.name))
                found.append(Field(name, nodes, definition, resolve, complete, info))
        return found

    def _completion(self, wanted: Any, nodes: list[FieldNode], place: str) -> Complete:
        """Answer how values of a type are completed; ``place`` names the field in messages."""
        if is_non_null_type(wanted):
            if is_leaf_type(wanted.of_type):
                return _leaf(wanted.of_type, place)
            return _required(self._completion(wanted.of_type, nodes, place), place)
        if is_list_type(wanted):
            return self._list(wanted.of_type, self._completion(wanted.of_type, nodes, place), nodes, place)
        if is_leaf_type(wanted):
            return _leaf(wanted)
        return self._abstract(wanted, nodes) if is_abstract_type(wanted) else self._object(wanted, nodes)

    def _abstract(self, wanted: Any, nodes: list[FieldNode]) -> Complete:
        def complete_abstract(value: Any, info: Any, path: Path) -> Any:
            if value is None:
                return None
            if isinstance(value, Exception):
                raise value
            return self.complete_abstract_value(wanted, nodes, info, path, value)

        return complete_abstract

    def _object(self, wanted: GraphQLObjectType, nodes: list[FieldNode]) -> Complete:
        is_type_of, fields = wanted.is_type_of, list[Field]()

        def complete_object(value: Any, info: Any, path: Path) -> Any:
            if value is None:
                return None
            if isinstance(value, Exception):
                raise value
            if is_type_of and not is_type_of(value, info):
                raise invalid_return_type_error(wanted, value, nodes)
            if not fields:
                fields.extend(self._work_out(wanted, self.collect_subfields(wanted, nodes)))
            return self._execute(wanted, value, path, fields)

        return complete_object

    def _list(self, of: GraphQLOutputType, complete: Complete, nodes: list[FieldNode], place: str) -> Complete:
        def complete_list(value: Any, info: Any, path: Path) -> list[Any] | None:
            if value is None:
                return None
            if isinstance(value, Exception):
                raise value
            if not is_iterable(value):
                raise GraphQLError(f"Expected Iterable, but did not find one for field '{place}'.")
            answer: list[Any] = []
            for index, item in enumerate(value):
                item_path = Path(path, index, None)
                try:
                    answer.append(complete(item, info, item_path))
                except Exception as raw:  # noqa: BLE001  an error of this item, which may be null
                    self._fail(raw, nodes, of, item_path)
                    answer.append(None)
            return answer

        return complete_list

    def _fail(self, raw: Exception, nodes: list[FieldNode], wanted: GraphQLOutputType, path: Path) -> None:
        """Note an error where null may stand; raise it, with its place, where null may not."""
        self.handle_field_error(located_error(raw, nodes, path.as_list()), wanted, path)


def _required(complete: Complete, place: str) -> Complete:
    def complete_required(value: Any, info: Any, path: Path) -> Any:
        completed = complete(value, info, path)
        if completed is None:
            raise TypeError(f"Cannot return null for non-nullable field {place}.")
        return completed

    return complete_required


def _leaf(wanted: GraphQLLeafType, required_at: str = "") -> Complete:
    """Answer how a leaf is completed; ``required_at`` names the field in the message where null may not stand."""
    serialize = wanted.serialize
    itself = str if wanted in TEXTS else None

    def complete_leaf(value: Any, info: Any, path: Path) -> Any:
        if type(value) is itself:
            return value
        if value is None:
            if required_at:
                raise TypeError(f"Cannot return null for non-nullable field {required_at}.")
            return None
        if isinstance(value, Exception):
            raise value
        serialized = serialize(value)
        if serialized is None or serialized is Undefined:
            called = f"{inspect(wanted)}.serialize({inspect(value)})"
            raise TypeError(f"Expected `{called}` to return non-nullable value, returned: {inspect(serialized)}")
        return serialized

    return complete_leaf
