"""What `portal check --deploy` asks beside Django's own questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.checks import CheckMessage, Error


def static_files_are_collected(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Answer an error where screens would fail because their styles and scripts were never collected."""
    if isinstance(staticfiles_storage, ManifestFilesMixin) and not staticfiles_storage.hashed_files:
        return [
            Error(
                f"There are no collected static files in {settings.STATIC_ROOT}.",
                hint="portal collectstatic --settings backend.settings.build; PORTAL_STATIC_DIR names their folder.",
                id="backend.E001",
            )
        ]
    return []
