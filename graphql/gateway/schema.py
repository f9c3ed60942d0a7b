"""The one schema: records and content, joined once per process."""

from __future__ import annotations

import datetime as dt
from functools import cache

import strawberry
from graphql import GraphQLSchema, lexicographic_sort_schema, print_schema
from strawberry.schema.config import StrawberryConfig

from gateway.content.schema import content_schema
from gateway.join import join
from gateway.lookup import type_name_of
from gateway.records.mutation import Mutation
from gateway.records.pages import CollegePage, ProgrammePage, SyllabusPage
from gateway.records.query import Query
from gateway.records.scalars import INSTANT


@cache
def schema() -> GraphQLSchema:
    """Answer the joined schema, built when it is first asked for."""
    return build()


def build() -> GraphQLSchema:
    """Build the joined schema anew; the parts are used up by joining them."""
    records = strawberry.Schema(
        query=Query,
        mutation=Mutation,
        types=[CollegePage, ProgrammePage, SyllabusPage],
        config=StrawberryConfig(auto_camel_case=True, scalar_map={dt.datetime: INSTANT}),
    )
    return join(records, content_schema().graphql_schema, rows={"Node": type_name_of, "Page": type_name_of})


def sdl() -> str:
    """Answer the contract as text, types and fields in an order that does not depend on their declaration."""
    return print_schema(lexicographic_sort_schema(build())) + "\n"
