"""What happens around every request to the admin."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.models import PublishingRefused


class RefusedPublishing:
    """Says why a page was not published or deleted where no form does: to a moderator, of many pages, to a script."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the rest of the stack."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal with its reasons, where the person came from; nothing was published, nothing is lost."""
        match exception:
            case PublishingRefused():
                reasons = list(dict.fromkeys(exception.messages))
            case ProtectedError() if request.path.startswith(reverse("wagtailadmin_home")):
                reasons = [_("It stays: something else refers to it.")]
            case _:
                return None
        if request.path.startswith(reverse("wagtailadmin_api:pages:listing")):
            return JsonResponse({"message": " ".join(reasons)}, status=409)
        for reason in reasons:
            messages.warning(request, reason)
        back = request.headers.get("Referer", "")
        is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
        return redirect(back if is_ours else reverse("wagtailadmin_home"))
