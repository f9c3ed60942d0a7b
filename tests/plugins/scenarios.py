"""
What tests of every tree share: the day on which they play, a site, and what is made once for a whole module.

A module's scenario is made in a transaction around all of its tests; each of them rolls its own deeds back.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.cms.factories import Site
from tests.factories import TODAY, Scenario, three_in_favour
from workflows import clock
from workflows.models import Proposal
from workflows.rules.proposals import Opinions
from workflows.selectors.facts import GATHERERS, Gatherer


@pytest.fixture(autouse=True)
def in_the_first_semester() -> Iterator[None]:
    """Let every test play on the same Monday, whatever the day of the run."""
    with clock.moved_to(TODAY):
        yield


@pytest.fixture(autouse=True, scope="session")
def every_course_has_a_syllabus() -> Iterator[None]:
    """Let no test write six pages before a programme can be proposed; those of syllabi ask the pages themselves."""
    with override_settings(SYLLABUS_PORT="tests.factories.every_course"):
        yield


@pytest.fixture(autouse=True, scope="session")
def experts_in_favour() -> Iterator[Gatherer]:
    """Let three experts be in favour of every proposal, unless a test is about what they say (`opinions_of_experts`)."""
    key = (Proposal, Opinions)
    told = GATHERERS[key]
    with patch.dict(GATHERERS, {key: three_in_favour}):
        yield told


@pytest.fixture
def opinions_of_experts(experts_in_favour: Gatherer) -> Iterator[None]:
    """Let what experts have said decide, as in the portal."""
    with patch.dict(GATHERERS, {(Proposal, Opinions): experts_in_favour}):
        yield


@pytest.fixture
def syllabi_of_pages(settings: Any) -> None:
    """Let the pages say which courses have a syllabus, as in the portal."""
    settings.SYLLABUS_PORT = "cms.selectors.syllabi.courses_with_syllabus"


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """
    Refuse a module that makes rows once for all of its tests and has others that commit: they would wait for each other.

    :raises pytest.UsageError: naming the modules
    """
    around = {item.path for item in items if "around_the_module" in getattr(item, "fixturenames", ())}
    commit = {item.path for item in items if _commits(item)}
    if both := sorted(map(str, around & commit)):
        raise pytest.UsageError(f"tests that commit need a module of their own: {', '.join(both)}")


def _commits(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    return bool(mark and mark.kwargs.get("transaction")) or "transactional_db" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="module")
def around_the_module(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Begin a transaction around the tests of a module, an hour before they play."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.moved_to(TODAY - dt.timedelta(hours=1)):
            yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def scenario_of_the_module(around_the_module: None) -> Scenario:
    """Make a college with its people and a proposed programme, of which tests take copies."""
    scenario = Scenario()
    connection.check_constraints()
    return scenario


@pytest.fixture(scope="module")
def site_of_the_module(around_the_module: None) -> Site:
    """Open a site once, of which tests take copies."""
    site = Site()
    connection.check_constraints()
    return site


@pytest.fixture
def site(site_of_the_module: Site, db: None) -> Iterator[Site]:
    """Answer a site with the section of one college and its proposed programme; what tests add to it goes with them."""
    yield copy.deepcopy(site_of_the_module)
    cache.clear()  # Wagtail keeps where sites begin
