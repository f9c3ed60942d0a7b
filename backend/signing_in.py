"""The addresses under which clients sign in: those of allauth's that the portal uses, behind a look at what is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.headless import urls
from allauth.headless.internal.sessionkit import authenticate_by_x_session_token
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import URLPattern, URLResolver

from cms.second_factor.sessions import use_up, was_given
from gateway.json_body import NoSoundJson, sound_json

USED = frozenset(
    {
        "authenticate", "authenticators", "change_password", "config", "current_session", "login",
        "manage_recovery_codes", "manage_totp", "reauthenticate", "refresh",
    }
)  # fmt: skip
"""Accounts come from the registry: nobody signs up, and none has an address or a phone of its own to prove."""
CHANGES_THE_FACTOR = frozenset({"manage_recovery_codes", "manage_totp"})
"""Where a second factor is set up, read or removed: allauth asks for the password, which the factor is to outdo."""
SETS_THE_APP_UP = "manage_totp"
MOST = 64 * 1024
"""Bytes of a body."""

View = Callable[..., HttpResponseBase]


def addresses() -> list[URLPattern | URLResolver]:
    """Answer allauth's addresses for browsers and for native clients, without those that are not in use."""
    return list(_used(urls.urlpatterns))


def _used(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[URLPattern | URLResolver]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = list(_used(pattern.url_patterns))
            if inner:
                yield URLResolver(pattern.pattern, inner, pattern.default_kwargs, pattern.app_name, pattern.namespace)
        elif pattern.name in USED:
            view = _checked(pattern.callback)
            if pattern.name in CHANGES_THE_FACTOR:
                view = _for_whoever_gave_it(view)
            if pattern.name == SETS_THE_APP_UP:
                view = _using_up_the_code(view)
            yield URLPattern(pattern.pattern, view, pattern.default_args, pattern.name)


def _checked(view: View) -> View:
    """Answer a view that is only asked with JSON that it can read: allauth takes whatever Python's parser takes."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if len(request.body) > MOST:
                return _refusal(413, f"A request has at most {MOST} bytes.")
            if request.body:
                sound_json(request.body)
        except NoSoundJson:
            return _refusal(400, "This is not valid JSON.")
        return view(request, *args, **kwargs)

    return checked


def _for_whoever_gave_it(view: View) -> View:
    """Answer a view that serves an account with a second factor only in sessions in which it was given."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        account, session = _whose(request)
        if is_mfa_enabled(account) and not was_given(account, session):
            return _refusal(403, "Give a code in this session first: sign in anew, or reauthenticate by the code.")
        return view(request, *args, **kwargs)

    return checked


def _using_up_the_code(view: View) -> View:
    """Answer a view after which the code that set an app up signs nobody in."""

    @wraps(view)
    def using(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        account, _session = _whose(request)
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == HTTPStatus.OK:
            use_up(account, str(sound_json(request.body)["code"]))
        return response

    return using


def _whose(request: HttpRequest) -> tuple[Any, Any]:
    """Answer whom allauth's view will act for: the token's holder below ``app/``, the cookie's below ``browser/``."""
    match = request.resolver_match
    if match is None or "app" not in match.namespaces:
        return request.user, request.session
    found = authenticate_by_x_session_token(request.headers.get("X-Session-Token", ""))
    return found or (AnonymousUser(), None)  # allauth refuses the token by itself


def _refusal(status: int, message: str) -> JsonResponse:
    return JsonResponse({"status": status, "errors": [{"message": message, "code": "bad_request"}]}, status=status)
