"""Programmes in lists: how they may be narrowed and ordered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from workflows.models import Programme
from workflows.selectors.paging import Order
from workflows.selectors.rows import ALWAYS, STAMPS, Condition, Rows, literal

PROGRAMMES = Rows(Programme, without=STAMPS)
_SEARCHED = ("title", "title_en", "code", "pinyin")


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


def narrowed(by: ProgrammeFilter) -> Condition:
    """Answer which programmes the filter lets pass; text is looked for in title, code and pinyin."""
    condition = ALWAYS
    if by.college_id is not None:
        condition &= Condition("college_id = %s", (by.college_id,))
    if by.states is not None:
        condition &= Condition("state = ANY(%s)", (list(by.states),))
    if by.search and (text := by.search.replace("\x00", "").strip()[:80]):
        matches = " OR ".join(f"upper({column}) LIKE upper(%s)" for column in _SEARCHED)
        condition &= Condition(f"({matches})", (f"%{literal(text)}%",) * len(_SEARCHED))
    return condition


def order_of(name: str | None) -> Order:
    """Answer an order by its name; by title where none is named."""
    return ORDERS[ProgrammeOrder(name or ProgrammeOrder.TITLE_ASC)]
