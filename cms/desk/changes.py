"""What a revision changed, field by field, as its entry in the log tells it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst

from cms.desk.words import said
from workflows.models import RECORDS, LogEntry
from workflows.models.part import Part

PARTS: Mapping[str, Part] = {name: part for model in RECORDS for name, part in model.made_of.items()}
"""The rows that change with a record, all of them told; each is known again by its key, and has a title."""


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
        pk: [one for name, went in changed.items() for one in _changes(name, went, model, names)]
        for pk, changed in told.items()
    }


Went = Mapping[str, Any]
"""From what to what a field has gone, or all rows of a part."""
Names = Mapping[Any, Mapping[int, str]]
"""What rows of other kinds are called, by the fields that lead to them and their keys."""


def _told(entry: LogEntry, model: type[models.Model]) -> Mapping[str, Went]:
    """Answer from what to what each field went: of those that there still are, since the log outlives them."""
    known = {field.name for field in model._meta.get_fields()} | PARTS.keys()
    return {name: went for name, went in entry.details.items() if name in known and isinstance(went, dict)}


def _names(revisions: Iterable[Mapping[str, Went]], model: type[models.Model]) -> Names:
    keys: dict[Any, set[int]] = defaultdict(set)
    for name, went in ((name, went) for changed in revisions for name, went in changed.items()):
        for side in ("from", "to"):
            rows = went[side] if name in PARTS else [{name: went[side]}]
            for field, value in (
                (_field(PARTS[name].model if name in PARTS else model, one), row[one]) for row in rows for one in row
            ):
                if field.is_relation:
                    keys[field].update(_listed(value))
    return {
        field: {pk: str(row) for pk, row in field.related_model._default_manager.in_bulk(pks).items()}
        for field, pks in keys.items()
    }


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _listed(side: Any) -> list[int]:
    return side if isinstance(side, list) else [side] if side is not None else []


def _changes(name: str, went: Went, model: type[models.Model], names: Names) -> Iterator[Change]:
    if (part := PARTS.get(name)) is None:
        yield _change(_field(model, name), went["from"], went["to"], names)
        return
    label = capfirst(str(part.model._meta.verbose_name_plural))
    before, now = ({row[part.key]: row for row in went[side]} for side in ("from", "to"))
    for key in [key for key in before if key not in now]:
        yield Change(label, _row_in_words(before[key]), said(None))
    for key in [key for key in now if key not in before]:
        yield Change(label, said(None), _row_in_words(now[key]))
    kept = [key for key in now if key in before]
    if kept != [key for key in before if key in now]:
        yield Change(label)  # in another order
    for key in kept:
        for one in now[key]:
            if before[key][one] != now[key][one]:
                field = _field(part.model, one)
                yield _change(field, before[key][one], now[key][one], names, of=_row_in_words(now[key]))


def _row_in_words(row: Mapping[str, Any]) -> str:
    return " ".join(str(row[name]) for name in ("code", "title") if name in row)


def _change(field: Any, before: Any, now: Any, names: Names, *, of: str = "") -> Change:
    label = " · ".join(filter(None, (of, capfirst(str(field.verbose_name)))))
    if isinstance(field, models.TextField):
        return Change(label)
    return Change(label, _in_words(field, before, names), _in_words(field, now, names))


def _in_words(field: Any, value: Any, names: Names) -> str:
    if field.is_relation:
        return said([names[field].get(key, str(key)) for key in _listed(value)])
    if field.choices:
        return said(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        return said(value and parse_datetime(value))
    if isinstance(field, models.DateField):
        return said(value and parse_date(value))
    return said(value)
