"""What tests of records share: a college's life to attack, and a way to every step."""

import copy
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from tests.factories import TODAY, Scenario
from tests.workflows.attacks import Rows, college_life
from tests.workflows.ways import Way, way_to
from workflows import clock


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Rows]:
    """Let a college live once for all attacks of a module, each of which undoes what it does."""
    with django_db_blocker.unblock(), clock.moved_to(TODAY), transaction.atomic():
        keys = college_life()
        connection.check_constraints()
        yield keys
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def way_of_the_module(
    request: pytest.FixtureRequest, scenario_of_the_module: Scenario, django_db_blocker: DjangoDbBlocker
) -> Iterator[Way]:
    """Let everybody do what leads to a step, once for all tests of a module that take it (`every_step`)."""
    with django_db_blocker.unblock(), transaction.atomic():
        way = way_to(copy.deepcopy(scenario_of_the_module), *request.param)
        connection.check_constraints()
        yield way
        transaction.set_rollback(True)


@pytest.fixture
def way(way_of_the_module: Way, db: None) -> Way:
    """Answer a step that is open, and whose duty it is."""
    return copy.deepcopy(way_of_the_module)
