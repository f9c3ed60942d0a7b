"""What is around pages, for many pages at once: parents, ancestors, children, siblings, translations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from django.db.models import Count, F, Q, Window
from django.db.models.functions import Left, RowNumber
from wagtail.models import Page
from wagtail.query import PageQuerySet

from cms.selectors.pages import PageOrder
from cms.visibility import Sight
from workflows.selectors.paging import LARGEST_PAGE, PageTooLarge
from workflows.selectors.paging import Page as Listed

STEP = Page.steplen
TOP = 2 * STEP
"""The length of a home page's path: nothing above it is a page."""


def ancestors_of(pages: Sequence[Page], sight: Sight) -> Mapping[int, list[Page]]:
    """Answer the pages above each page, the home page first (one query, one more for each kind of page)."""
    wanted = {page.path[:length] for page in pages for length in range(TOP, len(page.path), STEP)}
    found = _by_path(wanted, sight)
    return {page.pk: [found[path] for path in _above(page) if path in found] for page in pages}


def parents_of(pages: Sequence[Page], sight: Sight) -> Mapping[int, Page]:
    """Answer the page above each page (one query, one more for each kind of page)."""
    found = _by_path({page.path[:-STEP] for page in pages}, sight)
    return {page.pk: found[page.path[:-STEP]] for page in pages if page.path[:-STEP] in found}


def translations_of(pages: Sequence[Page], sight: Sight) -> Mapping[int, list[Page]]:
    """Answer each page in its other languages (one query, one more for each kind of page)."""
    return _grouped(pages, sight.pages(_in_other_languages(pages)).specific())


def addresses_of_translations(pages: Sequence[Page], sight: Sight) -> Mapping[int, list[Page]]:
    """Answer each page in its other languages, as far as an address needs them (one query)."""
    return _grouped(pages, sight.pages(_in_other_languages(pages)))


def children_of(
    pages: Sequence[Page], sight: Sight, *, order: PageOrder, first: int, after: str | None
) -> Mapping[int, Listed[Page]]:
    """
    Answer a page of the pages directly below each page (one query, one more for each kind of page).

    :raises PageTooLarge: unless ``first`` is 0 to 100
    :raises MalformedCursor: for an ``after`` that this list did not give
    """
    below = _lists_below({page.path for page in pages}, sight, order=order, first=first, after=after)
    return {page.pk: below[page.path] for page in pages}


def siblings_of(
    pages: Sequence[Page], sight: Sight, *, order: PageOrder, first: int, after: str | None
) -> Mapping[int, Listed[Page]]:
    """Answer a page of the other pages below each page's parent; costs and raises as ``children_of``."""
    above = {page.path[:-STEP] for page in pages if len(page.path) > TOP}
    below = _lists_below(above, sight, order=order, first=first, after=after, spare=1)
    empty: Listed[Page] = Listed((), Page, order.value, has_next=False, count=lambda: 0)
    return {page.pk: _without(page, below.get(page.path[:-STEP], empty), first) for page in pages}


def _lists_below(
    paths: set[str], sight: Sight, *, order: PageOrder, first: int, after: str | None, spare: int = 0
) -> Mapping[str, Listed[Page]]:
    """Answer a page of what is directly below each of these paths, with some rows to spare."""
    if not 0 <= first <= LARGEST_PAGE:
        raise PageTooLarge(f"first: {first} is not between 0 and {LARGEST_PAGE}")
    all_below = _below(paths, sight)
    rest = all_below.filter(order.value.beyond(after, Page)) if after else all_below
    ordering = [F("pk").desc() if name == "-pk" else name for name in order.value.ordering]
    place = Window(RowNumber(), partition_by=[F("above")], order_by=ordering)
    shown = rest.annotate(place=place).filter(place__lte=first + spare + 1)
    rows: dict[str, list[Page]] = defaultdict(list)
    for row in shown.specific().order_by(*order.value.ordering):
        rows[row.path[:-STEP]].append(row)
    counts = _Counts(all_below)
    limit = first + spare
    return {
        path: Listed(rows[path][:limit], Page, order.value, len(rows[path]) > limit, count=partial(counts.of, path))
        for path in paths
    }


class _Counts:
    """How many pages are below each path; counted for all of them when the first is asked for."""

    def __init__(self, below: PageQuerySet) -> None:
        self._below = below
        self._found: Mapping[str, int] | None = None

    def of(self, path: str) -> int:
        """Answer how many pages are directly below a path."""
        if self._found is None:
            counted = self._below.order_by().values_list("above").annotate(count=Count("pk"))
            self._found = dict(counted.values_list("above", "count"))
        return self._found.get(path, 0)


def _below(paths: set[str], sight: Sight) -> PageQuerySet:
    """Answer what is directly below any of these paths, each with the path above it."""
    by_length: dict[int, list[str]] = defaultdict(list)
    for path in paths:
        by_length[len(path)].append(path)
    found = Page.objects.annotate(above=Left("path", (F("depth") - 1) * STEP))
    wanted = Q(pk__in=())
    for length, same in by_length.items():
        wanted |= Q(depth=length // STEP + 1, above__in=same)
    return sight.pages(found.filter(wanted))


def _in_other_languages(pages: Sequence[Page]) -> PageQuerySet:
    keys = {page.translation_key for page in pages}
    return Page.objects.filter(translation_key__in=keys).order_by("locale_id", "pk")


def _grouped(pages: Sequence[Page], found: Iterable[Page]) -> Mapping[int, list[Page]]:
    by_key: dict[object, list[Page]] = defaultdict(list)
    for other in found:
        by_key[other.translation_key].append(other)
    return {page.pk: [other for other in by_key[page.translation_key] if other.pk != page.pk] for page in pages}


def _without(page: Page, listed: Listed[Page], first: int) -> Listed[Page]:
    others = [row for row in listed.rows if row.pk != page.pk]
    has_next = listed.has_next or len(others) > first
    return Listed(others[:first], listed.model, listed.order, has_next, count=lambda: max(0, listed.count() - 1))


def _by_path(paths: set[str], sight: Sight) -> Mapping[str, Page]:
    return {page.path: page for page in sight.pages(Page.objects.filter(path__in=paths)).specific()}


def _above(page: Page) -> list[str]:
    return [page.path[:length] for length in range(TOP, len(page.path), STEP)]
