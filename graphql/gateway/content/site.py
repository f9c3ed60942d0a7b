"""What is set for the whole site, its menus, where paths lead, and the map of all pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import graphene
from wagtail.models import Page as PageModel

from cms.models import SiteSettings as Settings
from cms.references import References
from cms.selectors import tree
from cms.selectors.media import image_by_id
from cms.selectors.site import site_settings
from gateway.content.connections import connection_type
from gateway.content.enums import Locale
from gateway.content.fields import instant, many, one, public, text, truth
from gateway.content.links import Link, Target
from gateway.content.media import Image
from gateway.content.pages import Page, path, url
from gateway.content.prose import Rich, RichText, Stored, shared_references, stored_in
from gateway.content.sight import sight_of
from gateway.peers import load_for


@dataclass(frozen=True, slots=True)
class InLanguage:
    """The settings for readers of one language; what ``SiteSettings`` reads."""

    settings: Settings
    language: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a menu for readers of one language; what ``MenuItem`` reads."""

    label: str
    link: Target
    children: Sequence[Entry] = ()


def _words(name: str, description: str) -> graphene.String:
    return text(f"{description} May be empty.", lambda root, info: root.settings.words(name, root.language))


def _footer(root: InLanguage, info: Any) -> Rich:
    source = root.settings.words("footer", root.language)
    return Rich(source, shared_references([source], sight_of(info)))


def _share_image(root: InLanguage, info: Any) -> Any:
    key = root.settings.share_image_id
    return image_by_id(key, sight_of(info)) if key is not None else None


class SiteSettings(graphene.ObjectType):
    """Reads an ``InLanguage``."""

    class Meta:
        description = public("What is set once for the whole site, in one language.")

    name = _words("name", "The site's name.")
    slogan = _words("slogan", "A line below the name.")
    contact_office = _words("contact_office", "The office to ask.")
    contact_address = _words("contact_address", "Where the office is.")
    contact_email = text("The office's e-mail address. May be empty.", lambda root, info: root.settings.contact_email)
    contact_phone = text("The office's telephone number. May be empty.", lambda root, info: root.settings.contact_phone)
    footer = one(RichText, "The words at the foot of every page.", _footer, required=True)
    share_image = one(Image, "The picture beside a link to a page that has none.", _share_image)


class MenuItem(graphene.ObjectType):
    """Reads an ``Entry``."""

    class Meta:
        description = public("An entry of a menu. Entries that lead where the reader cannot go are left out.")

    label = text("Its words, in the language asked for.")
    link = one(Link, "Where it leads; a page in the language asked for where it is translated.", required=True)
    children = many(lambda: MenuItem, "The entries below it.")


def menu_in(name: str, language: str, info: Any) -> list[Entry]:
    """Answer a menu for readers of a language, its pages fetched together."""
    settings = site_settings()
    if settings is None:
        return []
    stream = getattr(settings, name)
    references = shared_references([stream], sight_of(info))
    return list(_entries(list(stored_in(stream, references)), references, language, info))


def _entries(stored: Sequence[Stored], references: References, language: str, info: Any) -> Iterator[Entry]:
    for item in stored:
        if target := _in_language(Link.leading(item.part("link")), language, info):
            label = (item.words("label_en") if language.startswith("en") else "") or item.words("label")
            yield Entry(label, target, list(_entries(item.items("children"), references, language, info)))


def _in_language(target: Target | None, language: str, info: Any) -> Target | None:
    if target is None or target.page is None:
        return target
    sight = sight_of(info)
    others = load_for(target.page, "translations", lambda pages: tree.translations_of(pages, sight)) or []
    for page in (target.page, *others):
        if sight.languages[page.locale_id] == language:
            return Target(url(page, info), page=page)
    return target


class Redirect(graphene.ObjectType):
    """Reads an ``Elsewhere``."""

    class Meta:
        description = public("Where a path leads that is no page's any more.")

    url = text("The address.")
    is_permanent = truth("Whether the old path will never come back.")
    page = one(Page, "The page, where it leads to one.")


class Route(graphene.ObjectType):
    """Reads a ``Route`` of the selectors."""

    class Meta:
        description = public("What a path means: a page, or a redirect.")

    page = one(Page, "The page of the path.")
    redirect = one(Redirect, "Where the path leads instead.")


class Alternate(graphene.ObjectType):
    """Reads a page."""

    class Meta:
        description = public("A page in another language, for search engines.")

    locale = one(Locale, "The language.", lambda r, info: sight_of(info).languages[r.locale_id], required=True)
    url = text("The full address.", url)


def _alternates(root: PageModel, info: Any) -> list[PageModel]:
    sight = sight_of(info)
    return load_for(root, "alternates", lambda pages: tree.addresses_of_translations(pages, sight)) or []


class SitemapEntry(graphene.ObjectType):
    """Reads a page."""

    class Meta:
        description = public("A page as a map of the site lists it.")

    title = text("The title.")
    path = text("The path on the frontend.", path)
    url = text("The full address.", url)
    locale = one(Locale, "The language.", lambda r, info: sight_of(info).languages[r.locale_id], required=True)
    updated_at = instant("When what is published was last changed.", lambda root, info: root.last_published_at)
    alternates = many(Alternate, "The page in its other languages.", _alternates)


SitemapEdge, _fields = connection_type(SitemapEntry, "Sitemap", "All pages, for search engines.")
SitemapConnection = type("SitemapConnection", (graphene.ObjectType,), _fields)
