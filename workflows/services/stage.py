"""
Rows on a stage: what is read inside a context finds them in place of the stored ones, or beside these.

For every table of theirs a temporary view of the same name stands before it, since PostgreSQL looks for temporary
relations first: the stored rows, with those on the stage in their places. Nothing of them is written, no trigger asks
anything, no stored row is locked, and nobody else sees them; such a view cannot be written to by mistake either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction
from psycopg import sql
from psycopg.pq import TransactionStatus

_STAGE = sql.SQL("""
    CREATE TEMPORARY TABLE {staged} ON COMMIT DROP AS SELECT * FROM {schema}.{table} WITH NO DATA;
    CREATE TEMPORARY VIEW {table} AS
        SELECT {columns} FROM {schema}.{table} AS stored
        WHERE NOT EXISTS (SELECT FROM {staged} AS staged WHERE staged.{key} = stored.{key})
        UNION ALL SELECT {columns} FROM {staged}
""")
_PUT = sql.SQL("INSERT INTO {staged} ({columns}) VALUES ({values})")
_STRIKE = sql.SQL("DROP VIEW pg_temp.{table}; DROP TABLE pg_temp.{staged}")


@contextmanager
def on_stage(rows: Iterable[models.Model]) -> Iterator[None]:
    """
    Let whatever is read inside find these rows, which bear their keys; of two with one key the latter.

    What is written meanwhile to tables that are not on the stage is kept, as it would be without one.
    """
    sets = _sets_of(rows)
    try:
        with transaction.atomic():
            for one in sets:
                one.put_up()
            _forget_plans()
            yield
            if _is_lost():
                transaction.set_rollback(True)  # a question failed inside: everything goes with the transaction
            else:
                for one in sets:
                    one.strike()
    finally:
        _forget_plans()


@dataclass
class _Set:
    """The rows on the stage that are kept in one table; those of a page are kept in two."""

    model: type[models.Model]
    rows: dict[Any, models.Model] = field(default_factory=dict)

    def put_up(self) -> None:
        """Put the rows before the stored ones."""
        fields = self.model._meta.local_concrete_fields
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            names = self._names | {"schema": sql.Identifier(cursor.fetchone()[0])}
            cursor.execute(_composed(_STAGE, names))
            put = _composed(_PUT, names | {"values": sql.SQL(", ").join([sql.Placeholder()] * len(fields))})
            for row in self.rows.values():
                cursor.execute(put, [one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields])

    def strike(self) -> None:
        """Take them away again."""
        with connection.cursor() as cursor:
            cursor.execute(_composed(_STRIKE, self._names))

    @property
    def _names(self) -> dict[str, sql.Composable]:
        meta = self.model._meta
        assert meta.pk is not None  # noqa: S101  every model has one
        columns = [sql.Identifier(str(one.column)) for one in meta.local_concrete_fields]
        return {
            "table": sql.Identifier(meta.db_table),
            "staged": sql.Identifier(f"{meta.db_table}_on_stage"),
            "key": sql.Identifier(str(meta.pk.column)),
            "columns": sql.SQL(", ").join(columns),
        }


def _sets_of(rows: Iterable[models.Model]) -> Collection[_Set]:
    sets: dict[type[models.Model], _Set] = {}
    for row in rows:
        for model in (*type(row)._meta.get_parent_list(), type(row)):
            sets.setdefault(model, _Set(model)).rows[row.pk] = row
    return sets.values()


def _composed(statement: sql.SQL, names: dict[str, sql.Composable]) -> str:
    return statement.format(**names).as_string(connection.connection)


def _is_lost() -> bool:
    return bool(connection.connection.info.transaction_status == TransactionStatus.INERROR)


def _forget_plans() -> None:
    """Let prepared statements be planned anew: the server keeps by which table a name was meant."""
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")
