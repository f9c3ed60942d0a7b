"""The root fields of the content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import graphene
from django.utils.translation import gettext as _
from wagtail.models import Page as PageModel

from cms import models
from cms.search import search_pages
from cms.selectors import pages as selectors
from cms.selectors.site import Route as Found
from cms.selectors.site import route, site_settings
from gateway.content.connections import paging_arguments
from gateway.content.enums import KINDS, Locale, MenuName, PageKind, PageOrder
from gateway.content.fields import argument, many, one
from gateway.content.node import content_by_id, is_page
from gateway.content.pages import TREE_ASC, HomePage, Page, PageConnection
from gateway.content.search import Hit, SearchConnection
from gateway.content.sight import language_of, sight_of
from gateway.content.site import Entry, InLanguage, MenuItem, Route, SitemapConnection, SiteSettings, menu_in
from gateway.errors import BadInput
from gateway.ids import MalformedId, from_global_id
from gateway.paging import Connection, connect, with_peers

IN_LANGUAGE = argument(Locale, "The language; the reader's where none is asked for.")


class PageFilter(graphene.InputObjectType):
    """Which pages a list holds."""

    class Meta:
        description = "Which pages a list is to hold; whatever is left out does not narrow it. Since 0.1."

    kinds = graphene.InputField(
        graphene.List(graphene.NonNull(PageKind)), description="Pages of one of these kinds. Since 0.1."
    )
    locale = graphene.InputField(Locale, description="Pages written in this language. Since 0.1.")
    under = graphene.InputField(graphene.ID, description="Pages below this one, at any depth. Since 0.1.")
    title_contains = graphene.InputField(graphene.String, description="Pages whose title has this in it. Since 0.1.")
    is_in_menus = graphene.InputField(
        graphene.Boolean, description="Pages that the editors want, or do not want, in menus. Since 0.1."
    )


def resolve_page(root: None, info: Any, **wanted: str | None) -> PageModel | None:
    """Answer one page by exactly one of path, id and slug."""
    given = [name for name in ("path", "id", "slug") if wanted.get(name) is not None]
    if len(given) != 1:
        raise BadInput(_("page: give one of path, id and slug."))
    sight = sight_of(info)
    if (path := wanted.get("path")) is not None:
        return selectors.page_at(path, sight)
    if (slug := wanted.get("slug")) is not None:
        return selectors.page_below(_page_key("under", wanted.get("under")), slug, sight)
    type_name, pk = _page_id("id", wanted["id"] or "")
    return content_by_id(type_name, pk, sight) if is_page(type_name) else None


def resolve_pages(
    root: None, info: Any, first: int, order_by: Any, after: str | None = None, filter: PageFilter | None = None
) -> Connection:
    """Answer a page of a list of pages."""
    chosen: Mapping[str, Any] = filter or {}
    wanted = selectors.Wanted(
        kinds=[KINDS[kind.value] for kind in chosen.get("kinds") or ()],
        language=chosen["locale"].value if chosen.get("locale") else None,
        under=_page_key("filter.under", chosen.get("under")),
        title=chosen.get("title_contains") or "",
        in_menus=chosen.get("is_in_menus"),
    )
    return connect(
        lambda: with_peers(selectors.pages(wanted, sight_of(info), order=order_by.value, first=first, after=after)),
        after=after,
    )


def resolve_route(root: None, info: Any, path: str) -> Found | None:
    """Answer what a path means."""
    return route(path, sight_of(info))


def resolve_home_page(root: None, info: Any, locale: Any = None) -> models.HomePage | None:
    """Answer the home page in a language."""
    return selectors.home_page(language_of(info, locale and locale.value), sight_of(info))


def resolve_site_settings(root: None, info: Any, locale: Any = None) -> InLanguage | None:
    """Answer the site's settings in a language."""
    settings = site_settings()
    return InLanguage(settings, language_of(info, locale and locale.value)) if settings is not None else None


def resolve_menu(root: None, info: Any, name: Any, locale: Any = None) -> list[Entry]:
    """Answer a menu in a language."""
    return menu_in(name.value, language_of(info, locale and locale.value), info)


def resolve_search_pages(
    root: None, info: Any, text: str, first: int, after: str | None = None, kinds: Any = (), locale: Any = None
) -> Connection:
    """Answer a page of what was found."""
    language = locale.value if locale else None
    chosen = [KINDS[kind.value] for kind in kinds or ()]
    return connect(
        lambda: with_peers(
            search_pages(text, sight_of(info), kinds=chosen, language=language, first=first, after=after)
        ),
        after=after,
        dress=lambda page: Hit(page, text),
        text=text,
        language=language,
    )


def resolve_sitemap(root: None, info: Any, first: int, after: str | None = None, locale: Any = None) -> Connection:
    """Answer a page of the map of the site."""
    language = locale.value if locale else None
    return connect(
        lambda: with_peers(
            selectors.entries_of_the_sitemap(sight_of(info), language=language, first=first, after=after)
        ),
        after=after,
    )


def _page_key(argument_name: str, global_id: str | None) -> int | None:
    """Answer the key of the page that an id means; one that no page has for an id of something else."""
    if global_id is None:
        return None
    type_name, pk = _page_id(argument_name, global_id)
    return pk if is_page(type_name) else 0


def _page_id(argument_name: str, global_id: str) -> tuple[str, int]:
    try:
        return from_global_id(global_id)
    except MalformedId as error:
        raise BadInput(_("%(argument)s: this is no id of this graph.") % {"argument": argument_name}) from error


class Query(graphene.ObjectType):
    """Merged with the root fields of the records."""

    class Meta:
        description = "Where every question begins. Since 0.1."

    page = one(
        Page,
        "One page, by its path, its id, or its slug below another page; null where there is none to be seen.",
        resolve_page,
        path=argument(graphene.String, "The path on the frontend: /about/, /en/about/."),
        id=argument(graphene.ID, "The page's id."),
        slug=argument(graphene.String, "The last part of the page's path; goes with under."),
        under=argument(graphene.ID, "The page directly above; the home page in the site's own language if left out."),
    )
    pages = one(
        PageConnection,
        "The published pages.",
        resolve_pages,
        required=True,
        filter=argument(PageFilter, "Which pages."),
        order_by=argument(PageOrder, "The order.", required=True, default=TREE_ASC),
        **paging_arguments(),
    )
    route = one(
        Route,
        "What a path means: a page, or a redirect; null where it means nothing.",
        resolve_route,
        path=argument(graphene.String, "The path on the frontend, with its query if it has one.", required=True),
    )
    home_page = one(HomePage, "The home page.", resolve_home_page, locale=IN_LANGUAGE)
    site_settings = one(
        SiteSettings,
        "What is set for the whole site; null before it is open.",
        resolve_site_settings,
        locale=IN_LANGUAGE,
    )
    menu = many(
        MenuItem,
        "A menu of the site.",
        resolve_menu,
        name=argument(MenuName, "Which menu.", required=True),
        locale=IN_LANGUAGE,
    )
    search_pages = one(
        SearchConnection,
        "Pages in which a text is found: any two characters of Chinese, beginnings of Latin words, pinyin initials of "
        "titles.",
        resolve_search_pages,
        required=True,
        text=argument(graphene.String, "What to look for; the first 100 characters count.", required=True),
        kinds=argument(graphene.List(graphene.NonNull(PageKind)), "Only pages of these kinds."),
        locale=argument(Locale, "Only pages in this language."),
        **paging_arguments(),
    )
    sitemap = one(
        SitemapConnection,
        "Every published page, for search engines.",
        resolve_sitemap,
        required=True,
        locale=argument(Locale, "Only pages in this language."),
        **paging_arguments(),
    )
