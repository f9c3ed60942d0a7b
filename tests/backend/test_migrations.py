"""Migrations lock no table for long and break no release that still runs while they are applied."""

from __future__ import annotations

import pytest
from django_migration_linter import MigrationLinter

from backend.settings.base import BASE_DIR

FIRST_RELEASE = {
    "workflows": ("0001_initial", "0002_always_and_invariants"),
    "cms": ("0001_initial", "0002_no_page_before_its_programme"),
}
"""They meet an empty database."""


@pytest.mark.django_db
@pytest.mark.parametrize("app", FIRST_RELEASE)
def test_a_migration_can_be_applied_while_the_portal_runs(app: str):
    linter = MigrationLinter(str(BASE_DIR), ignore_name=FIRST_RELEASE[app], quiet=["ok", "ignore"], no_cache=True)
    linter.lint_all_migrations(app_label=app)

    assert (linter.nb_erroneous, linter.nb_ignored) == (0, len(FIRST_RELEASE[app]))
