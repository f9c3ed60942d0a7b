"""After every test with a database everything holds that must always hold; a test that breaks it says so."""

from collections.abc import Iterator

import pytest
from django.db import connection
from psycopg.pq import TransactionStatus

from workflows.selectors.invariants import invariant_violations

DATABASES = frozenset({"db", "transactional_db", "live_server"})


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark of the tests that break an invariant on purpose."""
    config.addinivalue_line("markers", "breaks_invariants: leaves violated invariants behind, on purpose")


@pytest.fixture(autouse=True)
def invariants_hold(request: pytest.FixtureRequest) -> Iterator[None]:
    """Ask the view when the test has ended and its rows are still there (one query)."""
    marked = request.node.get_closest_marker("django_db") is not None
    has_database = marked or not DATABASES.isdisjoint(request.fixturenames)
    if not has_database or request.node.get_closest_marker("breaks_invariants"):
        yield
        return
    request.getfixturevalue("db")  # is then put away after this one
    yield
    if not _is_broken_off():
        assert [str(violation) for violation in invariant_violations()] == []


def _is_broken_off() -> bool:
    """Tell whether an error has left the test's transaction unusable: nothing of it remains."""
    session = connection.connection
    return session is not None and session.info.transaction_status == TransactionStatus.INERROR
