"""`portal` and `portal demo`, as processes: what they start, share, print and leave behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from backend import console
from backend.postgres.cluster import Cluster
from backend.postgres.folders import CHECKOUT

TINY = "tests.backend.tiny.settings"
PORTAL = f"from backend import console; console.DEVELOPMENT = {TINY!r}; console.main()"
ROWS = "from django.contrib.contenttypes.models import ContentType as C; print(C.objects.count())"


class Portal:
    """Runs `portal` on the tiny project, with a state folder of the test's own."""

    def __init__(self, state: Path) -> None:
        self.cluster = Cluster(state / "postgres" / "demo")
        self._environment = {
            "PATH": os.environ["PATH"],
            "PORTAL_STATE_DIR": str(state),
            "DJANGO_SETTINGS_MODULE": TINY,
            "PYTHONWARNINGS": "ignore",
        }
        self._started: list[subprocess.Popen[str]] = []

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        """Start a command and do not wait for it."""
        process = subprocess.Popen(
            [sys.executable, "-c", PORTAL, *words],
            cwd=CHECKOUT,
            env=self._environment | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._started.append(process)
        return process

    def run(self, *words: str, **environment: str) -> tuple[int, str]:
        """Run a command and answer its status and what it printed."""
        process = self.start(*words, **environment)
        printed, _ = process.communicate(timeout=60)
        return process.returncode, printed

    def open_demo(self, port: int) -> subprocess.Popen[str]:
        """Start the demo and wait for its welcome."""
        demo = self.start("demo", "--port", str(port))
        assert demo.stdout
        printed = ""
        for line in demo.stdout:
            printed += line
            if line == "sign in as tiny\n":
                return demo
        raise AssertionError(printed)

    def is_running(self) -> bool:
        """Tell whether the database runs."""
        return (self.cluster.folder / "data" / "postmaster.pid").exists()

    def close(self) -> None:
        """End whatever a failed test has left."""
        for process in self._started:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        if self.cluster.folder.exists():
            self.cluster.leave()


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with tempfile.TemporaryDirectory(dir="/var/tmp", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        portal = Portal(Path(name))
        yield portal
        portal.close()


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def page(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
        return str(answer.read().decode())


def loaded(port: int) -> int:
    return int(page(port).removeprefix("loaded "))


@pytest.mark.parametrize("words", ["migrate", "demo", "shell", "check --deploy", "runserver 8001"])
def test_commands_get_a_database_where_none_is_named(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", console.DEVELOPMENT)
    assert console.needs_own_database(["portal", *words.split()])


@pytest.mark.parametrize("words", ["", "help", "help migrate", "migrate --help", "collectstatic --noinput", "version"])
def test_commands_that_need_no_database_start_none(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", console.DEVELOPMENT)
    assert not console.needs_own_database(["portal", *words.split()])


@pytest.mark.parametrize(
    "words",
    [
        "migrate --settings backend.settings.production",
        "migrate --settings=college.live",
        "rulebook --load edition.toml --settings backend.settings.production",
    ],
)
def test_settings_of_production_must_name_their_database(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", console.DEVELOPMENT)
    assert not console.needs_own_database(["portal", *words.split()])


def test_a_database_that_is_named_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/mine")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", console.DEVELOPMENT)
    assert not console.needs_own_database(["portal", "migrate"])


def test_a_command_stops_the_database_that_it_started(portal: Portal) -> None:
    assert portal.run("migrate", "--verbosity", "0") == (0, "")
    assert not portal.is_running()


def test_a_command_without_a_database_leaves_it_alone_even_with_settings_that_name_none(portal: Portal) -> None:
    status, printed = portal.run("help", "migrate")
    assert (status, "usage: " in printed) == (0, True)
    assert not portal.is_running()


def test_a_hindrance_is_told_in_one_line(portal: Portal) -> None:
    status, printed = portal.run("migrate", PG_BINDIR="/nowhere")
    assert status == 1
    assert re.fullmatch(r"portal: PG_BINDIR is /nowhere.*\n", printed)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_demo_closes_cleanly_and_keeps_its_data(portal: Portal, port: int, number: signal.Signals) -> None:
    demo = portal.open_demo(port)
    before = loaded(port)
    os.killpg(demo.pid, number)  # as a terminal does, which tells all of them
    printed, _ = demo.communicate(timeout=60)
    assert (demo.returncode, printed.strip(), portal.is_running()) == (0, "", False)

    again = portal.open_demo(port)
    assert loaded(port) == before + 1
    again.send_signal(number)
    again.wait(timeout=60)


def test_commands_beside_a_running_demo_share_its_database(portal: Portal, port: int) -> None:
    demo = portal.open_demo(port)
    status, printed = portal.run("shell", "--no-imports", "--command", ROWS)
    assert (status, int(printed) >= loaded(port)) == (0, True)
    assert loaded(port) > 0, "the demo goes on when the command has ended"

    demo.send_signal(signal.SIGINT)
    assert demo.wait(timeout=60) == 0
    assert not portal.is_running()


def test_a_killed_demo_frees_its_port_and_the_next_one_recovers(portal: Portal, port: int) -> None:
    demo = portal.open_demo(port)
    before = loaded(port)
    server = int((portal.cluster.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    demo.kill()
    demo.wait()
    os.kill(server, signal.SIGKILL)
    time.sleep(1)
    assert portal.is_running(), "its stale claim is still there"

    again = portal.open_demo(port)
    assert loaded(port) == before + 1
    again.send_signal(signal.SIGINT)
    assert again.wait(timeout=60) == 0


def test_a_taken_port_is_told_at_once_and_a_free_one_named(portal: Portal) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, printed = portal.run("demo", "--port", str(port))
    assert status == 1
    assert re.fullmatch(rf"CommandError: Port {port} is taken, \d+ is free: make demo PORT=\d+\n", printed)
    assert not portal.is_running()


def test_ctrl_c_before_the_demo_is_open_leaves_nothing_running(portal: Portal, port: int) -> None:
    demo = portal.start("demo", "--port", str(port))
    assert demo.stdout
    assert demo.stdout.readline() == "Bringing the database up to date …\n"
    demo.send_signal(signal.SIGINT)
    printed, _ = demo.communicate(timeout=60)
    assert (demo.returncode, printed, portal.is_running()) == (130, "", False)
