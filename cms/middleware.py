"""What happens around every request to the admin."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin import messages

from cms.models import PublishingRefused


class RefusedPublishing:
    """Says why a page was not published where no form does: for a moderator's approval, for many pages at once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the rest of the stack."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal with its reasons, where the person came from; nothing was published, nothing is lost."""
        if not isinstance(exception, PublishingRefused):
            return None
        for reason in dict.fromkeys(exception.messages):
            messages.warning(request, reason)
        back = request.headers.get("Referer", "")
        is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
        return redirect(back if is_ours else reverse("wagtailadmin_home"))
