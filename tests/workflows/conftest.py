"""What tests of records share: the day on which they play, and a college's life to attack."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from tests.factories import TODAY
from tests.workflows.attacks import Rows, college_life
from workflows import clock


@pytest.fixture(autouse=True)
def in_the_first_semester() -> Iterator[None]:
    """Let every test play on the same Monday, whatever the day of the run."""
    with clock.moved_to(TODAY):
        yield


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Rows]:
    """Let a college live once for all attacks of a module, each of which undoes what it does."""
    with django_db_blocker.unblock(), clock.moved_to(TODAY), transaction.atomic():
        keys = college_life()
        connection.check_constraints()
        yield keys
        transaction.set_rollback(True)
