"""A witness of the tables: what a refused deed, or one that was broken off, left behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection

from workflows.models import LogEntry

Rows = dict[str, list[str]]


def all_rows(*labels: str) -> Rows:
    """Answer every row of every table of the records, or of the apps with these labels, as text (one query)."""
    tables = sorted(
        model._meta.db_table
        for label in labels or ("workflows",)
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model._meta.managed
    )
    rows: Rows = {table: [] for table in tables}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', t::text FROM {table} AS t" for table in tables))
        for table, row in sorted(cursor.fetchall()):
            rows[table].append(row)
    return rows


@contextmanager
def nothing_changes(*labels: str) -> Iterator[None]:
    """Assert that what happens inside leaves every row of the records, or of these apps, as it was."""
    before = all_rows(*labels)
    yield
    assert all_rows(*labels) == before


@contextmanager
def only_the_refusal_is_logged() -> Iterator[None]:
    """Assert that what happens inside leaves every row as it was, and one entry more: a refusal."""
    before = all_rows()
    yield
    after = all_rows()
    log = LogEntry._meta.db_table
    (entry,) = set(after.pop(log)) - set(before.pop(log))
    assert "refused" in entry
    assert after == before
