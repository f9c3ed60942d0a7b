"""The content's half of the contract: described, named as agreed, complete."""

import re

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    is_introspection_type,
    is_specified_scalar_type,
    print_schema,
    validate_schema,
)
from wagtail import blocks as wagtail_blocks
from wagtail.fields import StreamField

from cms.models import StandardPage
from gateway.content import blocks, completeness
from gateway.content.schema import ContentIsIncomplete, content_schema

FIELDED = (GraphQLObjectType, GraphQLInterfaceType, GraphQLInputObjectType)


def named_types(schema: GraphQLSchema) -> list[GraphQLNamedType]:
    """Answer the types that are this schema's own."""
    return [
        named
        for named in schema.type_map.values()
        if not is_introspection_type(named) and not is_specified_scalar_type(named) and named.name != "DateTime"
    ]


def test_everything_says_what_it_is_and_since_when(schema: GraphQLSchema):
    described = {named.name: named.description for named in named_types(schema)}
    for named in named_types(schema):
        for name, field in getattr(named, "fields", {}).items():
            described[f"{named.name}.{name}"] = field.description
            for argument, given in getattr(field, "args", {}).items():
                described[f"{named.name}.{name}({argument})"] = given.description
        if isinstance(named, GraphQLEnumType):
            described |= {f"{named.name}.{name}": value.description for name, value in named.values.items()}

    silent = [name for name, said in described.items() if not said]
    undated = [
        name for name, said in described.items() if said and not said.endswith("Since 0.1.") and not name.isupper()
        and not re.fullmatch(r"\w+\.[A-Z_]+", name)
    ]  # fmt: skip
    assert (silent, undated) == ([], [])
    looked_at = {
        "HomePage",
        "HomePage.children",
        "HomePage.children(first)",
        "PageOrder.TITLE_ASC",
        "CalloutBlock.tone",
    }
    assert looked_at - set(described) == set()


def test_names_are_as_agreed(schema: GraphQLSchema):
    for named in named_types(schema):
        assert re.fullmatch(r"[A-Z][A-Za-z]+", named.name)
        if isinstance(named, FIELDED):
            for name, field in named.fields.items():
                assert re.fullmatch(r"[a-z][A-Za-z]+|x|y", name), f"{named.name}.{name}"
                is_truth = str(field.type).rstrip("!") == "Boolean"
                assert not is_truth or re.match(r"(is|has|can)[A-Z]", name), f"{named.name}.{name}"
        if isinstance(named, GraphQLEnumType):
            assert all(re.fullmatch(r"[A-Z][A-Z_]*", name) for name in named.values)


def test_fields_of_one_name_have_one_type_across_all_blocks(schema: GraphQLSchema):
    types: dict[str, set[str]] = {}
    for graphene_type in blocks.TYPES.values():
        for name, field in schema.type_map[graphene_type._meta.name].fields.items():
            types.setdefault(name, set()).add(str(field.type))

    assert {name: found for name, found in types.items() if len(found) > 1} == {}


def test_the_schema_is_built_anew_at_each_call():
    first, second = content_schema().graphql_schema, content_schema().graphql_schema

    assert first is not second
    assert first.type_map["HomePage"] is not second.type_map["HomePage"]
    assert print_schema(first) == print_schema(second)
    assert validate_schema(first) == []


def test_a_block_without_a_type_keeps_the_portal_from_starting(monkeypatch: pytest.MonkeyPatch):
    stray = StreamField([("stray", wagtail_blocks.CharBlock())], name="stray")
    fields = [*StandardPage._meta.get_fields(), stray]
    monkeypatch.setattr(StandardPage._meta, "get_fields", lambda: fields)

    assert completeness.missing_types() == ["cms.StandardPage.stray.stray: CharBlock has no type in the graph"]
    assert [fault.id for fault in completeness.content_is_complete(None)] == ["gateway.E001"]
    with pytest.raises(ContentIsIncomplete, match="CharBlock"):
        content_schema()


def test_a_page_without_a_type_keeps_the_portal_from_starting(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(completeness, "get_page_models", lambda: [StandardPage])
    monkeypatch.delitem(completeness.node.TYPE_NAMES, StandardPage)

    assert completeness.missing_types() == ["cms.StandardPage has no type in the graph"]
