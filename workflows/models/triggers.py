"""
Triggers that nobody steps around.

An ordinary trigger of pgtrigger rests under ``session_replication_role = replica`` and for every session that puts its
name into ``pgtrigger.ignore``. Those that keep the log and the frozen rows must hold for these sessions too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pgtrigger
import pgtrigger.compiler
import pgtrigger.registry
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections, models


class AlwaysSql(pgtrigger.compiler.UpsertTriggerSql):
    """Installs a trigger for every session; migrations refer to it, so a change of it is another class."""

    def get_template(self) -> str:
        """Answer pgtrigger's own template without its way out, and with ENABLE ALWAYS."""
        return """
            CREATE OR REPLACE FUNCTION {pgid}() RETURNS TRIGGER AS $$
                {declare}
                BEGIN
                    {func}
                END;
            $$ LANGUAGE plpgsql;

            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE {constraint} TRIGGER {pgid}
                {when} {operation} ON {table}
                {timing}
                {referencing}
                FOR EACH {level} {condition}
                EXECUTE PROCEDURE {execute};
            ALTER TABLE {table} ENABLE ALWAYS TRIGGER {pgid};

            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class AlwaysCompiled(pgtrigger.compiler.Trigger):
    """What a migration holds of such a trigger: ``portal pgtrigger enable`` leaves it as firm as it was."""

    @property
    def enable_sql(self) -> str:
        """Answer the statement that enables it for every session."""
        return f'ALTER TABLE "{self.sql.table}" ENABLE ALWAYS TRIGGER {self.sql.pgid};'


class Always(pgtrigger.Trigger):
    """A trigger that fires whoever writes, under whichever role."""

    def compile(self, model: type[models.Model]) -> AlwaysCompiled:
        """Answer what is installed, and kept in migrations."""
        return AlwaysCompiled(name=self.name, sql=AlwaysSql(**super().compile(model).sql.kwargs))


class Refuse(Always):
    """Refuses an operation on each row, or on the rows that its condition names."""

    when = pgtrigger.Before

    def get_func(self, model: type[models.Model]) -> str:
        """Answer the body: an error that names the trigger, the operation and the table."""
        return f"""
            RAISE EXCEPTION '{self.name}: % of % is refused', lower(TG_OP), TG_TABLE_NAME
                USING ERRCODE = 'check_violation';
        """


class RefuseTruncate(Refuse):
    """Refuses to empty a table: TRUNCATE fires no trigger of a row, so the others would not see it."""

    level = pgtrigger.Statement
    operation = pgtrigger.Truncate


@register(Tags.database)
def triggers_fire_always(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """
    Answer the triggers that are installed and rest for some sessions.

    A restore with ``--disable-triggers`` leaves them so, and so does pgtrigger where a migration changes the type of a
    column. A warning and no error, because the migration that mends it must be able to run.
    """
    return [
        Warning(
            f"The trigger {pgid} of {table} does not fire for every session.",
            hint="Run `portal pgtrigger install`.",
            id="workflows.W101",
        )
        for alias in databases or ()
        for table, pgid in _resting(alias)
    ]


def _resting(alias: str) -> list[tuple[str, str]]:
    expected = {
        (model._meta.db_table, trigger.get_pgid(model))
        for model, trigger in pgtrigger.registry.registered()
        if isinstance(trigger, Always)
    }
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE tgenabled <> 'A' AND pg_table_is_visible(pg_class.oid)"
        )
        return sorted(expected & set(cursor.fetchall()))
