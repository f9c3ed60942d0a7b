"""
Who sees what of the published content: the one module that knows, and every edge of the graph asks it.

What is not seen is not there: no edge may tell whether something is missing or hidden. Restrictions are read once
for a ``Sight``, which lives for one request; asking it for pages, pictures and documents again costs nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.db.models.functions import Left
from wagtail.models import Collection, CollectionViewRestriction, Locale, Page, PageViewRestriction
from wagtail.models.sites import SiteRootPath
from wagtail.models.view_restrictions import BaseViewRestriction
from wagtail.query import PageQuerySet

from cms.addresses import site_roots
from cms.models import PortalDocument, PortalImage
from workflows import clock
from workflows.models import Programme
from workflows.regulation.actor import Actor


class Sight:
    """What one actor sees, for as long as one request lasts."""

    def __init__(self, actor: Actor) -> None:
        """Look with the eyes of this actor."""
        self.actor = actor

    def pages(self, among: PageQuerySet | None = None) -> PageQuerySet:
        """
        Answer the pages that the actor sees, among these or among all.

        Live, begun and not expired; on a site; with every page above it live, begun and not expired too; outside of
        every section that is kept private from the actor. Pages of programmes are live only once these are
        established: the database holds that.
        """
        pages = Page.objects.all() if among is None else among
        seen = pages.filter(self._is_out, self._is_on_a_site)
        for length, paths in self._hidden_sections.items():
            section = f"section_{length}"
            seen = seen.alias(**{section: Left("path", length)}).exclude(**{f"{section}__in": paths})
        return seen

    def programmes(self, among: QuerySet[Programme] | None = None) -> QuerySet[Programme]:
        """
        Answer the programmes that the actor sees, among these or among all.

        Everybody: those that have a page which they see, in any language. The Academic Affairs Office and the school:
        all. Officers and directors: all of their own colleges. A director: her own. A student: those to which she
        has applied. Experts, teachers and the bursar see by their office what everybody sees.
        """
        programmes = Programme.objects.all() if among is None else among
        if self.actor.oversees_school:
            return programmes
        shown = Q(pk__in=self._programmes_with_a_page())
        shown |= Q(college__in=self.actor.own_colleges)
        if self.actor.staff_id is not None:
            shown |= Q(director_id=self.actor.staff_id)
        if self.actor.student_id is not None:
            shown |= Q(pk__in=_applied_to(self.actor.student_id))
        return programmes.filter(shown)

    def images(self, among: QuerySet[PortalImage] | None = None) -> QuerySet[PortalImage]:
        """Answer the pictures that the actor sees: those outside of every private collection."""
        images = PortalImage.objects.all() if among is None else among
        return images.exclude(collection__in=self._hidden_collections)

    def documents(self, among: QuerySet[PortalDocument] | None = None) -> QuerySet[PortalDocument]:
        """Answer the documents that the actor sees: those outside of every private collection."""
        documents = PortalDocument.objects.all() if among is None else among
        return documents.exclude(collection__in=self._hidden_collections)

    @cached_property
    def roots(self) -> list[SiteRootPath]:
        """Answer the home page of every site in every language."""
        return site_roots()

    @cached_property
    def languages(self) -> dict[int, str]:
        """Answer the languages of the content by the keys of their locales (one query)."""
        return dict(Locale.objects.values_list("pk", "language_code"))

    @cached_property
    def _is_out(self) -> Q:
        now = clock.now()
        begun = Q(go_live_at__isnull=True) | Q(go_live_at__lte=now)
        lasting = Q(expire_at__isnull=True) | Q(expire_at__gt=now)
        return Q(live=True, expired=False) & begun & lasting

    @cached_property
    def _is_on_a_site(self) -> Q:
        below = Q(pk__in=())
        for root in self.roots:
            below |= Q(url_path__startswith=root.root_path)
        return below

    @cached_property
    def _hidden_sections(self) -> dict[int, list[str]]:
        """Answer the paths of the topmost pages that hide what is below them, by length (three queries at most)."""
        withheld = Page.objects.exclude(self._is_out).filter(depth__gt=1, numchild__gt=0)
        private = PageViewRestriction.objects.select_related("page").only("restriction_type", "page__path")
        paths = {*withheld.values_list("path", flat=True), *(closed.page.path for closed in self._closed(private))}
        by_length: dict[int, list[str]] = defaultdict(list)
        for path in _topmost(paths):
            by_length[len(path)].append(path)
        return dict(by_length)

    @cached_property
    def _hidden_collections(self) -> list[int]:
        """Answer the collections that are kept private from the actor, with those inside them (two queries at most)."""
        private = CollectionViewRestriction.objects.select_related("collection").only(
            "restriction_type", "collection__path"
        )
        closed = list(self._closed(private))
        inside = Q(pk__in=())
        for restriction in closed:
            inside |= Q(path__startswith=restriction.collection.path)
        return list(Collection.objects.filter(inside).values_list("pk", flat=True)) if closed else []

    def _closed(self, restrictions: QuerySet[BaseViewRestriction]) -> Iterable[BaseViewRestriction]:
        """Answer the restrictions that keep the actor out; a password, which the graph cannot take, keeps all out."""
        for restriction in restrictions.prefetch_related("groups"):
            match restriction.restriction_type:
                case BaseViewRestriction.NONE:
                    continue
                case BaseViewRestriction.LOGIN if self.actor.is_signed_in:
                    continue
                case BaseViewRestriction.GROUPS if self._groups & {group.pk for group in restriction.groups.all()}:
                    continue
            yield restriction

    @cached_property
    def _groups(self) -> frozenset[int]:
        if not self.actor.is_signed_in:
            return frozenset()
        return frozenset(Group.objects.filter(user=self.actor.account_id).values_list("pk", flat=True))

    def _programmes_with_a_page(self) -> QuerySet[Programme, Any]:
        """Answer the keys of the programmes of which a page is seen: in the school's language, or a translation."""
        keys = self.pages(Page.objects.filter(programmepage__isnull=False)).values("translation_key")
        established = Programme.objects.filter(state__in=Programme.PUBLIC_STATES)
        return established.filter(page__translation_key__in=keys).values("pk")


def visible_pages(actor: Actor, among: PageQuerySet | None = None) -> PageQuerySet:
    """Answer the pages that the actor sees; see ``Sight.pages``. Who asks more than once in a request keeps a Sight."""
    return Sight(actor).pages(among)


def _applied_to(student_id: int) -> QuerySet[Programme, Any]:
    return Programme.objects.filter(intakes__applications__student_id=student_id).values("pk")


def _topmost(paths: Iterable[str]) -> list[str]:
    """Answer the paths that lie below no other one of them."""
    topmost: list[str] = []
    for path in sorted(paths):
        if not (topmost and path.startswith(topmost[-1])):
            topmost.append(path)
    return topmost
