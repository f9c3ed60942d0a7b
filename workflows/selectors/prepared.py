"""
Statements that the server keeps prepared: for texts that are put together once and asked with every request.

Django writes the values into the text of a question, so that the server reads and plans each as a new one: for the
short questions of public lists that takes longer than answering them. Here values go beside the text, and what a
connection has asked a few times is planned no more (``PREPARING`` in ``backend/database.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import NotSupportedError, connection


def rows_of(text: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """
    Answer what a statement finds; ``%s`` stands for a value, whose type the statement itself must make clear.

    Django counts and logs it as any other. Where a migration has changed a column's type meanwhile, the server refuses
    what it keeps, and the statement is asked anew; inside a transaction, which is lost then, nothing can be.
    """
    values = [_written(value) for value in parameters]
    try:
        return _asked(text, values)
    except NotSupportedError:
        if connection.in_atomic_block:
            raise
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")
        return _asked(text, values)


def _asked(text: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.cursor = psycopg.Cursor(connection.connection)
        cursor.execute(text, values)
        return cursor.fetchall()


def _written(value: Any) -> Any:
    """
    Answer lists of numbers as the server writes them.

    The driver would send small ones as another type than large ones, and the server plan the statement for each.
    """
    if isinstance(value, list) and value and isinstance(value[0], int):
        return f"{{{','.join(map(str, value))}}}"
    return value
