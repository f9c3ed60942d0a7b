"""Files for one reader, to be kept and not to be opened as a page."""

from __future__ import annotations

import logging

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from workflows.models import Attachment

logger = logging.getLogger(__name__)


def as_download(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Answer a file under its name; nobody keeps it on the way, and no browser runs anything of it."""
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )


def handed_out(attachment: Attachment) -> HttpResponse | None:
    """Answer an attachment under its name; None where its bytes are lost, and the log says which to restore."""
    try:
        with attachment.file.open() as file:
            content = file.read()
    except FileNotFoundError:
        logger.error("attachment %s has no file: restore %s from a backup", attachment.pk, attachment.file.name)
        return None
    return as_download(content, attachment.name, attachment.media_type)
