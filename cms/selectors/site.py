"""What is set for the whole site, and where an old path leads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from cms.addresses import url_of
from cms.blocks.links import ADDRESS
from cms.models import SiteSettings
from cms.selectors.pages import LONGEST_PATH, page_at
from cms.visibility import Sight
from workflows.regulation.text import can_be_stored

_ADDRESS = re.compile(ADDRESS)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where a path leads that is no page's any more."""

    url: str
    is_permanent: bool
    page: Page | None


@dataclass(frozen=True, slots=True)
class Route:
    """What a path means: a page, or a way to somewhere else."""

    page: Page | None = None
    redirect: Elsewhere | None = None


def route(path: str, sight: Sight) -> Route | None:
    """Answer what a path on the frontend means; None where it means nothing that the actor sees."""
    if page := page_at(path, sight):
        return Route(page=page)
    redirect = _redirect(path, sight)
    return Route(redirect=redirect) if redirect is not None else None


def site_settings() -> SiteSettings | None:
    """Answer what is set for the site that is the default; None before a site is open."""
    site = Site.objects.filter(is_default_site=True).first()
    return SiteSettings.for_site(site) if site is not None else None


def _redirect(path: str, sight: Sight) -> Elsewhere | None:
    if len(path) > LONGEST_PATH or not can_be_stored(path):
        return None
    # Two slashes begin a host for the parser behind it, and a bracket an address that it refuses to read.
    rooted = f"/{path.lstrip('/')}"
    normal, bare = (Redirect.normalise_path(given) for given in (rooted, rooted.partition("?")[0]))
    candidates = Redirect.objects.filter(Q(site=None) | Q(site__is_default_site=True), old_path__in=[normal, bare])
    # The site's own redirect before everybody's, the full path before the bare one.
    for found in sorted(candidates, key=lambda found: (found.site_id is None, found.old_path != normal)):
        page = _seen(found.redirect_page_id, sight)
        url = url_of(page, sight.roots) if page is not None else found.redirect_link
        if url and (page is not None or (found.redirect_page_id is None and _ADDRESS.match(url))):
            return Elsewhere(url, found.is_permanent, page)
    return None


def _seen(pk: int | None, sight: Sight) -> Page | None:
    return sight.pages(Page.objects.filter(pk=pk)).specific().first() if pk is not None else None
