"""Programmes in lists: how they may be narrowed and ordered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet

from workflows.models import Programme
from workflows.selectors.paging import Order
from workflows.selectors.rows import Rows

PROGRAMMES = Rows(Programme)


class ProgrammeOrder(StrEnum):
    """In which order programmes are listed."""

    TITLE_ASC = "title_asc"
    CREATED_AT_DESC = "created_at_desc"


ORDERS = {
    ProgrammeOrder.TITLE_ASC: Order(("pinyin",)),
    ProgrammeOrder.CREATED_AT_DESC: Order((), descending=True),
}


@dataclass(frozen=True, slots=True)
class ProgrammeFilter:
    """What a list of programmes is narrowed to; what is None narrows nothing."""

    college_id: int | None = None
    states: Sequence[str] | None = None
    search: str | None = None


def narrowed(programmes: QuerySet[Programme], by: ProgrammeFilter) -> QuerySet[Programme]:
    """Answer the programmes that the filter lets pass; text is looked for in title, code and pinyin."""
    if by.college_id is not None:
        programmes = programmes.filter(college_id=by.college_id)
    if by.states is not None:
        programmes = programmes.filter(state__in=by.states)
    if by.search and (text := by.search.replace("\x00", "").strip()[:80]):
        programmes = programmes.filter(
            Q(title__icontains=text) | Q(title_en__icontains=text) | Q(code__icontains=text) | Q(pinyin__icontains=text)
        )
    return programmes


def order_of(name: str | None) -> Order:
    """Answer an order by its name; by title where none is named."""
    return ORDERS[ProgrammeOrder(name or ProgrammeOrder.TITLE_ASC)]
