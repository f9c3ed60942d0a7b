"""Where pages are on the frontend: the portal itself serves none, but knows the address of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Page, Site

from cms.frontend import frontend_url
from cms.previews import Preview
from workflows.models import ReviewLink
from workflows.selectors.review_links import token_of


class Root(NamedTuple):
    """The home page of a site in one language."""

    root_path: str
    language_code: str


def site_roots() -> list[Root]:
    """Answer the home page of every site in every language; kept in Django's cache."""
    return [Root(root.root_path, root.language_code) for root in Site.get_site_root_paths()]


def path_of(page: Page, roots: Iterable[Root]) -> str | None:
    """Answer a page's path on the frontend: ``/about/``, ``/en/about/``; None for a page outside of every site."""
    for root in roots:
        if page.url_path.startswith(root.root_path):
            return f"{language_prefix(root.language_code)}/{page.url_path[len(root.root_path) :]}"
    return None


def url_of(page: Page, roots: Iterable[Root]) -> str | None:
    """Answer a page's full address on the frontend."""
    path = path_of(page, roots)
    return None if path is None else frontend_url() + quote(path)


def language_prefix(language: str) -> str:
    """Answer what stands before the paths of a language: nothing for the school's own."""
    return "" if language == default_language() else f"/{language}"


def default_language() -> str:
    """Answer the language of the site as its content knows it."""
    return str(get_supported_content_language_variant(settings.LANGUAGE_CODE))


def url_paths_for(path: str, roots: Iterable[Root]) -> list[str]:
    """Answer where in the tree the page of a frontend path could be: the language's own home before the default's."""
    wanted = "/" + path.partition("?")[0].partition("#")[0].strip("/")
    found = []
    for root in sorted(roots, key=lambda root: len(language_prefix(root.language_code)), reverse=True):
        prefix = language_prefix(root.language_code)
        if wanted == prefix or wanted.startswith(f"{prefix}/"):
            rest = wanted[len(prefix) :].strip("/")
            found.append(f"{root.root_path}{rest}/" if rest else root.root_path)
    return found


REVIEW_BY_LINK = "review_by_link"
"""The name of the address of a review that is opened by a link."""


ATTACHMENT_BY_LINK = "attachment_by_link"
"""The name of the address of a file beside the proposal that such a link opens."""
PREVIEW = "preview"
"""The name of the address of a preview."""


def review_address(link: ReviewLink) -> str:
    """Answer the full address of a link for a review: whoever has it is let in."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse(REVIEW_BY_LINK, args=[token_of(link)])


def preview_address(preview: Preview) -> str:
    """Answer the full address of a preview: whoever has it reads it until it ends."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse(PREVIEW, args=[preview.token])
