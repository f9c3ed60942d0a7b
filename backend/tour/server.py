"""The tour's own server: a rehearsal on a free port and a fresh database, gone when the tour ends."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from backend.ports import free_port

STARTS_WITHIN = 180
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A running rehearsal and who is who in it."""

    base: str
    cast: dict[str, Any]


@contextmanager
def rehearsal(*, seed: int, database_url: str, template: str = "template1") -> Iterator[Rehearsal]:
    """
    Serve a rehearsal of this seed on a database of its own beside ``database_url``; end and drop both after.

    A ``template`` that is migrated already saves most of the start.
    """
    with _database_beside(database_url, template) as url, tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        accounts, port = Path(folder) / "accounts.json", free_port()
        environment = os.environ | {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "backend.settings.rehearsal",
            "PORTAL_STATE_DIR": folder,
        }
        arguments = ["rehearse", "--seed", str(seed), "--accounts", str(accounts), "--port", str(port)]
        log = Path(folder) / "server.log"
        with (
            log.open("wb") as output,
            subprocess.Popen(
                [sys.executable, "-m", "backend.console", *arguments], env=environment, stdout=output, stderr=output
            ) as server,
        ):
            try:
                _wait(server, f"http://127.0.0.1:{port}", log)
                yield Rehearsal(f"http://127.0.0.1:{port}", json.loads(accounts.read_text("utf-8")))
            finally:
                server.terminate()
                server.wait(timeout=20)


@contextmanager
def _database_beside(database_url: str, template: str) -> Iterator[str]:
    """Make a database on the same server, and drop it after."""
    name = f"rehearsal_{secrets.token_hex(4)}"
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
    try:
        yield urlunsplit(urlsplit(database_url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _wait(server: subprocess.Popen[bytes], base: str, log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"the rehearsal ended by itself:\n{log.read_text('utf-8', 'replace')[-4000:]}")
        try:
            with urllib.request.urlopen(f"{base}/readyz", timeout=5) as response:  # noqa: S310  loopback
                if response.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise RuntimeError(
        f"the rehearsal did not answer within {STARTS_WITHIN} s:\n{log.read_text('utf-8', 'replace')[-4000:]}"
    )
