"""What changed in a record, field by field, in words: with a revision, as the log tells it, or between submissions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cms.desk.words import said
from workflows.models import LogEntry
from workflows.selectors.differences import PARTS, Difference, FieldDifference, Kind, Told, differences, named


@dataclass(frozen=True, slots=True)
class Change:
    """A field, and what became of it; of a long text only that it changed."""

    label: str
    before: str = ""
    now: str = ""


def changes_in(entries: Sequence[LogEntry], model: type[models.Model]) -> Mapping[int, list[Change]]:
    """Answer what each revision among some entries changed, by the entries' keys (one query a relation)."""
    told = {
        entry.pk: differences(model._meta.get_field, _side(entry, model, "from"), _side(entry, model, "to"))
        for entry in entries
        if entry.step == "revise"
    }
    return {pk: in_words(found) for pk, found in named(told, str).items()}


def in_words(found: Sequence[Difference]) -> list[Change]:
    """Answer differences in words, a change for each field that differs, and for each row that came or went."""
    return [change for one in found for change in _changes(one)]


def _side(entry: LogEntry, model: type[models.Model], side: str) -> Told:
    """Answer what a revision went from or to, of the fields that there still are: the log outlives them."""
    known = {field.name for field in model._meta.get_fields()} | PARTS.keys()
    return {name: went[side] for name, went in entry.details.items() if name in known and isinstance(went, dict)}


def _changes(one: Difference) -> Iterator[Change]:
    part = PARTS.get(one.part)
    label = capfirst(str(part.model._meta.verbose_name_plural)) if part else capfirst(_("pages"))
    match one.kind:
        case Kind.REMOVED:
            yield Change(label, one.title, said(None))
        case Kind.ADDED:
            yield Change(label, said(None), one.title)
        case Kind.MOVED:
            yield Change(label)  # in another order
        case Kind.CHANGED:
            for went in one.fields:
                yield _change(went, one.title)


def _change(went: FieldDifference, of: str) -> Change:
    label = " · ".join(filter(None, (of, capfirst(str(went.field.verbose_name)))))
    if isinstance(went.field, models.TextField):
        return Change(label)
    return Change(label, said(went.before), said(went.now))
