"""From a document's text to an answer: parsed and validated once, measured, executed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    parse,
    validate,
)
from graphql.execution import execute_sync

from gateway.context import Context
from gateway.executor import Executor
from gateway.limits import TOKENS, Shape, TooMuch, operations_of, refuse_tangled, refuse_too_much, shape_of
from gateway.schema import schema

LONGEST_CACHED = 16 * 1024
"""Characters: longer documents are parsed every time, so that the cache stays small whatever clients send."""
ERRORS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a valid document, with its variables and its measured shape."""

    document: DocumentNode
    node: OperationDefinitionNode
    variables: Mapping[str, Any]
    shape: Shape

    @property
    def is_mutation(self) -> bool:
        """Answer whether it changes anything."""
        return self.node.operation is OperationType.MUTATION


class BadDocument(Exception):
    """A document that cannot be executed, with the errors to show."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        """Keep the errors."""
        self.errors = errors
        super().__init__("; ".join(error.message for error in errors))


def prepare(text: str, *, name: str | None, variables: Mapping[str, Any], may_introspect: bool) -> Operation:
    """
    Answer the operation that a request means, known to be valid and within the limits.

    :raises BadDocument: with what is wrong with it
    """
    document, errors = (_checked if len(text) <= LONGEST_CACHED else _check)(text)
    if document is None or errors:
        raise BadDocument(list(errors))
    node = _chosen(document, name)
    try:
        shape = shape_of(document, node, variables)
        refuse_too_much(shape, node)
        if shape.introspects and not may_introspect:
            raise TooMuch("INTROSPECTION_OFF", "Introspection is off here; the schema is published as a file.")
    except GraphQLError as error:
        raise BadDocument([error]) from error
    return Operation(document, node, variables, shape)


def run(operation: Operation, context: Context) -> ExecutionResult:
    """Execute an operation."""
    return execute_sync(
        schema(),
        operation.document,
        context_value=context,
        variable_values=dict(operation.variables),
        operation_name=operation.node.name.value if operation.node.name else None,
        execution_context_class=Executor,
    )


def _chosen(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = operations_of(document)
    named = [node for node in operations if name is None or (node.name and node.name.value == name)]
    if len(named) == 1:
        return named[0]
    problem = f"There is no operation named {name!r}." if name else "Name the operation to run: operationName."
    raise BadDocument([GraphQLError(problem, extensions={"code": "BAD_DOCUMENT"})])


def _check(text: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    joined: GraphQLSchema = schema()
    try:
        document = parse(text, max_tokens=TOKENS, no_location=False)
        refuse_tangled(document)
    except TooMuch as error:
        return None, (error,)
    except GraphQLError as error:
        if "too many tokens" in error.message.lower() or "more than" in error.message:
            error = TooMuch("TOKEN_LIMIT", f"This document has more than {TOKENS} tokens.")
        elif "nested too deeply" in error.message:
            error = TooMuch("DEPTH_LIMIT", "This document is nested too deep to be read.")
        return None, (error,)
    except RecursionError:
        return None, (TooMuch("DEPTH_LIMIT", "This document is nested too deep to be read."),)
    try:
        return document, tuple(validate(joined, document, max_errors=ERRORS_SHOWN))
    except RecursionError:
        return None, (TooMuch("DEPTH_LIMIT", "This document is nested too deep to be read."),)


@lru_cache(maxsize=512)
def _checked(text: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    return _check(text)
