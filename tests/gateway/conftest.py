"""What tests of the graph share: the day on which they play, and a portal that can be asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories import TODAY
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
