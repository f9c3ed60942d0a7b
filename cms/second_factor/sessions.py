"""Whether the offices of an account count in a session: only where its second factor was given in it."""

from __future__ import annotations

from typing import Any, TypeVar

from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest

from workflows.models import Account

User = TypeVar("User", bound=AbstractBaseUser | AnonymousUser)

SECOND = "mfa"
"""How allauth calls, among the ways in which a session was authenticated, the one by a code."""


def in_session(account: User, session: Any) -> User:
    """Answer the account of a session, which knows whether its offices count in it."""
    if isinstance(account, Account):
        account.is_in_office = not settings.SECOND_FACTOR_FOR_OFFICES or was_given(account, session)
    return account


def was_given(account: AbstractBaseUser | AnonymousUser, session: Any) -> bool:
    """Answer whether a code was given for this account in the session."""
    request = HttpRequest()
    request.session = session
    return any(record.get("method") == SECOND for record in get_authentication_records(request, account))


def use_up(account: AbstractBaseUser, code: str) -> None:
    """Let the code by which an app was set up open no other session: allauth counts only those that sign in."""
    Authenticator.objects.get(user=account, type=Authenticator.Type.TOTP).wrap().validate_code(code)


class KeptFactors(DefaultMFAAdapter):
    """Lets nobody take a second factor away with the password alone."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Answer whether the session of the request has shown the factor itself."""
        return was_given(authenticator.user, context.request.session)
