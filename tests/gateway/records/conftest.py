"""What tests of records in the graph share: a programme that the public finds, and an intake that is open."""

from __future__ import annotations

import pytest

from tests.cms.factories import Site
from tests.gateway.records.recruiting import Recruiting


@pytest.fixture
def recruiting(db: None) -> Recruiting:
    """Let a college recruit for a programme that has its page."""
    return Recruiting(Site())
