"""What happens around every request."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.views.defaults import bad_request

from backend.health import healthz, readyz
from backend.logs import request_id

logger = logging.getLogger("portal.requests")

PROBES = {"/healthz": healthz, "/readyz": readyz}
TELLING = frozenset({"token", "key", "uidb36", "uidb64", "signature", "document_filename"})
"""Parts of an address that open something, or that name somebody: kept out of the log."""
CONTENT_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline'",  # Wagtail's screens bring scripts and styles in the page itself
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",  # GraphiQL's
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)
"""Where the portal's own screens may load from, and who may frame them."""
LONGEST_PATH = 200
"""Characters of an address that are logged."""
_WELL_FORMED = re.compile(r"^[A-Za-z0-9._-]{8,64}$")


class RequestId:
    """Gives every request an id, or keeps the one that the proxy gave, and answers with it in X-Request-Id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the rest of the stack."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with its id set for everything that is logged meanwhile."""
        given = request.headers.get("X-Request-Id", "")
        current = given if _WELL_FORMED.match(given) else uuid.uuid4().hex
        token = request_id.set(current)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-Id"] = current
        return response


class HealthChecks:
    """Answers /healthz and /readyz before the rest asks for a host and for TLS: whoever checks comes by address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the rest of the stack."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a check itself, and leave all else to the rest."""
        return PROBES.get(request.path_info, self.get_response)(request)


class RequestLog:
    """Logs one line for each request: what was asked, how it went, and which account asked, never what was said."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the rest of the stack."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, and log it."""
        began = time.perf_counter()
        response = self.get_response(request)
        fields = {
            "method": request.method,
            "path": loggable_path(request),
            "status": response.status_code,
            "ms": round((time.perf_counter() - began) * 1000),
            "account": _account_of(request),
        }
        logger.info("%(method)s %(path)s %(status)s", fields, extra={"fields": fields})
        return response


class OddKeys:
    """Answers 400 where an address of the admin has a word in the place of a key: some of Wagtail's views do not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the rest of the stack."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Leave the request to the rest."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer where a field was given a key that is none; leave everything else to be told as the fault it is."""
        is_about_a_key = isinstance(exception, ValueError) and "expected a number but got" in str(exception)
        return bad_request(request, exception) if is_about_a_key and request.path.startswith("/admin/") else None


FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class FormCharset:
    """Answers 400 where a form is sent in another charset than UTF-8: Django's own answer trips over the form again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the rest of the stack."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Leave every other request to the rest."""
        charset = (request.content_params or {}).get("charset", "utf-8")
        if request.content_type in FORMS and charset.lower() not in ("utf-8", "utf8"):
            return HttpResponse("Send the form in UTF-8.", status=400, content_type="text/plain")
        return self.get_response(request)


class ContentPolicy:
    """Tells browsers where content may come from, unless the view has said so itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the rest of the stack."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the policy."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        return response


def loggable_path(request: HttpRequest) -> str:
    """
    Answer the request's path without its query, and without what opens something or names somebody.

    Of an address that is none of ours only the beginning: anything can stand in it.
    """
    path, match = request.path, request.resolver_match
    if match is None:
        first, slash, rest = path[1:].partition("/")
        return f"/{first[:20]}{slash}{'*' if rest else ''}"
    telling = [str(value) for name, value in match.kwargs.items() if name in TELLING]
    nameless = [value for value in match.args if not value.isdecimal()]
    for value in filter(None, telling + nameless):
        path = path.replace(f"/{value}", "/*")
    return path[:LONGEST_PATH]


def _account_of(request: HttpRequest) -> str | None:
    """Answer the account's number where the request was found to be of one; asks the database for nothing."""
    session = getattr(request, "session", None)
    return session.get(SESSION_KEY) if session is not None and session.accessed else None
