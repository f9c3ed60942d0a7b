"""The view of all records, kind by kind: a migration that adds a kind of record makes it anew."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.migrations import RunSQL


def records_view(*kinds: str, added: int = 1) -> RunSQL:
    """
    Answer the operation that makes ``workflows_record`` of these kinds (kind, id, state, version, edition).

    The invariants read it. The last ``added`` of the kinds are new; undone, the view is one of the others.
    """
    return RunSQL([_view(kinds)], [_view(kinds[: len(kinds) - added])])


def _view(kinds: Sequence[str]) -> str:
    columns = "id, state, version, edition_id"
    selects = (f"SELECT '{kind}'::text AS kind, {columns} FROM workflows_{kind}" for kind in kinds)
    return f"CREATE OR REPLACE VIEW workflows_record AS {' UNION ALL '.join(selects)}"
