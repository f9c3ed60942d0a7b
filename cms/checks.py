"""What must be right before the portal starts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.checks import Error

from cms.desk.records import DESKS
from cms.frontend import frontend_url
from cms.selectors.seen import has_a_rule
from workflows.models import RECORDS
from workflows.models.record import kind_of


def records_are_seen_and_worked(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Answer the kinds of record that nobody would see in the graph, or that the offices could not work with."""
    found = []
    for model in RECORDS:
        if kind_of(model) not in DESKS:
            hint = "Declare its Desk in cms/desk/records.py."
            found.append(Error(f"{model.__name__} has no desk.", hint=hint, obj=model, id="cms.E002"))
        if not has_a_rule(model):
            hint = "Say in cms/selectors/seen.py who sees it: without a rule nobody does."
            found.append(Error(f"{model.__name__} is seen by nobody.", hint=hint, obj=model, id="cms.E003"))
    return found


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
