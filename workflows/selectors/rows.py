"""
Rows of a model by a question whose text is put together once: for public lists, which many read at once.

Django works out the text of a question each time and makes each row as if a form had been filled in. A list of twenty
programmes asks for two hundred rows of nine kinds, which took longer than all else. These rows are to be read: they
have what the columns hold, and relations are followed as ever; nothing saves them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Model
from django.db.models.base import ModelState

from workflows.selectors.paging import USUAL_PAGE, Order, Page, checked_size
from workflows.selectors.prepared import rows_of

M = TypeVar("M", bound=Model)


class Condition(NamedTuple):
    """A condition in SQL with its parameters; it names tables of its own or those of the statement it goes into."""

    text: str
    parameters: tuple[Any, ...] = ()

    def __and__(self, other: Condition) -> Condition:
        """Answer that both hold."""
        return Condition(f"{self.text} AND {other.text}", self.parameters + other.parameters)

    def __or__(self, other: Condition) -> Condition:
        """Answer that one of them holds."""
        return Condition(f"({self.text} OR {other.text})", self.parameters + other.parameters)


ALWAYS = Condition("TRUE")
STAMPS = ("created_at", "changed_at")
"""When a record was made and last changed: lists do not show it, and instants are dear to read."""
Shape = tuple[str, tuple[str, ...], tuple[tuple[int, Any], ...]]


def literal(text: str) -> str:
    """Answer a text as LIKE takes it word for word."""
    return re.sub(r"([\\%_])", r"\\\1", text)


class Rows(Generic[M]):
    """
    The rows of one model.

    ``extra`` names further columns that each row bears; ``without`` names columns that are left where they are, and
    are fetched one row at a time should somebody ask.
    """

    def __init__(
        self, model: type[M], *, extra: Mapping[str, str] | None = None, without: Collection[str] = ()
    ) -> None:
        """Read this model."""
        self._model, self._extra, self._without = model, dict(extra or {}), frozenset(without)

    @property
    def table(self) -> str:
        """Answer the name of the model's own table."""
        return self._model._meta.db_table

    def read(self, rest: str, parameters: Sequence[Any] = ()) -> list[M]:
        """Answer the rows that the rest of a question (joins, condition, order) leaves; its tables have their names."""
        text, names, conversions = self._shape
        found: Sequence[Sequence[Any]] = rows_of(f"{text} {rest}", parameters)
        if conversions:
            found = [self._converted(values, conversions) for values in found]
        return self._made(names, found)

    def page(self, condition: Condition, *, order: Order, first: int = USUAL_PAGE, after: str | None = None) -> Page[M]:
        """
        Answer a page of the rows of which a condition on the model's table is true (one query); raises as ``page_of``.
        """
        checked_size(first)
        names = ", ".join(f'{self.table}."{self._column(name)}"' for name in order.names)
        narrowed, direction = condition, "DESC" if order.descending else "ASC"
        if after:
            places = ", ".join("%s" for _ in order.names)
            beyond = f"({names}) {'<' if order.descending else '>'} ({places})"
            narrowed &= Condition(beyond, tuple(order.values(after, self._model)))
        found = self.read(
            f"WHERE {narrowed.text} ORDER BY {names.replace(',', f' {direction},')} {direction} LIMIT {first + 1}",
            narrowed.parameters,
        )
        return Page(found[:first], self._model, order, len(found) > first, lambda: self.count(condition))

    def count(self, condition: Condition) -> int:
        """Answer of how many rows a condition on the model's table is true (one query)."""
        ((found,),) = rows_of(f"SELECT count(*) FROM {self.table} WHERE {condition.text}", condition.parameters)  # noqa: S608  no text of a reader's
        return int(found)

    def by_key(self, rest: str, parameters: Sequence[Any] = ()) -> dict[Any, M]:
        """Answer the same rows by their primary keys."""
        return {row.pk: row for row in self.read(rest, parameters)}

    def of_keys(self, keys: Collection[Any]) -> dict[Any, M]:
        """Answer the rows of these primary keys, by them; none where there are no keys (then without a query)."""
        key = self._model._meta.pk
        assert key is not None  # noqa: S101  every model has one
        return (
            self.by_key(f'WHERE "{self._model._meta.db_table}"."{key.column}" = ANY(%s)', [list(keys)]) if keys else {}
        )

    def _column(self, name: str) -> str:
        meta = self._model._meta
        field: Any = meta.pk if name == "pk" else meta.get_field(name)
        return str(field.column)

    @cached_property
    def _shape(self) -> Shape:
        meta = self._model._meta
        fields = [field for field in meta.concrete_fields if field.attname not in self._without]
        columns = [f'"{field.model._meta.db_table}"."{field.column}"' for field in fields] + list(self._extra.values())
        tables = f'"{meta.db_table}"'
        for parent, link in meta.parents.items():
            above = parent._meta
            assert link is not None  # noqa: S101  parents are tables of their own here
            assert above.pk is not None  # noqa: S101  every model has one
            theirs, ours = f'"{above.db_table}"', f'"{meta.db_table}"'
            tables += f' JOIN {theirs} ON {theirs}."{above.pk.column}" = {ours}."{link.column}"'
        converters = ((place, field.get_db_converters(connection)) for place, field in enumerate(fields))
        conversions = tuple((place, each) for place, found in converters for each in found)
        names = (*(field.attname for field in fields), *self._extra)
        return f"SELECT {', '.join(columns)} FROM {tables}", names, conversions  # noqa: S608  names of models' own

    def _converted(self, values: Sequence[Any], conversions: Sequence[tuple[int, Any]]) -> Sequence[Any]:
        converted = list(values)
        for place, convert in conversions:
            converted[place] = convert(converted[place], None, connection)
        return converted

    def _made(self, names: Sequence[str], found: Sequence[Sequence[Any]]) -> list[M]:
        rows, model, alias = [], self._model, connection.alias
        for values in found:
            row = model.__new__(model)
            row.__dict__ = dict(zip(names, values, strict=True))
            row._state = state = ModelState()
            state.db, state.adding = alias, False
            rows.append(row)
        return rows
