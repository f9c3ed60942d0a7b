"""The command `portal`: Django's commands under one name, each with the database it needs."""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from backend.database import database_url
from backend.postgres import PostgresError
from backend.postgres.binaries import find_binaries
from backend.postgres.cluster import Cluster
from backend.postgres.folders import state_folder

DEVELOPMENT, DEMO, REHEARSAL = "backend.settings.development", "backend.settings.demo", "backend.settings.rehearsal"
SETTINGS_OF = {"demo": DEMO, "load_demo": DEMO, "tour": DEMO, "rehearse": REHEARSAL}
DATABASE_OF = {REHEARSAL: "rehearsal"}
"""A rehearsal makes its college from a seed: it has a database beside the demo's."""
WITHOUT_DATABASE = frozenset(
    {
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "findstatic",
        "generate",
        "help",
        "makemessages",
        "rulebook",
        "startapp",
        "startproject",
        "version",
    }
)


def main() -> None:
    """Run the command of the command line and exit with its status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS_OF.get(_command(sys.argv), DEVELOPMENT))
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # `nohup portal …` ignores SIGHUP, and goes on doing so
            signal.signal(number, _exit)
    try:
        with _database(sys.argv):
            execute_from_command_line(sys.argv)
    except (PostgresError, ImproperlyConfigured) as error:
        sys.exit(f"portal: {error}")
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


def needs_own_database(words: Sequence[str]) -> bool:
    """Tell whether a command line wants a database that nobody has named; settings of production must name theirs."""
    # An edition is shown and compared without a database, but loaded into one.
    does_without = _command(words) in WITHOUT_DATABASE and not (_command(words) == "rulebook" and "--load" in words)
    if database_url() or does_without or {"--help", "-h", "--version"} & set(words):
        return False
    return _settings_module(words) in {DEVELOPMENT, DEMO, REHEARSAL}


@contextmanager
def _database(words: Sequence[str]) -> Iterator[None]:
    """Name the checkout's own database to the command and to all that it starts, where it has no other."""
    if not needs_own_database(words):
        yield
        return
    with Cluster(state_folder("demo")).joined() as cluster:
        os.environ["DATABASE_URL"] = cluster.ensure_database(DATABASE_OF.get(_settings_module(words), "portal"))
        os.environ["PATH"] = f"{os.environ.get('PATH', os.defpath)}{os.pathsep}{find_binaries()}"  # psql for `dbshell`
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave the server behind


def _command(words: Sequence[str]) -> str:
    return next((word for word in words[1:] if not word.startswith("-")), "help")


def _settings_module(words: Sequence[str]) -> str:
    """Answer the settings that Django will take: those of --settings, or of the environment."""
    for position, word in enumerate(words):
        if word == "--settings" and position + 1 < len(words):
            return words[position + 1]
        if word.startswith("--settings="):
            return word.partition("=")[2]
    return os.environ["DJANGO_SETTINGS_MODULE"]


def _exit(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
