"""The tour of the desk: closed once, it stays closed until it is asked for again."""

from __future__ import annotations

import datetime as dt

from cms.models import TourSeen
from workflows.regulation.actor import Actor


def close_tour(*, by: Actor, at: dt.datetime) -> None:
    """Show the tour to this account no more; closed already, it stays closed since then."""
    TourSeen.objects.get_or_create(account_id=by.signed_in_as, defaults={"seen_at": at})


def reopen_tour(*, by: Actor) -> None:
    """Show the tour to this account again."""
    TourSeen.objects.filter(account_id=by.signed_in_as).delete()
