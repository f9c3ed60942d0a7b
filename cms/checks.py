"""What must be right before the portal starts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.checks import Error

from cms.desk.records import DESKS
from cms.frontend import frontend_url
from workflows.models import RECORDS
from workflows.models.record import kind_of


def records_are_worked(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Answer the kinds of record that the offices could not work with."""
    hint = "Declare its Desk in cms/desk/records.py."
    return [
        Error(f"{model.__name__} has no desk.", hint=hint, obj=model, id="cms.E002")
        for model in RECORDS
        if kind_of(model) not in DESKS
    ]


def frontend_has_an_address(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Answer a fault where pages would get addresses that lead nowhere."""
    parts = urlsplit(frontend_url())
    if parts.scheme in {"http", "https"} and parts.netloc:
        return []
    return [
        Error(
            f"PORTAL_FRONTEND_URL is {frontend_url()!r}, which is no address.",
            hint="Name the frontend with its scheme: https://micro-majors.example.edu.cn",
            id="cms.E001",
        )
    ]
