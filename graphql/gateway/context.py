"""What resolvers know of the request."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest

from cms.visibility import Sight
from workflows import clock, reader
from workflows.regulation.actor import Actor
from workflows.regulation.loader import Rulebook
from workflows.selectors.people import actor_of
from workflows.selectors.rulebooks import edition_in_force


class Context:
    """
    The context of one operation, for both libraries.

    Strawberry's resolvers ask for ``context.request``, graphene's expect the request itself: what this does not
    have, it takes from the request.
    """

    def __init__(self, request: HttpRequest, account: AbstractBaseUser | AnonymousUser) -> None:
        """Wrap a request of this account."""
        self.request = request
        self.account = account

    @cached_property
    def actor(self) -> Actor:
        """Answer who asks, with the offices held at this moment; read once per operation."""
        return actor_of(self.account)

    @cached_property
    def sight(self) -> Sight:
        """Answer what the asker sees of the published content; restrictions are read once per operation."""
        return Sight(self.actor)

    @cached_property
    def rulebook(self) -> Rulebook:
        """Answer the rulebook by the edition that is in force today; read once per operation."""
        return edition_in_force(on=clock.today()).rulebook

    @cached_property
    def language(self) -> str:
        """Answer the reader's language: zh-hans unless English was asked for; the same for a whole answer."""
        return reader.language()

    def __getattr__(self, name: str) -> Any:
        """Answer what only the request has."""
        return getattr(self.request, name)
