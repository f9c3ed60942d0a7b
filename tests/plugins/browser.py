"""Tests marked `browser` drive the machine's own Chromium; without one the run says which tests did not run."""

import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
ADVICE = "install Chromium (Debian: apt-get install chromium) or set PORTAL_CHROMIUM to one"
# Quiet and offline: no sandbox because root has none, no services of the browser's maker.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LEFT_OUT = pytest.StashKey[list[str]]()


@cache
def chromium() -> str | None:
    """Answer the browser's program: PORTAL_CHROMIUM's, or the first that is installed."""
    if named := os.environ.get("PORTAL_CHROMIUM"):
        return shutil.which(named)
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to start where a browser is required and missing."""
    config.stash[LEFT_OUT] = []
    if os.environ.get("PORTAL_REQUIRE_BROWSER") == "1" and chromium() is None:
        raise pytest.UsageError(f"PORTAL_REQUIRE_BROWSER is 1, but there is no browser: {ADVICE}.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a browser where there is none."""
    if chromium() is not None:
        return
    left_out = [item for item in items if item.get_closest_marker("browser")]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)
    config.stash[LEFT_OUT] = [item.nodeid for item in left_out]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell xdist's controller, which collects nothing itself, what this worker left out."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash[LEFT_OUT]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker left out; each worker collects, and so leaves out, the same tests."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say in one line what did not run and why."""
    if left_out := config.stash[LEFT_OUT]:
        files = ", ".join(sorted({Path(nodeid.partition("::")[0]).stem for nodeid in left_out}))
        terminalreporter.write_line(f"No browser: {len(left_out)} tests did not run ({files}); {ADVICE}.", yellow=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run one browser for the session."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which makes Django take every query for an asynchronous one.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Page]:
    """Open an empty page that shares nothing with other tests, as a reader in China has it."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(15_000)  # milliseconds
    yield context.new_page()
    context.close()
