"""How people get and use accounts."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class NobodySignsUp(DefaultAccountAdapter):
    """Accounts come from the student registry and from the staff list: signing up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Answer that it is closed."""
        return False
