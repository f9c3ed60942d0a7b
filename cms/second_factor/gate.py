"""The gate: in a session without the second factor nobody holds an office, and the admin asks for the factor first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from cms.desk.entry import ENTRY
from cms.second_factor.sessions import in_session

OPEN = frozenset(
    {
        "account_login", "account_reauthenticate", "mfa_activate_totp", "mfa_authenticate", "mfa_reauthenticate",
        "wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_javascript_catalog", "wagtailadmin_sprite",
    }
)  # fmt: skip
"""Addresses of the admin that whoever still owes the factor needs."""


class SecondFactor:
    """Tells the request's account whether its offices count; leads to the factor where the admin is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the rest of the stack."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the account be looked up as late as before: most requests never ask for it."""
        request.user = SimpleLazyObject(lambda: in_session(get_user(request), request.session))  # type: ignore[assignment]  # as Django's own
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lead whoever would enter the admin to giving the factor, or to setting it up."""
        match = request.resolver_match
        if not request.path.startswith(reverse("wagtailadmin_home")) or match is None or match.url_name in OPEN:
            return None
        account: Any = request.user
        if not account.is_authenticated or account.is_in_office or not account.has_perm(ENTRY):
            return None
        way = "mfa_reauthenticate" if is_mfa_enabled(account) else "mfa_activate_totp"
        return redirect(f"{reverse(way)}?{urlencode({'next': request.get_full_path()})}")
