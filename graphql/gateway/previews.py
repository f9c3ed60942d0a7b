"""Previews: the live page's own document, answered as it would be answered to anybody after approval."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.http import urlencode
from graphql import ExecutionResult
from wagtail.models import Page

from cms.addresses import path_of, preview_address, site_roots
from cms.frontend import frontend_url
from cms.models import ProgrammePage
from cms.previews import Preview
from cms.services.previews import previewing
from gateway.context import Context
from gateway.documents import FOLDER
from gateway.execution import Operation, prepare, run
from workflows.selectors.scenes import Scene

logger = logging.getLogger(__name__)
HEADER = "X-Preview-Token"
"""What a frontend sends along to be answered as a preview has it."""
DOCUMENT = FOLDER / "programme.graphql"
"""What frontends ask for a programme's page."""


def previewed(operation: Operation, request: HttpRequest, preview: Preview) -> ExecutionResult:
    """
    Answer a query as it would be answered to anybody who has not signed in, whoever asks.

    :raises PreviewEnded: the preview's page is gone
    """
    with previewing(preview):
        return _as_anybody(operation, request)


def page_response(
    request: HttpRequest, preview: Preview, typed: Page | None = None, *, faults: Sequence[str] = ()
) -> HttpResponse:
    """
    Answer a preview as a page of the portal's own, in the language of what it shows.

    A programme's page is drawn from the answer to the document that frontends ask; other pages from their prose.
    ``faults`` say what was wrong with a scene that somebody asked for.

    :raises PreviewEnded: the preview's page is gone
    """
    with previewing(preview, typed) as page, translation.override(page.locale.language_code):
        told = {"page": page, "path": path_of(page, site_roots()), "preview": preview, "is_typed": typed is not None}
        told["faults"] = faults
        if isinstance(page, ProgrammePage):
            told |= {"scenes": Scene, "answer": _answer(request, told["path"])}
        template = "gateway/preview.html" if isinstance(page, ProgrammePage) else page.get_template(request)
        response = TemplateResponse(request, template, told | _addresses(preview, told["path"]))
        return response.render()


def _answer(request: HttpRequest, path: str | None) -> dict[str, Any] | None:
    """Answer the page as the document has it; None where it stands in a section that is kept from the public."""
    document = prepare(DOCUMENT.read_text("utf-8"), name=None, variables={"path": path or ""}, may_introspect=False)
    result = _as_anybody(document, request)
    if result.errors:
        logger.error("the preview of %s is not whole: %s", path, result.errors)
    page: dict[str, Any] | None = (result.data or {}).get("page")
    return page


def _as_anybody(operation: Operation, request: HttpRequest) -> ExecutionResult:
    return run(operation, Context(request, AnonymousUser()))


def _addresses(preview: Preview, path: str | None) -> dict[str, str]:
    takes_previews = settings.PORTAL_PREVIEW_PATH
    query = urlencode({"path": path or "", "token": preview.token})
    return {
        "address": preview_address(preview),
        "frontend": f"{frontend_url()}{takes_previews}?{query}" if takes_previews else "",
    }
