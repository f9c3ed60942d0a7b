"""A database for each test process, cloned from a template that is migrated once and kept until migrations change.

The server is DATABASE_URL's, or a fast one of the checkout's own that stops with the last run that uses it. Every
database that is made here is locked by its user: one that nobody locks was left by a killed run, and the next drops it.
"""

import hashlib
import sysconfig
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase
from psycopg import sql
from pytest_django import DjangoDbBlocker

from backend.database import database_settings, database_url, disconnect
from backend.postgres.cluster import Cluster
from backend.postgres.folders import CHECKOUT, scratch_folder

PREFIX = "portal_test_"


class Clone:
    """The database of this test process; its own connection beside Django's makes, renews and drops it."""

    def __init__(self, server: str, *, fresh: str = "") -> None:
        self._server = server
        self._session = psycopg.connect(server, dbname="postgres", autocommit=True)
        self._template = f"{PREFIX}template_{_digest(fresh)}"
        self._name = f"{PREFIX}{uuid.uuid4().hex[:12]}"

    def make(self) -> None:
        """Clone the template, making it first if it is not there, and point Django to the clone."""
        self._ask("SELECT pg_advisory_lock(hashtext(%s))", PREFIX)
        self._drop_what_nobody_uses()
        if self._template not in self._databases():
            self._make_template()
        self._ask("SELECT pg_advisory_lock_shared(hashtext(%s))", self._template)
        self._ask("SELECT pg_advisory_lock(hashtext(%s))", self._name)
        self._ask("SELECT pg_advisory_unlock(hashtext(%s))", PREFIX)
        self._do("CREATE DATABASE {} TEMPLATE {}", self._name, self._template)
        self._point_django_to(self._name)

    def renew(self) -> None:
        """Replace the clone by a new one: rows that migrations made are there again, and no trigger is in the way."""
        disconnect()
        self._do("DROP DATABASE {} WITH (FORCE)", self._name)
        self._do("CREATE DATABASE {} TEMPLATE {}", self._name, self._template)

    def drop(self) -> None:
        """Remove the clone; the template stays for the next run."""
        disconnect()
        self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", self._name)
        self._session.close()

    def _make_template(self) -> None:
        draft = f"{PREFIX}draft"
        self._do("CREATE DATABASE {}", draft)
        self._point_django_to(draft)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        disconnect()
        self._do("ALTER DATABASE {} RENAME TO {}", draft, self._template)
        self._do("ALTER DATABASE {} ALLOW_CONNECTIONS false", self._template)  # nobody may change or block it

    def _drop_what_nobody_uses(self) -> None:
        for name in self._databases() - {self._template}:
            if self._ask("SELECT pg_try_advisory_lock(hashtext(%s))", name) == [(True,)]:
                self._do("DROP DATABASE {} WITH (FORCE)", name)
                self._ask("SELECT pg_advisory_unlock(hashtext(%s))", name)

    def _databases(self) -> set[str]:
        return {
            str(name) for (name,) in self._ask("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", PREFIX)
        }

    def _point_django_to(self, name: str) -> None:
        disconnect()
        place = database_settings(self._server) | {"NAME": name}
        del place["OPTIONS"]  # those of the settings stay
        connections.settings["default"].update(place)
        del connections["default"]  # the next one is of the new engine

    def _ask(self, question: LiteralString, name: str) -> list[tuple[object, ...]]:
        return self._session.execute(question, [name]).fetchall()

    def _do(self, command: LiteralString, *names: str) -> None:
        self._session.execute(sql.SQL(command).format(*map(sql.Identifier, names)))


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_createdb: bool,
) -> Iterator[None]:
    """Give this process a database of its own; --create-db makes a new template for the run."""
    run = getattr(request.config, "workerinput", {}).get("testrunuid", uuid.uuid4().hex)
    with _server() as server, pytest.MonkeyPatch.context() as patch:
        clone = Clone(server, fresh=run if django_db_createdb else "")
        with django_db_blocker.unblock():
            clone.make()
        # Django would empty every table, which append-only tables refuse and rows made by migrations do not survive.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: clone.renew())
        yield
        with django_db_blocker.unblock():
            clone.drop()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server where xdist's workers were interrupted before they could."""
    cluster = _cluster()
    if not hasattr(config, "workerinput") and cluster.folder.exists():
        cluster.leave()


@contextmanager
def _server() -> Iterator[str]:
    if url := database_url():
        yield url
        return
    with _cluster().joined() as cluster:
        yield cluster.url("postgres")


def _cluster() -> Cluster:
    return Cluster(scratch_folder("test"), disposable=True)


def _digest(fresh: str) -> str:
    """Name all that a migrated database depends on: migrations, the rulebook that they load, installed versions."""
    digest = hashlib.sha256(fresh.encode())
    own = (path for pattern in ("*/migrations/*.py", "rulebooks/*.toml") for path in CHECKOUT.glob(pattern))
    for path in sorted(own):
        digest.update(path.name.encode() + path.read_bytes())
    for path in sorted(Path(sysconfig.get_paths()["purelib"]).glob("*.dist-info")):
        digest.update(path.name.encode())
    digest.update(repr(settings.INSTALLED_APPS).encode())
    return digest.hexdigest()[:12]
