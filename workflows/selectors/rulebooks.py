"""Which edition of the rulebook speaks on which day."""

from __future__ import annotations

import datetime as dt

from workflows.models import RulebookEdition
from workflows.selectors.rows import Rows

_EDITIONS = Rows(RulebookEdition, without=("content",))
"""Their content is read once per process and edition."""


class NoEditionInForce(LookupError):
    """No edition speaks of this day: none is loaded, or all begin later."""


def edition_in_force(*, on: dt.date) -> RulebookEdition:
    """
    Answer the edition that is in force on a day at the school.

    :raises NoEditionInForce: when no loaded edition begins on or before that day
    """
    found = _EDITIONS.read("WHERE effective_from <= %s ORDER BY effective_from DESC LIMIT 1", [on])
    if not found:
        raise NoEditionInForce(f"no edition of the rulebook is in force on {on}; load one: portal rulebook --load FILE")
    return found[0]
