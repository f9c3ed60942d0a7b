"""Public answers that caches may keep: only what anybody would be answered."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

from gateway.previews import HEADER

# Kept, but asked about each time: what is published or decided is never shown late.
PUBLIC = "public, no-cache"
VARIES = ("Accept", "Accept-Language", "Cookie", HEADER)
"""The headers on which answers depend."""


def public_answer(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Answer with a strong ETag and leave to shared caches; 304 where the client has it already."""
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    # A proxy that compresses marks the tag as weak: here that makes no difference.
    if etag in {known.strip().removeprefix("W/") for known in request.headers.get("If-None-Match", "").split(",")}:
        response = HttpResponseNotModified()
    response["ETag"] = etag
    response["Cache-Control"] = PUBLIC
    patch_vary_headers(response, VARIES)
    return response
