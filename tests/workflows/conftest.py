"""What tests of records share: the day on which they play."""

from collections.abc import Iterator

import pytest

from tests.factories import TODAY
from workflows import clock


@pytest.fixture(autouse=True)
def in_the_first_semester() -> Iterator[None]:
    """Let every test play on the same Monday, whatever the day of the run."""
    with clock.moved_to(TODAY):
        yield
