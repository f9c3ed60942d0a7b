"""The bench's own database: seeded once, and again only when what is seeded has changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from backend.database import database_url
from backend.postgres.cluster import Cluster
from backend.postgres.folders import CHECKOUT, state_folder

SEEDED_FROM = (
    "benchmarks/seeding/*.py",
    "benchmarks/renditions.py",
    "backend/demo/**/*",
    "cms/presets.py",
    "rulebooks/*",
)
"""What a seed is made of: a change of any of these makes a new one."""


@contextmanager
def server() -> Iterator[str]:
    """Name a PostgreSQL server: that of DATABASE_URL, or else one of the checkout's, which keeps what was seeded."""
    if url := database_url():
        yield url
        return
    with Cluster(state_folder("bench"), disposable=True).joined() as cluster:
        yield cluster.url("postgres")


def url_of(server_url: str, name: str) -> str:
    """Answer the address of a database on the server."""
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


def ensure_seeded(server_url: str, name: str, seed: Callable[[], None]) -> None:
    """
    Make the database, unless it is there and was seeded from what a seed is made of now.

    The digest of that stays with the database as its comment, which is written last: half a seed is never taken for a
    whole one.
    """
    digest = _digest()
    with psycopg.connect(server_url, autocommit=True) as connection:
        if _comment(connection, name) == digest:
            return
        database = sql.Identifier(name)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(database))
        seed()
        with psycopg.connect(url_of(server_url, name), autocommit=True) as seeded:
            seeded.execute("VACUUM (ANALYZE)")  # what a server does by itself in the first hours
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(database, sql.Literal(digest)))


def version(server_url: str) -> str:
    """Answer the version of the server."""
    with psycopg.connect(server_url) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    return str(row[0]).split()[0] if row else "?"


def _comment(connection: psycopg.Connection, name: str) -> str | None:
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    row = connection.execute(query, [name]).fetchone()
    return row[0] if row else None


def _digest() -> str:
    made_of = sorted({path for pattern in SEEDED_FROM for path in CHECKOUT.glob(pattern) if _counts(path)})
    digest = hashlib.sha256()
    for path in made_of:
        digest.update(os.fsencode(path.relative_to(CHECKOUT)) + path.read_bytes())
    return digest.hexdigest()


def _counts(path: Path) -> bool:
    return path.is_file() and path.suffix != ".pyc"
