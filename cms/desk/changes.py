"""What a revision changed, field by field, as its entry in the log tells it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst

from cms.desk.words import said
from workflows.models import Course, LogEntry

PARTS: Mapping[str, Any] = {"courses": Course._meta.verbose_name_plural}
"""What the rows are called that change with a record, a line each."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field, and what became of it; of a long text only that it changed."""

    label: str
    before: str = ""
    now: str = ""


def changes_in(entries: Sequence[LogEntry], model: type[models.Model]) -> Mapping[int, list[Change]]:
    """Answer what each revision among some entries changed, by the entries' keys (one query a relation)."""
    told = {entry.pk: _told(entry, model) for entry in entries if entry.step == "revise"}
    names = _names(told.values(), model)
    return {
        pk: [_change(name, change, model, names) for name, change in changed.items()] for pk, changed in told.items()
    }


def _told(entry: LogEntry, model: type[models.Model]) -> Mapping[str, Mapping[str, Any]]:
    """Answer from what to what each field went: of those that there still are, since the log outlives them."""
    known = {field.name for field in model._meta.get_fields()} | PARTS.keys()
    return {name: change for name, change in entry.details.items() if name in known and isinstance(change, dict)}


Names = Mapping[str, Mapping[int, str]]
"""What rows of other kinds are called, by the fields that lead to them and their keys."""


def _names(changes: Any, model: type[models.Model]) -> Names:
    keys: dict[str, set[int]] = defaultdict(set)
    for changed in changes:
        for name, change in changed.items():
            if name not in PARTS and model._meta.get_field(name).is_relation:
                keys[name].update(key for side in change.values() for key in _listed(side))
    return {
        name: {pk: str(row) for pk, row in _related(model, name).in_bulk(pks).items()} for name, pks in keys.items()
    }


def _related(model: type[models.Model], name: str) -> Any:
    related: Any = model._meta.get_field(name).related_model
    return related._default_manager


def _listed(side: Any) -> list[int]:
    return side if isinstance(side, list) else [side] if side is not None else []


def _change(name: str, change: Mapping[str, Any], model: type[models.Model], names: Names) -> Change:
    if name in PARTS:
        gone = [line for line in change["from"] if line not in change["to"]]
        come = [line for line in change["to"] if line not in change["from"]]
        return Change(capfirst(str(PARTS[name])), said(gone), said(come))
    field: Any = model._meta.get_field(name)
    label = capfirst(str(field.verbose_name))
    if isinstance(field, models.TextField):
        return Change(label)
    return Change(label, *(_in_words(field, change[side], names) for side in ("from", "to")))


def _in_words(field: Any, value: Any, names: Names) -> str:
    if field.is_relation:
        return said([names[field.name].get(key, str(key)) for key in _listed(value)])
    if field.choices:
        return said(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        return said(value and parse_datetime(value))
    if isinstance(field, models.DateField):
        return said(value and parse_date(value))
    return said(value)
