"""Colleges and members of staff: all of them, and those that rows name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Model

from workflows.models import College, StaffMember
from workflows.selectors.rows import Rows

Row = TypeVar("Row", bound=Model)
COLLEGES, STAFF = Rows(College), Rows(StaffMember)


def all_colleges() -> list[College]:
    """Answer every college, by pinyin (one query)."""
    return list(College.objects.all())


def colleges_by_key(keys: Iterable[int]) -> Mapping[int, College]:
    """Answer colleges by their keys (one query)."""
    return COLLEGES.of_keys(set(keys))


def colleges_of(rows: Sequence[Any]) -> Mapping[int, College]:
    """Answer the college of rows that have a ``college_id``, by the rows' keys (one query)."""
    return _related(rows, "college_id", COLLEGES)


def staff_of(rows: Sequence[Any], field: str) -> Mapping[int, StaffMember]:
    """Answer the member of staff whom a field of rows names, by the rows' keys (one query)."""
    return _related(rows, field, STAFF)


def _related(rows: Sequence[Any], field: str, related: Rows[Row]) -> Mapping[int, Row]:
    keys = {row.pk: getattr(row, field) for row in rows}
    found = related.of_keys({key for key in keys.values() if key is not None})
    return {pk: found[key] for pk, key in keys.items() if key is not None}
