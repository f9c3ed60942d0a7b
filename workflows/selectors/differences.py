"""What differs between two tellings of a record: field by field, and row by row of its parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from django.db import models
from django.utils.dateparse import parse_date, parse_datetime

from workflows.models import RECORDS
from workflows.models.part import Part
from workflows.models.reading import read_in

PARTS: Mapping[str, Part] = {name: part for model in RECORDS for name, part in model.made_of.items()}
"""The rows that change with a record, all of them told; each is known again by its key, and has a title."""

K = TypeVar("K")
Told = Mapping[str, Any]
"""What a record says: fields by their names, and all rows of each of its parts; related rows by their keys."""
Names = Mapping[Any, Mapping[int, str]]
"""What rows of other kinds are called, by the fields that lead to them and their keys."""


class Kind(StrEnum):
    """What became of a field, or of a row."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    """The rows of a part stand in another order."""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """What a field said, and what it says; as told, or in words (``named``)."""

    field: Any
    before: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """A field, or a row of a part, of which two tellings say different things."""

    part: str
    """The field, or the part that has the row."""
    kind: Kind
    fields: tuple[FieldDifference, ...] = ()
    row: str = ""
    """By which the row is known again; empty for a field, and for the order of all rows."""
    title: str = ""
    """What the row is called."""


def differences(field_of: Callable[[str], Any], before: Told, now: Told) -> list[Difference]:
    """
    Answer what differs, in the order in which it is told now; only what both tell is compared.

    ``field_of`` answers the field of a name that is no part's.
    """
    return [one for name in now if name in before for one in _differences(field_of, name, before[name], now[name])]


def own_name(row: models.Model) -> str:
    """Answer what a row is called by everybody: of a person the name, and no number."""
    return str(read_in(row, "name"))


def named(
    found: Mapping[K, list[Difference]], called: Callable[[models.Model], str] = own_name
) -> dict[K, list[Difference]]:
    """Answer the same with what readers know: names for keys, labels for choices (one query a relation)."""
    names = _names_in([one for differing in found.values() for one in differing], called)
    return {key: [_named(one, names) for one in differing] for key, differing in found.items()}


def _names_in(found: Iterable[Difference], called: Callable[[models.Model], str]) -> Names:
    keys: dict[Any, set[int]] = defaultdict(set)
    for went in (went for difference in found for went in difference.fields if went.field.is_relation):
        keys[went.field].update(_listed(went.before), _listed(went.now))
    return {
        field: {pk: called(row) for pk, row in field.related_model._default_manager.in_bulk(pks).items()}
        for field, pks in keys.items()
    }


def _named(one: Difference, names: Names) -> Difference:
    fields = (
        FieldDifference(went.field, *(_value(went.field, side, names) for side in (went.before, went.now)))
        for went in one.fields
    )
    return replace(one, fields=tuple(fields))


def _value(field: Any, told: Any, names: Names) -> Any:
    if field.is_relation:
        return [names[field].get(key, str(key)) for key in _listed(told)]
    if field.choices:
        return dict(field.flatchoices).get(told, told)
    if isinstance(field, models.DecimalField):
        return None if told is None else Decimal(str(told))
    if isinstance(field, models.DateTimeField):
        return told and parse_datetime(str(told))
    if isinstance(field, models.DateField):
        return told and parse_date(str(told))
    return told


def _listed(side: Any) -> list[int]:
    return side if isinstance(side, list) else [side] if side is not None else []


def _differences(field_of: Callable[[str], Any], name: str, before: Any, now: Any) -> Iterator[Difference]:
    if (part := PARTS.get(name)) is not None:
        yield from _rows(name, part, before, now)
    elif before != now:
        yield Difference(name, Kind.CHANGED, (FieldDifference(field_of(name), before, now),))


def _rows(name: str, part: Part, before: list[Told], now: list[Told]) -> Iterator[Difference]:
    was, stands = {row[part.key]: row for row in before}, {row[part.key]: row for row in now}
    for key in [key for key in was if key not in stands]:
        yield Difference(name, Kind.REMOVED, _fields(part, was[key], {}), key, _title(was[key]))
    for key in [key for key in stands if key not in was]:
        yield Difference(name, Kind.ADDED, _fields(part, {}, stands[key]), key, _title(stands[key]))
    kept = [key for key in stands if key in was]
    if kept != [key for key in was if key in stands]:
        yield Difference(name, Kind.MOVED)
    for key in kept:
        if fields := _fields(part, was[key], stands[key]):
            yield Difference(name, Kind.CHANGED, fields, key, _title(stands[key]))


def _fields(part: Part, before: Told, now: Told) -> tuple[FieldDifference, ...]:
    return tuple(
        FieldDifference(part.model._meta.get_field(one), before.get(one), now.get(one))
        for one in part.fields
        if before.get(one) != now.get(one)
    )


def _title(row: Told) -> str:
    return " ".join(str(row[name]) for name in ("code", "title") if name in row)
