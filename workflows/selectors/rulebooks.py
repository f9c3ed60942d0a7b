"""Which edition of the rulebook speaks on which day."""

from __future__ import annotations

import datetime as dt

from workflows.models import RulebookEdition


class NoEditionInForce(LookupError):
    """No edition speaks of this day: none is loaded, or all begin later."""


def edition_in_force(*, on: dt.date) -> RulebookEdition:
    """
    Answer the edition that is in force on a day at the school.

    :raises NoEditionInForce: when no loaded edition begins on or before that day
    """
    edition = RulebookEdition.objects.filter(effective_from__lte=on).order_by("-effective_from").first()
    if edition is None:
        raise NoEditionInForce(f"no edition of the rulebook is in force on {on}; load one: portal rulebook --load FILE")
    return edition
