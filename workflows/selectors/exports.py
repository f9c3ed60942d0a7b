"""Exports: who took which rows out of the house."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Model, QuerySet

from workflows.models import Export
from workflows.selectors.keys import is_key


def exports_taken() -> QuerySet[Export]:
    """Answer every export with who took it, the latest first."""
    return Export.objects.select_related("account")


def titles_of(model: type[Model], keys: Iterable[str]) -> Mapping[str, str]:
    """Answer what the rows are called that keys in an address stand for; a key of nothing has no title (one query)."""
    found = model._default_manager.filter(pk__in=[int(key) for key in keys if is_key(key)])
    return {str(row.pk): str(row) for row in found}
