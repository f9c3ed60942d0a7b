"""Imports: which files of the registry became rows."""

from __future__ import annotations

from django.db.models import QuerySet

from workflows.models import ImportBatch


def imports_made() -> QuerySet[ImportBatch]:
    """Answer every import with who made it, the latest first."""
    return ImportBatch.objects.select_related("imported_by")
