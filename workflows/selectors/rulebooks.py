"""Which edition of the rulebook speaks on which day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

from django.db.models import QuerySet

from workflows.models import RulebookEdition
from workflows.regulation.edition import Clause
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


def editions_in_force(*, on: dt.date) -> QuerySet[RulebookEdition]:
    """Answer the editions that have begun by a day, the one in force first: for subqueries."""
    return RulebookEdition.objects.filter(effective_from__lte=on).order_by("-effective_from")


def editions_loaded() -> QuerySet[RulebookEdition]:
    """Answer every edition with who loaded it, the latest first."""
    return RulebookEdition.objects.select_related("loaded_by").order_by("-effective_from")


@lru_cache(maxsize=64)
def clauses_of(edition_id: int) -> Mapping[str, Clause]:
    """Answer the clauses of a loaded edition by their rules; an edition never changes, so that they are kept."""
    rulebook = RulebookEdition.objects.get(pk=edition_id).rulebook
    return {rule: bound.clause for rule, bound in rulebook.clauses.items()}
