"""Doing again what the database could not settle at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, OperationalError, transaction

from workflows.services.fields import collision
from workflows.services.refusals import Busy, InvalidInput

Answer = TypeVar("Answer")

RETRIES = 3
_LOST_RACES = frozenset({"40001", "40P01"})
"""SQLSTATEs of serialization failures and deadlocks."""
_WAITED_TOO_LONG = "57014"
"""SQLSTATE of a statement that ran past its time: somebody else, such as an import, holds the row."""


def persistently(deed: Callable[[], Answer]) -> Answer:
    """Do a deed again when the database lost a race for it, three times more; say which value another row has."""
    for attempt in range(RETRIES + 1):
        try:
            return deed()
        except IntegrityError as error:
            if fault := collision(error):
                raise InvalidInput([fault]) from error
            raise
        except OperationalError as error:
            state = getattr(error.__cause__, "sqlstate", None)
            if state == _WAITED_TOO_LONG:
                raise Busy from error
            if state not in _LOST_RACES:
                raise
            if transaction.get_connection().in_atomic_block or attempt == RETRIES:
                raise Busy from error
    raise AssertionError("unreachable")  # the loop returns or raises
