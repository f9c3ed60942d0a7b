"""Who stands behind a request: a browser's session, protected against forged requests, or a native client's token."""

from __future__ import annotations

from typing import Any

from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from cms.second_factor.sessions import in_session


class SignInRefused(Exception):
    """A token that nobody holds, or a cookie without the proof that the site itself sent the request."""

    def __init__(self, status: int, code: str, message: str) -> None:
        """Keep what to answer."""
        self.status, self.code = status, code
        super().__init__(message)


def account_behind(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    """
    Answer the account that asks.

    A request with a session token is its holder's, whatever cookies come along. One with a session cookie is the
    browser's user, and unless it only reads by GET it must prove that it was not forged; one with neither is nobody's.

    :raises SignInRefused: 401 for a token that has ended, 403 for a cookie without its proof
    """
    if "X-Session-Token" in request.headers:
        found = XSessionTokenAuthentication().authenticate(request)
        if found is None or not found[0].is_active:
            raise SignInRefused(401, "UNAUTHENTICATED", "This session token has ended: sign in again.")
        return in_session(*found)
    if settings.SESSION_COOKIE_NAME in request.COOKIES and (reason := _Forgery().reason(request)):
        raise SignInRefused(403, "CSRF", f"{reason} Send the X-CSRFToken header with the cookie's value.")
    return request.user


class _Forgery(CsrfViewMiddleware):
    """Django's protection of cookies against forged requests, asked for its reason instead of its page."""

    def __init__(self) -> None:
        super().__init__(_no_view)

    def reason(self, request: HttpRequest) -> str | None:
        """Answer why the request may be forged; None where it is not."""
        self.process_request(request)
        refused: Any = self.process_view(request, _no_view, (), {})
        return refused

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def _no_view(request: HttpRequest) -> HttpResponse:
    """Stand in for the view, which Django only asks whether it is exempt."""
    return HttpResponse()
