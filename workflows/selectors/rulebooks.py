"""Which edition of the rulebook speaks on which day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

from django.db.models import QuerySet

from workflows.models import RulebookEdition
from workflows.regulation.edition import Clause
from workflows.regulation.lights import Light
from workflows.regulation.loader import Rulebook
from workflows.regulation.rubric import Criterion
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


def clauses_of(edition_id: int) -> Mapping[str, Clause]:
    """Answer the clauses of a loaded edition by their rules."""
    return {rule: bound.clause for rule, bound in _rulebook_of(edition_id).clauses.items()}


def lights_of(edition_id: int) -> tuple[Light, ...]:
    """Answer the lights that a loaded edition has for annual reviews."""
    return _rulebook_of(edition_id).edition.lights


def criteria_of(edition_id: int) -> tuple[Criterion, ...]:
    """Answer what experts score by a loaded edition."""
    return _rulebook_of(edition_id).edition.criteria


@lru_cache(maxsize=64)
def _rulebook_of(edition_id: int) -> Rulebook:
    """Answer a loaded edition; it never changes, so that it is kept."""
    return RulebookEdition.objects.get(pk=edition_id).rulebook
