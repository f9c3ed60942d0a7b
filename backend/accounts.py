"""How people get and use accounts."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm


class NobodySignsUp(DefaultAccountAdapter):
    """Accounts come from the student registry and from the staff list: signing up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Answer that it is closed."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Leave out allauth's messages: what was done is seen on the screen that follows."""


class ThrottledLoginForm(LoginForm):
    """
    The sign-in of Wagtail's admin, under the same limits as that of the headless endpoints.

    Guesses at one account count together, whichever of the two doors they try.
    """

    def __init__(self, *args: Any, **given: Any) -> None:
        """Ask for what people call their user name."""
        super().__init__(*args, **given)
        self.fields["username"].label = _("Staff or student number")
        self.fields["username"].widget.attrs["placeholder"] = ""
        self.fields["password"].label = _("Password")

    def clean(self) -> dict[str, Any]:
        """Answer the credentials of an account that may sign in; refuse unknown and wrong ones alike."""
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if username and password:
            self.user_cache = get_adapter().authenticate(self.request, username=username, password=password)
            if self.user_cache is None:
                raise self.get_invalid_login_error()
            self.confirm_login_allowed(self.user_cache)
        return self.cleaned_data
