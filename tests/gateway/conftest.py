"""What tests of the graph share: a college, and one that recruits; made once for a module, copied for each test."""

from __future__ import annotations

import copy

import pytest

from tests.cms.factories import Site
from tests.factories import Scenario
from tests.gateway.recruiting import Recruiting


@pytest.fixture(scope="module")
def recruiting_of_the_module(around_the_module: None) -> Recruiting:
    return Recruiting(Site())


@pytest.fixture
def scenario(scenario_of_the_module: Scenario, db: None) -> Scenario:
    """Answer a college with its people and a proposed programme."""
    return copy.deepcopy(scenario_of_the_module)


@pytest.fixture
def recruiting(recruiting_of_the_module: Recruiting, db: None) -> Recruiting:
    """Answer a college that recruits for a programme which the public finds."""
    return copy.deepcopy(recruiting_of_the_module)
