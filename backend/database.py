"""Where the database is: DATABASE_URL, which the console and the tests set for themselves when nobody else has."""

import os
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

STATEMENT_TIMEOUT = 10_000
"""Milliseconds: a statement that runs longer is a fault of ours or an attack."""
PREPARING = {"prepare_threshold": 3}
"""How often a connection is asked a text before the server keeps it planned; holds for ``selectors/prepared.py``."""
SCHEMES = ("postgresql://", "postgres://")
PLACES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def database_url() -> str | None:
    """Answer the DATABASE_URL of the environment, which names the embedded cluster where a command has started it."""
    return os.environ.get("DATABASE_URL") or None


def database_settings(url: str | None, *, statement_timeout: int | None = None) -> dict[str, Any]:
    """Translate an address into one entry of Django's DATABASES; statement_timeout is in milliseconds.

    Without an address the entry is one that tells the remedy when it is first used, so that commands without a
    database run without one. Raises ImproperlyConfigured, never quoting the address: it holds a password.
    """
    parts: dict[str, Any] = PREPARING | (_parts(url) if url else {})
    if statement_timeout is not None:
        parts["options"] = f"{parts.get('options', '')} -c statement_timeout={statement_timeout}".strip()
    places = {setting: parts.pop(part, "") for part, setting in PLACES.items()}
    if url is None:
        return {"ENGINE": "backend.postgres.unset", "OPTIONS": parts}
    if not places["NAME"] and "service" not in parts:
        raise ImproperlyConfigured("DATABASE_URL names no database: postgresql://user:password@host:5432/name")
    return {"ENGINE": "django.db.backends.postgresql", **places, "OPTIONS": parts}


def disconnect() -> None:
    """Close this thread's connections and those that pools keep."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's backend has pools, and ours is no other


def _parts(url: str) -> dict[str, Any]:
    """Let PostgreSQL's own library take the address apart: percent signs, sockets, IPv6, parameters."""
    if not url.startswith(SCHEMES):
        scheme, mark, _ = url.partition("://")
        raise ImproperlyConfigured(
            f"DATABASE_URL must be a PostgreSQL address (postgresql://…){f', not {scheme}' if mark else ''}: "
            "the portal's constraints, locks and search are PostgreSQL's."
        )
    try:
        return dict(conninfo_to_dict(url))
    except ProgrammingError:
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read: postgresql://user:password@host:5432/name, "
            "with special characters of user and password percent-encoded."
        ) from None
