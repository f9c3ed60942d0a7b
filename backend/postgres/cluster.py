"""The embedded PostgreSQL: starts with its first user, stops with its last, and survives being killed."""

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import psycopg
from psycopg import sql

from backend.postgres import PostgresError, binaries
from backend.postgres.account import Account, server_account
from backend.postgres.folders import claim_folder, state_folder
from backend.postgres.leases import is_shared, only_one, take_share
from backend.postgres.server import HOST, SUPERUSER, Server

ANSWER_PATIENCE = 60  # seconds that a running server may take to answer, for instance while it recovers

SETTINGS = MappingProxyType(
    {
        "max_connections": "200",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "jit": "off",
        "dynamic_shared_memory_type": "mmap",  # in the data folder: a killed server leaves nothing elsewhere
    }
)
# Fast because a crash of the machine may lose everything: right for tests, wrong for what is kept.
DISPOSABLE_SETTINGS = MappingProxyType(
    {
        **SETTINGS,
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "shared_buffers": "256MB",
        "max_wal_size": "256MB",
    }
)


class Cluster:
    """A PostgreSQL of our own in a state folder, shared by all processes that have joined it.

    A disposable one is fast and promises nothing: its data are made anew whenever they are not beyond doubt.
    """

    def __init__(self, folder: Path, *, disposable: bool = False) -> None:
        self.folder = folder.parent.resolve() / folder.name
        self._disposable = disposable
        self._share: int | None = None

    def join(self) -> None:
        """Start the server, or share the one that runs; it stays until the last process has left or died.

        Raises PostgresError when there is no server to be had.
        """
        claim_folder(self.folder, mode=0o700 if self._account is None else 0o711)
        with only_one(self._entrance):
            self._share = take_share(self._users)
            try:
                self._ensure_running()
            except BaseException:  # Ctrl-C too must not leave half a start behind
                self._give_share_back()
                raise

    def leave(self) -> None:
        """Give up this process's share, and stop the server if no other process has one."""
        with only_one(self._entrance):
            self._give_share_back()

    @contextmanager
    def joined(self) -> Iterator["Cluster"]:
        """Join for the duration of a block."""
        self.join()
        try:
            yield self
        finally:
            self.leave()

    def url(self, database: str) -> str:
        """Answer the address of a database of the running server, password included."""
        return f"postgresql://{SUPERUSER}:{self._password.read_text()}@{HOST}:{self._server.port()}/{database}"

    def ensure_database(self, database: str) -> str:
        """Create a database unless it exists, and answer its address."""
        with only_one(self._entrance), psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).rowcount:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        return self.url(database)

    @cached_property
    def programs(self) -> Path:
        """The folder of PostgreSQL's programs that serve this cluster."""
        return binaries.reachable_binaries(binaries.find_binaries(), self._account, state_folder("programs"))

    @cached_property
    def _account(self) -> Account | None:
        return server_account(self.folder / "data")

    @cached_property
    def _server(self) -> Server:
        return Server(self.folder / "data", self.programs, self._account)

    @property
    def _password(self) -> Path:
        return self.folder / "password"

    @property
    def _entrance(self) -> Path:
        return self.folder / "entrance.lock"

    @property
    def _users(self) -> Path:
        return self.folder / "users.lock"

    def _give_share_back(self) -> None:
        if self._share is not None:
            os.close(self._share)
            self._share = None
        if not is_shared(self._users):
            self._server.stop("fast")

    def _ensure_running(self) -> None:
        if self._answers():
            return
        self._server.stop("immediate")  # it runs, but does not let us in: PostgreSQL recovers from this
        if self._server.data.exists() and (flaw := self._flaw()):
            if not self._disposable:
                raise PostgresError(f"The database in {self.folder} cannot be used: {flaw}. Remove it to start afresh.")
            shutil.rmtree(self._server.data)
        if not self._server.data.exists():
            self._write_password()
            self._server.initialise(self._password, durable=not self._disposable)
        self._server.start(DISPOSABLE_SETTINGS if self._disposable else SETTINGS)

    def _answers(self) -> bool:
        """Tell whether a server runs and lets us in: ours, or one that a killed run has left behind."""
        give_up = time.monotonic() + ANSWER_PATIENCE
        while self._password.exists() and self._server.pid() and time.monotonic() < give_up:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
            except (psycopg.OperationalError, OSError, IndexError):
                time.sleep(0.1)
            else:
                return True
        return False

    def _flaw(self) -> str | None:
        """Say why the data that are there cannot be used, if so."""
        made_by = (self._server.data / "PG_VERSION").read_text().strip()
        served_by = binaries.major_version(self.programs)
        if made_by != str(served_by):
            return f"PostgreSQL {made_by} made it and {served_by} is here (PG_BINDIR can name another)"
        if not self._password.exists():
            return f"{self._password} is missing"
        if self._disposable and (self._server.data / "postmaster.pid").exists():
            return "it was not shut down"
        return None

    def _write_password(self) -> None:
        """Make a new password, for the server's account and us to read."""
        self._password.unlink(missing_ok=True)
        self._password.touch(mode=0o600)
        self._password.write_text(secrets.token_urlsafe(32))
        if self._account:
            os.chown(self._password, self._account.uid, self._account.gid)
