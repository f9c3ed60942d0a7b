"""Nothing is left out in silence: a skip fails where CI runs the tests, and what only root can test is told of."""

import os
from collections.abc import Generator

import pytest

IS_ROOT = os.geteuid() == 0


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark of the tests that begin as root."""
    config.addinivalue_line("markers", "root: begins as root, whose privileges it drops; left out for anybody else")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what begins as root where somebody else runs the tests."""
    if left_out := [item for item in items if not IS_ROOT and item.get_closest_marker("root")]:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure that names its reason, where all that tests need must be there."""
    report = yield
    if report.skipped and os.environ.get("PORTAL_REQUIRE_BROWSER") == "1":
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped where nothing may be: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line what did not run and why."""
    if not IS_ROOT:
        terminalreporter.write_line("Not root: tests marked `root`, of dropping privileges, did not run.", yellow=True)
