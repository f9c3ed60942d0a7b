"""
What tests of the graph share: the day on which they play, a portal that can be asked, and scenarios.

A module's scenario is made once, in a transaction around all of its tests; each of them rolls its own deeds back.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.cms.factories import Site
from tests.factories import TODAY, Scenario
from tests.gateway.recruiting import Recruiting
from workflows import clock


@pytest.fixture(autouse=True)
def in_the_first_semester() -> Iterator[None]:
    """Let every test play on the same Monday, whatever the day of the run."""
    with clock.moved_to(TODAY):
        yield


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Answer a folder that is there and stays empty."""
    return tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True)
def without_static_files(settings: Any, empty_folder: Path) -> None:
    """Let the portal start without its collected static files, which nobody asks for here."""
    settings.STATIC_ROOT = empty_folder


@pytest.fixture(scope="module")
def around_the_module(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Begin a transaction around the tests of a module, an hour before they play."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.moved_to(TODAY - dt.timedelta(hours=1)):
            yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def scenario_of_the_module(around_the_module: None) -> Scenario:
    return Scenario()


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
