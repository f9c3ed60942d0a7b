"""Pages of long lists by keyset: as quick at row 10,000 as at row 1, and steady while rows come and go."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from workflows.regulation.text import can_be_stored

Row = TypeVar("Row", bound=Model)

LARGEST_PAGE = 100
USUAL_PAGE = 20
"""Rows, where nobody says how many."""


class MalformedCursor(ValueError):
    """A cursor that this list, in this order, did not give."""


class PageTooLarge(ValueError):
    """More rows asked for than one page holds, or fewer than none."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order of a list: fields without nulls, the primary key last, all in one direction."""

    fields: tuple[str, ...]
    descending: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Answer the fields, the primary key last."""
        return (*self.fields, "pk")

    @property
    def ordering(self) -> tuple[str, ...]:
        """Answer what ``order_by`` takes."""
        return tuple(f"-{name}" if self.descending else name for name in self.names)

    def cursor_of(self, row: Any, model: type[Model]) -> str:
        """Answer the opaque place of a row of a list of this model in this order."""
        # Whole instants: Django's encoder would cut them to milliseconds, and the rows of the rest would come again.
        values = [self._mark(model), *(getattr(row, name) for name in self.names)]
        packed = json.dumps(values, default=str, ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")

    def beyond(self, cursor: str, model: type[Model]) -> Q:
        """Answer the condition of the rows after a cursor; raises as ``values``."""
        values = self.values(cursor, model)
        operator = "lt" if self.descending else "gt"
        condition = Q(pk__in=())
        for place, name in enumerate(self.names):
            equal = dict(zip(self.names[:place], values[:place], strict=True))
            condition |= Q(**equal, **{f"{name}__{operator}": values[place]})
        return condition

    def value(self, name: str, value: object, model: type[Model]) -> Any:
        """
        Answer a value of a cursor in the type of its field.

        :raises ValidationError, ValueError, TypeError, OverflowError: it is none
        """
        field: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
        if not isinstance(value, str | int | float) or (isinstance(value, str) and not can_be_stored(value)):
            raise ValueError("no value of a cursor")
        fitting = field.to_python(value)
        if isinstance(fitting, int) and abs(fitting) >= 2**63:
            raise ValueError("no number of a row")
        if isinstance(fitting, dt.datetime) and fitting.tzinfo is None:
            raise ValueError("no instant of a row")
        return fitting

    def _mark(self, model: type[Model]) -> str:
        """Answer by what a cursor of this list in this order is told from one of another."""
        return f"{model._meta.label_lower}:{','.join(self.ordering)}"

    def values(self, cursor: str, model: type[Model]) -> list[Any]:
        """
        Answer the values of ``names`` at a cursor.

        :raises MalformedCursor: for a cursor of another list or order, or of nobody's making
        """
        try:
            packed = base64.urlsafe_b64decode(cursor[:2000] + "=" * (-len(cursor) % 4))
            mark, *values = json.loads(packed)
            if mark != self._mark(model):
                raise ValueError("a cursor of another list or order")
            return [self.value(name, value, model) for name, value in zip(self.names, values, strict=True)]
        except (ValidationError, ValueError, TypeError, OverflowError, RecursionError) as error:
            raise MalformedCursor("no cursor of this list in this order") from error


@dataclass
class Page(Generic[Row]):
    """A page of a list; the whole list is counted only if somebody asks."""

    rows: Sequence[Row]
    model: type[Row]
    order: Order
    has_next: bool
    count: Callable[[], int]

    @cached_property
    def total(self) -> int:
        """Answer how many rows the whole list has."""
        return self.count()

    def cursor_of(self, row: Row) -> str:
        """Answer the place of one of the rows."""
        return self.order.cursor_of(row, self.model)


def page_of(rows: QuerySet[Row], *, order: Order, first: int = USUAL_PAGE, after: str | None = None) -> Page[Row]:
    """
    Answer a page of a list in one query.

    :raises PageTooLarge: unless ``first`` is 0 to 100
    :raises MalformedCursor: for an ``after`` that this list did not give
    """
    checked_size(first)
    beyond = rows.filter(order.beyond(after, rows.model)) if after else rows
    found = list(beyond.order_by(*order.ordering)[: first + 1])
    return Page(found[:first], rows.model, order, len(found) > first, rows.order_by().count)


def checked_size(first: int) -> None:
    """
    Let the size of a page pass.

    :raises PageTooLarge: unless it is 0 to 100
    """
    if not 0 <= first <= LARGEST_PAGE:
        raise PageTooLarge(f"first: {first} is not between 0 and {LARGEST_PAGE}")
