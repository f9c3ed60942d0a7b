"""Says what to do at the first use of a database that nobody has named."""

from typing import NoReturn

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.db.backends.postgresql import base


class DatabaseUnset(ImproperlyConfigured, OperationalError):
    """Nobody has named a database; commands that get along without one, like makemigrations, take it for absent."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Is PostgreSQL to everybody who asks what kind of database this is, and refuses to connect."""

    def get_connection_params(self) -> NoReturn:
        """Refuse with the remedy."""
        raise DatabaseUnset(
            "This needs a database, and none is named. Run it through `portal`, which starts one of its own, or set "
            "DATABASE_URL=postgresql://user:password@host:5432/name."
        )
