"""
Signing in to the admin and the second factor: allauth's own views, in Wagtail's clothes.

The names of the addresses are those by which allauth finds them.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.models import Login
from allauth.account.views import ReauthenticateView
from allauth.mfa.base import views as codes
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import LoginView

from cms.second_factor.sessions import use_up

NEXT = "second_factor_next"
"""Where the session was going when it was led to the factor."""


class SignIn(LoginView):
    """Wagtail's sign-in by allauth's way: who has a second factor is asked for it before anybody is signed in."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in, or go on to the code."""
        self.request.session.set_expiry(settings.SESSION_COOKIE_AGE if form.cleaned_data.get("remember") else 0)
        login = Login(user=form.get_user(), redirect_url=self.get_success_url())
        response: HttpResponse = perform_password_login(self.request, form.cleaned_data, login)
        if self.request.user.is_authenticated:
            reauthenticate_by_password(self.request)  # nobody types the password twice to set the factor up
        return response


class SetUp(totp.ActivateTOTPView):
    """Setting up an app that shows codes: its first code is this session's factor."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the picture to be scanned, and remember where the session was going."""
        going_to = request.GET.get(REDIRECT_FIELD_NAME, "")
        if url_has_allowed_host_and_scheme(going_to, {request.get_host()}, require_https=request.is_secure()):
            request.session[NEXT] = going_to
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it, and count the code that proved it."""
        response: HttpResponse = super().form_valid(form)
        use_up(self.request.user, form.cleaned_data["code"])
        post_authentication(self.request, Authenticator.objects.get(user=self.request.user, type="totp"))
        return response


class Remove(totp.DeactivateTOTPView):
    """Taking the app off, so that another can be set up."""

    success_url = reverse_lazy("mfa_activate_totp")


class RecoveryCodes(recovery.ViewRecoveryCodesView):
    """The codes for the day on which the app is lost, and the way on."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where the session was going."""
        going_to = self.request.session.pop(NEXT, None) or reverse("wagtailadmin_home")
        return super().get_context_data(**kwargs) | {"next": going_to}


def addresses() -> list[URLPattern]:
    """Answer the addresses, which stand below the admin's."""
    second, again, fresh = _("Second factor"), _("Your code"), _("New recovery codes")
    return [
        path("login/", SignIn.as_view(), name="account_login"),
        path("second-factor/", _shown(codes.IndexView, "index", second), name="mfa_index"),
        path("second-factor/code/", _shown(codes.AuthenticateView, "code", again), name="mfa_authenticate"),
        path("second-factor/again/", _shown(codes.ReauthenticateView, "code", again), name="mfa_reauthenticate"),
        path("second-factor/password/", _shown(ReauthenticateView, "password", second), name="account_reauthenticate"),
        path("second-factor/set-up/", _shown(SetUp, "set_up", second), name="mfa_activate_totp"),
        path("second-factor/remove/", _shown(Remove, "remove", second), name="mfa_deactivate_totp"),
        path(
            "second-factor/recovery-codes/",
            _shown(RecoveryCodes, "recovery_codes", _("Recovery codes")),
            name="mfa_view_recovery_codes",
        ),
        path(
            "second-factor/recovery-codes/new/",
            _shown(recovery.GenerateRecoveryCodesView, "new_recovery_codes", fresh),
            name="mfa_generate_recovery_codes",
        ),
    ]


def _shown(view: Any, template: str, heading: Any) -> Any:
    return view.as_view(template_name=f"cms/second_factor/{template}.html", extra_context={"heading": heading})
