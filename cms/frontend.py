"""Where the frontend is, and where the portal's own files are."""

from __future__ import annotations

from django.conf import settings


def frontend_url() -> str:
    """Answer where the frontend is, without a slash at the end; the portal's own address where none is named."""
    return str(settings.PORTAL_FRONTEND_URL or settings.WAGTAILADMIN_BASE_URL).rstrip("/")


def file_url(path: str) -> str:
    """Answer the full address of a file; the portal itself serves those whose address names no host."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}" if path.startswith("/") else path
