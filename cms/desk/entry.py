"""Who comes to the desk: members of staff who hold an office, at every request anew."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from cms.desk.desks import Desk
from workflows.regulation.actor import Actor
from workflows.selectors.people import actor_of, owes_the_second_factor

ENTRY = "wagtailadmin.access_admin"


class OfficeHolders(BaseBackend):
    """Lets whoever holds an office into the admin: what they find there is decided by their offices again."""

    def has_perm(self, user_obj: AbstractBaseUser | AnonymousUser, perm: str, obj: Any = None) -> bool:
        """Answer whether the permission is the entry, and the account holds an office at this moment."""
        if perm != ENTRY:
            return False
        return bool(actor_at_desk(user_obj).offices) or owes_the_second_factor(user_obj)


def actor_at_desk(account: AbstractBaseUser | AnonymousUser) -> Actor:
    """Answer the account as an actor; asked again within a request, the same one."""
    known: Actor | None = getattr(account, "_actor_at_desk", None)
    if known is None:
        known = actor_of(account)
        account._actor_at_desk = known  # type: ignore[union-attr]  # lives as long as the request's account
    return known


class AtDesk:
    """A screen for office holders; Wagtail shows everybody else its own "permission denied"."""

    actor: Actor
    desk: Desk[Any] = None  # type: ignore[assignment]  # the viewset gives it

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find out who asks."""
        self.actor = actor_at_desk(request.user)
        if not self.actor.offices:
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a mixin
        return response
