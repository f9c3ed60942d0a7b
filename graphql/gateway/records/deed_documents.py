"""The documents of deeds, written from the schema: one for each mutation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeGuard

from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

_STEPS = "steps { name label isOpen needsReason findings { rule article message remedy isBlocking } }"


ASKED_FOR = frozenset({"Preview"})
"""Values that are made when somebody asks for them: no deed's answer brings them along."""


def deed_documents(schema: GraphQLSchema) -> dict[str, str]:
    """Answer the text of each deed's document by its name: ``admit_application``."""
    assert schema.mutation_type is not None  # noqa: S101  the schema has mutations
    return {document_name(name): _document(name, mutation) for name, mutation in schema.mutation_type.fields.items()}


def document_name(mutation: str) -> str:
    """Answer the name of a mutation's document."""
    return re.sub("([A-Z])", lambda found: f"_{found[1].lower()}", mutation)


def _document(name: str, mutation: GraphQLField) -> str:
    result = get_named_type(mutation.type)
    assert isinstance(result, GraphQLUnionType)  # noqa: S101  a deed answers its record or why it was not done
    record_type = result.types[0]
    record = record_type.name
    sentence = (mutation.description or "").partition(" For ")[0]
    has_steps = "steps" in record_type.fields
    fields = "\n".join(f"  {line}" for line in (*_own_words(record_type), *([_STEPS] if has_steps else [])))
    current = f"id ... on {record} {{ version state }}" if has_steps else "id"
    return f"""# {sentence}
mutation {name[0].upper()}{name[1:]}($input: {mutation.args["input"].type}) {{
  {name}(input: $input) {{
    __typename
    ...{record}Afterwards
    ...Refusal
  }}
}}

fragment {record}Afterwards on {record} {{
{fields}
}}

fragment Refusal on UserError {{
  __typename
  code
  message
  ... on ValidationFailed {{ fieldErrors {{ path message code }} }}
  ... on StepNotAllowed {{ findings {{ rule article strength verdict need isBlocking wording message facts remedy }} }}
  ... on NotPermitted {{ article }}
  ... on VersionConflict {{ current {{ {current} }} }}
}}
"""


def _own_words(record_type: GraphQLObjectType) -> Iterator[str]:
    """Answer what a record says itself: its values, and its objects that are values; no other row, no list of rows."""
    for name, field in sorted(record_type.fields.items()):
        named = get_named_type(field.type)
        if is_leaf_type(named):
            yield name
        elif _is_value(named) and named.name not in ASKED_FOR and "[" not in str(field.type):
            yield f"{name} {{ {' '.join(named.fields)} }}"


def _is_value(named: GraphQLNamedType) -> TypeGuard[GraphQLObjectType]:
    if not isinstance(named, GraphQLObjectType) or named.interfaces:
        return False
    return all(is_leaf_type(get_named_type(field.type)) for field in named.fields.values())
