"""Where the frontend is, and where the portal's own files are."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings


def frontend_url() -> str:
    """Answer where the frontend is, without a slash at the end; the portal's own address where none is named."""
    return str(settings.PORTAL_FRONTEND_URL or settings.WAGTAILADMIN_BASE_URL).rstrip("/")


def file_url(path: str) -> str:
    """Answer the full address of a file that the portal itself serves."""
    return urljoin(f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}/", path)
