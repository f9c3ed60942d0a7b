"""The tour of the desk: who has closed it."""

from __future__ import annotations

from cms.models import TourSeen
from workflows.regulation.actor import Actor


def has_closed_tour(actor: Actor) -> bool:
    """Answer whether the actor's account has closed the tour, and not asked for it again."""
    return TourSeen.objects.filter(account_id=actor.signed_in_as).exists()
