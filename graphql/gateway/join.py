"""
Both libraries' schemas made one: content from graphene, records from strawberry.

Each library builds a plain graphql-core schema; types of the same name become one type that has the fields of
both. So either side extends the other's types by declaring one of the same name with only the fields it adds.
This is the only module that touches private names of either library, beside the ``_meta`` in which graphene keeps
what a type is made of; its tests fail first when one changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    is_introspection_type,
    is_specified_scalar_type,
    print_type,
    validate_schema,
)
from strawberry import Schema
from strawberry.types.field import StrawberryField

from gateway.executor import reads, shares_its_info

Types = dict[str, GraphQLNamedType]
ResolveType = Callable[[Any, Any, Any], str | None]
FIELDED = (GraphQLObjectType, GraphQLInterfaceType)
ROOTS = frozenset({"Query", "Mutation"})


class SchemasDisagree(TypeError):
    """Two types of one name that cannot be one type; nothing is served until one of them is changed."""


def join(records: Schema, content: GraphQLSchema, *, rows: Mapping[str, ResolveType]) -> GraphQLSchema:
    """
    Answer one schema with the types and root fields of both; the two are used up by it.

    ``rows`` gives, for each interface behind which rows of the database stand, who names the type of a row: neither
    library knows the rows of the other.

    :raises SchemasDisagree: a root field on both sides, or two definitions of one name that differ
    """
    ours, theirs = _named(records._schema), _named(content)
    _shorten_resolvers(records)
    types: Types = {**theirs, **ours}
    for name in ours.keys() & theirs.keys():
        types[name] = _one_of(ours[name], theirs[name])
    for named in types.values():
        _point_into(named, types)
    for name, resolve_type in rows.items():
        cast("GraphQLInterfaceType", types[name]).resolve_type = resolve_type
    joined = GraphQLSchema(
        query=cast("GraphQLObjectType", types["Query"]),
        mutation=cast("GraphQLObjectType | None", types.get("Mutation")),
        types=tuple(types.values()),
        directives=records._schema.directives,
        extensions=records._schema.extensions,
    )
    if errors := validate_schema(joined):
        raise SchemasDisagree("\n".join(error.message for error in errors))
    joined._strawberry_schema = records  # type: ignore[attr-defined]  # strawberry's Info.schema reads it
    return joined


def _named(schema: GraphQLSchema) -> Types:
    return {name: named for name, named in schema.type_map.items() if not is_introspection_type(named)}


def _one_of(ours: GraphQLNamedType, theirs: GraphQLNamedType) -> GraphQLNamedType:
    """Make one type of two that bear a name; strawberry's is the one that stays."""
    if isinstance(ours, GraphQLScalarType) and isinstance(theirs, GraphQLScalarType):
        return ours
    for kind in FIELDED:
        if isinstance(ours, kind) and isinstance(theirs, kind):
            return _with_fields_of_both(ours, theirs)
    kinds = (GraphQLEnumType, GraphQLInputObjectType, GraphQLUnionType)
    if any(isinstance(ours, kind) and isinstance(theirs, kind) for kind in kinds) and print_type(ours) == print_type(
        theirs
    ):
        return ours
    raise SchemasDisagree(f"two definitions of {ours.name}: {type(ours).__name__} and {type(theirs).__name__} differ")


def _with_fields_of_both(ours: Any, theirs: Any) -> GraphQLNamedType:
    for name, field in theirs.fields.items():
        have = ours.fields.setdefault(name, field)
        if have is not field and (ours.name in ROOTS or not _alike(have, field)):
            raise SchemasDisagree(f"{ours.name}.{name} is declared on both sides")
    interfaces = {interface.name: interface for interface in (*theirs.interfaces, *ours.interfaces)}
    ours.interfaces = tuple(interfaces.values())
    ours.description = theirs.description or ours.description
    # Strawberry asks whether a value is an instance of its own stub: values of content never are.
    ours.is_type_of = None if isinstance(ours, GraphQLObjectType) else getattr(ours, "is_type_of", None)
    return cast("GraphQLNamedType", ours)


def _alike(one: GraphQLField, other: GraphQLField) -> bool:
    return str(one.type) == str(other.type) and _arguments(one) == _arguments(other)


def _arguments(field: GraphQLField) -> dict[str, tuple[str, Any]]:
    return {name: (str(argument.type), argument.default_value) for name, argument in field.args.items()}


def _point_into(named: GraphQLNamedType, types: Types) -> None:
    """Let a type's references point at the joined types of these names."""
    for field in getattr(named, "fields", {}).values():
        field.type = _reference(field.type, types)
        for argument in getattr(field, "args", {}).values():
            argument.type = _reference(argument.type, types)
    if isinstance(named, FIELDED):
        named.interfaces = tuple(cast("GraphQLInterfaceType", types[i.name]) for i in named.interfaces)
    if isinstance(named, GraphQLUnionType):
        named.types = tuple(cast("GraphQLObjectType", types[member.name]) for member in named.types)


def _reference(reference: Any, types: Mapping[str, GraphQLNamedType]) -> Any:
    if isinstance(reference, GraphQLNonNull | GraphQLList):
        return type(reference)(_reference(reference.of_type, types))
    return reference if is_specified_scalar_type(reference) else types[reference.name]


def _shorten_resolvers(records: Schema) -> None:
    """
    Let strawberry's fields without arguments be resolved directly.

    Strawberry's general resolver builds an argument list and a chain of extensions for every value; a list of 20
    programmes has seven hundred values.
    """
    for concrete in records.schema_converter.type_map.values():
        definition, graphql_type = concrete.definition, concrete.implementation
        if not isinstance(graphql_type, FIELDED):
            continue
        for field in getattr(definition, "fields", ()):
            name = records.config.name_converter.from_field(field)
            if (short := _short_resolver(field)) and name in graphql_type.fields:
                graphql_type.fields[name].resolve = short


def _short_resolver(field: StrawberryField) -> Callable[..., Any] | None:
    if field.extensions or field.arguments or field.is_async:
        return None
    resolver = field.base_resolver
    if resolver is None:
        return reads(field.python_name)
    parent, info_parameter = resolver.parent_parameter or resolver.root_parameter, resolver.info_parameter
    function: Any = resolver.wrapped_func
    takes = list(resolver.signature.parameters)
    if parent and takes == [parent.name]:
        return shares_its_info(lambda source, info: function(source))
    if parent and info_parameter and takes == [parent.name, info_parameter.name]:
        # Our resolvers ask strawberry's info for the context only, which graphql-core's own has too.
        return shares_its_info(lambda source, info: function(source, info))
    return None
