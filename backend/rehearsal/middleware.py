"""What a rehearsal does around every request: it is for this machine only, and its clock may be moved."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden

from backend.rehearsal.models import RehearsalClock
from workflows import clock


class Rehearsing:
    """Refuses any address but loopback, and lets the request live at the rehearsal's time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the rest of the stack."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request at the moved time."""
        if not is_loopback(request.META.get("REMOTE_ADDR", "")):
            return HttpResponseForbidden("A rehearsal is for this machine only.")
        moved = RehearsalClock._default_manager.filter(pk=1).first()
        if moved is None:
            return self.get_response(request)
        with clock.moved_by(moved.offset):
            return self.get_response(request)


def is_loopback(address: str) -> bool:
    """Answer whether an address is this machine's own."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
