"""What every page of the portal has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import quote

from django.apps import apps
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import StreamValue
from wagtail.models import Page, PagePermissionTester
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index

from cms.addresses import path_of
from cms.blocks.raw import text_of
from cms.frontend import frontend_url
from cms.models.media import PortalImage
from cms.words import index_initials, index_text
from workflows.models import Programme


class PortalPermissionTester(PagePermissionTester):
    """What a person may do with a page."""

    def can_move_to(self, destination: Page | None) -> bool:
        """Answer as Wagtail does; beside the root of all pages, where there is no page above, nothing is moved."""
        return destination is not None and bool(super().can_move_to(destination))

    def can_unpublish(self) -> bool:
        """Answer whether the person may, and no programme's page below would vanish with it (Art. 8)."""
        return bool(super().can_unpublish()) and not holds_what_stays(self.page)

    def can_set_view_restrictions(self) -> bool:
        """Answer whether the person may, and no programme's page below would be kept from the public (Art. 8)."""
        return bool(super().can_set_view_restrictions()) and not holds_what_stays(self.page)


def holds_what_stays(page: Page) -> bool:
    """Answer whether the page of a programme that the public may know of is out below a page (one query)."""
    linked = apps.get_model("cms", "ProgrammePage")._default_manager.filter(
        programme__state__in=Programme.PUBLIC_STATES
    )
    below = Page.objects.descendant_of(page).filter(live=True, translation_key__in=linked.values("translation_key"))
    return bool(below.exists())


class PortalPage(Page):
    """A page of the portal: read through the graph, found in Chinese, previewed in the admin."""

    share_image = models.ForeignKey(
        PortalImage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture for sharing"),
        help_text=_("What others show beside a link to this page; the picture at its head where none is chosen."),
    )

    prose: ClassVar[tuple[str, ...]] = ()
    """The fields that hold words, in the order in which a reader meets them."""
    picture: ClassVar[str] = ""
    """The field of the picture at the page's head; empty where it has none."""

    search_fields = [
        *Page.search_fields,
        index.SearchField("indexed_title", boost=8),
        index.SearchField("indexed_initials", boost=4),
        index.SearchField("indexed_prose", boost=1),
    ]
    promote_panels = [*Page.promote_panels, FieldPanel("share_image")]

    class Meta:
        abstract = True

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Answer the page's place on the frontend: the portal itself serves no pages."""
        for root in self._get_relevant_site_root_paths(request):
            return root.site_id, frontend_url(), quote(path_of(self, [root]) or "/")
        return None

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """Answer the one template of previews: the frontend draws the pages that readers see."""
        return "cms/preview/page.html"

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Answer what a person may do here."""
        return PortalPermissionTester(user, self)

    def pieces(self) -> Iterator[str]:
        """Answer the page's words piece by piece, in reading order and without tags; no query."""
        for name in self.prose:
            value = getattr(self, name)
            for piece in text_of(value) if isinstance(value, StreamValue) else (value,):
                if text := get_text_for_indexing(piece):
                    yield text

    @property
    def indexed_title(self) -> str:
        """Answer the title as the search index takes it."""
        return index_text(self.title)

    @property
    def indexed_initials(self) -> str:
        """Answer the title's pinyin initials as the search index takes them."""
        return index_initials(self.title)

    @property
    def indexed_prose(self) -> str:
        """Answer everything else as the search index takes it."""
        return index_text(" ".join((self.search_description, *self.pieces())))
