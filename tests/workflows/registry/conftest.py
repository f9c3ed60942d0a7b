"""What tests of the registry's files share: the colleges of these files and an officer who may import."""

import pytest

from tests.factories import CollegeFactory, edition, officer
from tests.workflows.registry.files import COLLEGES
from workflows.models import College
from workflows.regulation.actor import Actor, Role


@pytest.fixture
def colleges(db: None) -> list[College]:
    """Register the colleges, and the edition by which eligibility is judged."""
    edition()
    return [CollegeFactory(name=name) for name in COLLEGES]


@pytest.fixture
def importer(colleges: list[College]) -> Actor:
    """Answer an officer of the Academic Affairs Office."""
    return officer(Role.AAO_OFFICER)
