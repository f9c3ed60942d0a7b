"""How tests ask the content's half of the graph."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from graphql import GraphQLSchema, graphql_sync

from cms.visibility import Sight
from gateway.content.schema import content_schema
from tests.cms.factories import Site
from workflows.regulation.actor import ANYONE, Actor


@dataclass
class Asker:
    """Stands in for the context of an operation."""

    actor: Actor = ANYONE
    language: str = "zh-hans"

    @cached_property
    def sight(self) -> Sight:
        return Sight(self.actor)


Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def schema() -> GraphQLSchema:
    """Build the content's schema once."""
    return content_schema().graphql_schema


@pytest.fixture
def ask(schema: GraphQLSchema) -> Ask:
    """Answer how to ask: the data, with no error."""

    def asked(document: str, *, actor: Actor = ANYONE, language: str = "zh-hans", **variables: Any) -> dict[str, Any]:
        result = graphql_sync(schema, document, context_value=Asker(actor, language), variable_values=variables)
        assert result.errors is None, [error.original_error or error for error in result.errors]
        assert result.data is not None
        return result.data

    return asked


@pytest.fixture
def refused(schema: GraphQLSchema) -> Callable[..., list[str]]:
    """Answer how to ask for what is refused: the messages."""

    def asked(document: str, **variables: Any) -> list[str]:
        result = graphql_sync(schema, document, context_value=Asker(), variable_values=variables)
        assert result.errors
        return [error.message for error in result.errors]

    return asked


@pytest.fixture(scope="module")
def site_of_the_module(around_the_module: None) -> Site:
    return Site()


@pytest.fixture
def site(site_of_the_module: Site, db: None) -> Site:
    """Answer a site with the section of one college and its proposed programme."""
    return copy.deepcopy(site_of_the_module)
