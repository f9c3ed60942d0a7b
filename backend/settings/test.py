"""For the tests: as in development, but quick, and nothing leaves memory."""

import tempfile
from pathlib import Path

from backend.settings.development import *  # noqa: F403  see development

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
_MEDIA = tempfile.TemporaryDirectory(prefix="portal-media-")  # is removed when the run ends
MEDIA_ROOT = Path(_MEDIA.name)
_STATIC = tempfile.TemporaryDirectory(prefix="portal-static-")
STATIC_ROOT = Path(_STATIC.name)  # must exist; nothing is collected for tests
_ATTACHMENTS = tempfile.TemporaryDirectory(prefix="portal-attachments-")
ATTACHMENTS_ROOT = Path(_ATTACHMENTS.name) / "attachments"
OUTBOX_INLINE = False
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
