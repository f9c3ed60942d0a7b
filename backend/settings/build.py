"""For building: what production is before it knows where it runs. It collects and compiles; it serves nobody."""

import os
import secrets
from pathlib import Path

from backend.settings.base import *  # noqa: F403  settings are layered by star imports, Django's own custom

DEBUG = False
SECRET_KEY = secrets.token_urlsafe(64)  # signs nothing that lasts
ALLOWED_HOSTS: list[str] = []

# Built with the code, unlike the files in STATE_DIR: a release brings its own, under names that change with content.
STATIC_ROOT = Path(os.environ.get("PORTAL_STATIC_DIR") or BASE_DIR / "static")  # noqa: F405  of base
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
