"""What tests of the content share: a site with nothing published on it but its empty home."""

import pytest

from tests.cms.factories import Site


@pytest.fixture
def site(db: None) -> Site:
    """Open a site with the section of one college and its proposed programme."""
    return Site()
