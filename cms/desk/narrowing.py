"""What narrowed a list when its rows were taken out, in words: the filters of its address with their labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from cms.desk.desks import Desk
from cms.desk.listing import filters_of
from workflows import reader
from workflows.models import College, Export, Programme
from workflows.models.record import kind_of
from workflows.selectors.exports import titles_of

OTHERWISE_USED = frozenset({"export", "ordering", "p"})
"""What an address asks of a list besides narrowing it."""
CHOSEN_BY_KEY = {"college": College, "programme": Programme}


class Narrowings:
    """The narrowings of the exports on a page; what their keys stand for is found at once."""

    def __init__(self, exports: Iterable[Export]) -> None:
        """Find the titles of what was chosen (a query for each kind of it)."""
        self._filters: dict[str, Mapping[str, Any]] = {}
        queries = [QueryDict(export.narrowed_by) for export in exports]
        self._titles: Mapping[str, Mapping[str, str]] = {
            name: titles_of(model, {key for query in queries for key in query.getlist(name)})
            for name, model in CHOSEN_BY_KEY.items()
        }

    def in_words(self, export: Export, desk: Desk[Any]) -> str:
        """Answer each filter with its values; nothing where the whole list was taken."""
        kind = kind_of(desk.model)
        filters = self._filters.get(kind) or self._filters.setdefault(kind, filters_of(desk).base_filters)
        return reader.in_turn(
            _("%(label)s: %(value)s") % {"label": label, "value": reader.listed(titles.get(one, one) for one in values)}
            for name, values in narrowing_of(export).lists()
            if any(values)
            for label, titles in [self._words_of(name, filters)]
        )

    def _words_of(self, name: str, filters: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
        """Answer what a parameter of the address is called, and what its values are called."""
        if name not in filters:
            return (_("Search") if name == "q" else name), {}
        choices = dict(filters[name].extra.get("choices", ()))
        return str(filters[name].label), self._titles.get(name) or choices


def narrowing_of(export: Export) -> QueryDict:
    """Answer that part of the list's address which narrowed it."""
    query = QueryDict(export.narrowed_by, mutable=True)
    for name in OTHERWISE_USED & query.keys():
        del query[name]
    return query
