"""What happens around every request."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from backend.logs import request_id

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
