"""Finding pages: one by its key, path or slug; many by kind, language and place."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from urllib.parse import unquote

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page
from wagtail.query import PageQuerySet

from cms.addresses import default_language, url_paths_for
from cms.models import PAGES, HomePage, PortalPage
from cms.selectors.prose import FOR_EDITORS
from cms.visibility import Sight
from workflows.regulation.text import can_be_stored
from workflows.selectors.paging import USUAL_PAGE, Order, page_of
from workflows.selectors.paging import Page as Listed
from workflows.selectors.prepared import rows_of
from workflows.selectors.rows import Rows

LONGEST_PATH = 1000
"""Characters of a path; Wagtail's own paths are shorter."""


_ROWS: Mapping[type[Page], Rows[Page]] = {kind: Rows(kind, without=FOR_EDITORS) for kind in PAGES}


class PageOrder(Enum):
    """Orders of lists of pages."""

    TREE = Order(("path",))
    TITLE = Order(("title",))
    NEWEST = Order((), descending=True)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pages a list is to hold; whatever is empty does not narrow it."""

    kinds: Collection[type[PortalPage]] = ()
    language: str | None = None
    under: int | None = None
    """Below this page, at any depth."""
    title: str = ""
    """Whose title contains this."""
    in_menus: bool | None = None


def page_by_id(pk: int, sight: Sight) -> Page | None:
    """Answer a page by its key."""
    return _one(Page.objects.filter(pk=pk), sight)


def page_at(path: str, sight: Sight) -> Page | None:
    """Answer the page of a path on the frontend: ``/about/``, ``/en/about/``; percent-encoded or not."""
    decoded = unquote(path)
    if len(path) > LONGEST_PATH or not can_be_stored(decoded):
        return None
    paths = url_paths_for(decoded, sight.roots)
    kinds = _kinds_at(paths, sight)
    for url_path in paths:
        if url_path in kinds:
            kind, pk = kinds[url_path]
            return next(iter(_ROWS[kind].read("WHERE wagtailcore_page.id = %s", [pk])), None)
    return None


def page_below(parent: int | None, slug: str, sight: Sight) -> Page | None:
    """Answer the page with a slug directly below another; below the home page in the school's language for None."""
    above = Page.objects.filter(pk=parent) if parent is not None else _homes(default_language(), sight)
    found = sight.pages(above).first()
    if found is None or not can_be_stored(slug):
        return None
    return _one(found.get_children().filter(slug=slug), sight)


def home_page(language: str | None, sight: Sight) -> HomePage | None:
    """Answer the home page in a language, or in the school's own."""
    return sight.pages(_homes(language or default_language(), sight)).first()


def pages(
    wanted: Wanted,
    sight: Sight,
    *,
    order: PageOrder = PageOrder.TREE,
    first: int = USUAL_PAGE,
    after: str | None = None,
) -> Listed[Page]:
    """
    Answer a page of a list (one query, one more for each kind of page in it).

    :raises PageTooLarge: unless ``first`` is 0 to 100
    :raises MalformedCursor: for an ``after`` that this list did not give
    """
    return page_of(_wanted(wanted, sight).specific(), order=order.value, first=first, after=after)


def entries_of_the_sitemap(sight: Sight, *, language: str | None, first: int, after: str | None) -> Listed[Page]:
    """Answer a page of all pages in the order of the tree, for search engines (one query); raises as ``pages``."""
    found = _wanted(Wanted(language=language), sight).defer("draft_title", "search_description")
    return page_of(found, order=PageOrder.TREE.value, first=first, after=after)


def _kinds_at(paths: Sequence[str], sight: Sight) -> dict[str, tuple[type[Page], int]]:
    """Answer of which kind the seen pages of these paths in the tree are, with their keys."""
    seen = sight.page_condition("wagtailcore_page")
    found = rows_of(
        f"SELECT url_path, content_type_id, id FROM wagtailcore_page WHERE url_path = ANY(%s) AND {seen.text}",  # noqa: S608  no reader's text
        [list(paths), *seen.parameters],
    )
    kinds = {path: (ContentType.objects.get_for_id(kind).model_class(), pk) for path, kind, pk in found}
    return {path: (kind, pk) for path, (kind, pk) in kinds.items() if kind is not None and kind in _ROWS}


def _wanted(wanted: Wanted, sight: Sight) -> PageQuerySet:
    found = sight.pages()
    if wanted.kinds:
        found = found.exact_type(*wanted.kinds)
    if wanted.language:
        found = found.filter(locale__language_code=wanted.language)
    if wanted.under is not None:
        above = sight.pages(Page.objects.filter(pk=wanted.under)).first()
        found = found.descendant_of(above) if above is not None else found.none()
    if wanted.title:
        found = found.filter(title__icontains=wanted.title) if can_be_stored(wanted.title) else found.none()
    if wanted.in_menus is not None:
        found = found.filter(show_in_menus=wanted.in_menus)
    return found


def _homes(language: str, sight: Sight) -> PageQuerySet:
    at = Q(pk__in=())
    for root in sight.roots:
        if root.language_code == language:
            at |= Q(url_path=root.root_path)
    return HomePage.objects.filter(at).order_by("pk")


def _one(pages: PageQuerySet, sight: Sight) -> Page | None:
    return sight.pages(pages).specific().first()
