"""
Who sees what of the published content: the one module that knows, and every edge of the graph asks it.

What is not seen is not there: no edge may tell whether something is missing or hidden. Restrictions are read once
for a ``Sight``, which lives for one request; asking it for pages, pictures and documents again costs nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from wagtail.models import Collection, Page
from wagtail.models.view_restrictions import BaseViewRestriction
from wagtail.query import PageQuerySet

from cms.addresses import Root
from cms.models import PortalDocument, PortalImage
from cms.restrictions import Restriction, Restrictions, is_out, restrictions
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
        condition, parameters = self.condition("seen")
        seen = f"SELECT seen.id FROM wagtailcore_page AS seen WHERE {condition}"  # noqa: S608  no text of a reader's
        return pages.filter(pk__in=RawSQL(seen, parameters))  # noqa: S611  see above

    def condition(self, table: str) -> tuple[str, list[Any]]:
        """Answer the condition under which the actor sees a row of the table of pages, with its parameters."""
        text = f"{is_out(table, '%s')} AND {table}.url_path LIKE ANY(%s)"
        parameters: list[Any] = [self._now, self._now, [f"{_literal(root.root_path)}%" for root in self.roots]]
        for length, paths in self._hidden_sections.items():
            text += f" AND left({table}.path, {length}) <> ALL(%s)"
            parameters.append(paths)
        return text, parameters

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
        shown = Q(state__in=Programme.PUBLIC_STATES, pk__in=self._programmes_with_a_page())
        shown |= Q(college__in=self.actor.own_colleges)
        if self.actor.staff_id is not None:
            shown |= Q(director_id=self.actor.staff_id)
        if self.actor.student_id is not None:
            shown |= Q(pk__in=_applied_to(self.actor.student_id))
        return programmes.filter(shown)

    def images(self, among: QuerySet[PortalImage] | None = None) -> QuerySet[PortalImage]:
        """Answer the pictures that the actor sees: those outside of every private collection."""
        images = PortalImage.objects.all() if among is None else among
        return images.exclude(collection__in=self.hidden_collections)

    def documents(self, among: QuerySet[PortalDocument] | None = None) -> QuerySet[PortalDocument]:
        """Answer the documents that the actor sees: those outside of every private collection."""
        documents = PortalDocument.objects.all() if among is None else among
        return documents.exclude(collection__in=self.hidden_collections)

    @property
    def roots(self) -> list[Root]:
        """Answer the home page of every site in every language."""
        return self._restrictions.roots

    @property
    def languages(self) -> Mapping[int, str]:
        """Answer the languages of the content by the keys of their locales."""
        return self._restrictions.languages

    @cached_property
    def _now(self) -> dt.datetime:
        return clock.now()

    @cached_property
    def _restrictions(self) -> Restrictions:
        """Answer what keeps pages and files from somebody, read once (one query)."""
        return restrictions(at=self._now)

    @cached_property
    def _hidden_sections(self) -> dict[int, list[str]]:
        """Answer the paths of the topmost pages that hide what is below them, by length."""
        paths = {*self._restrictions.withheld, *(closed.path for closed in self._closed(self._restrictions.sections))}
        by_length: dict[int, list[str]] = defaultdict(list)
        for path in _topmost(paths):
            by_length[len(path)].append(path)
        return dict(by_length)

    @cached_property
    def hidden_collections(self) -> list[int]:
        """Answer the collections that are kept private from the actor, with those inside them (one query at most)."""
        inside = Q(pk__in=())
        for closed in self._closed(self._restrictions.collections):
            inside |= Q(path__startswith=closed.path)
        return list(Collection.objects.filter(inside).values_list("pk", flat=True)) if inside != Q(pk__in=()) else []

    def _closed(self, closed: Iterable[Restriction]) -> Iterable[Restriction]:
        """Answer the restrictions that keep the actor out; a password, which the graph cannot take, keeps all out."""
        for restriction in closed:
            match restriction.kind:
                case BaseViewRestriction.NONE:
                    continue
                case BaseViewRestriction.LOGIN if self.actor.is_signed_in:
                    continue
                case BaseViewRestriction.GROUPS if self._groups & restriction.groups:
                    continue
            yield restriction

    @cached_property
    def _groups(self) -> frozenset[int]:
        if not self.actor.is_signed_in:
            return frozenset()
        return frozenset(Group.objects.filter(user=self.actor.account_id).values_list("pk", flat=True))

    def _programmes_with_a_page(self) -> RawSQL:
        """
        Answer the keys of the programmes of which a page is seen: the one in the school's language, or a translation.

        Translations are pages of the same kind, so that the kind of what is seen need not be asked.
        """
        condition, parameters = self.condition("seen")
        programmes = f"""
            SELECT shown.programme_id
            FROM cms_programmepage AS shown
            JOIN wagtailcore_page AS source ON source.id = shown.page_ptr_id
            JOIN wagtailcore_page AS seen ON seen.translation_key = source.translation_key
            WHERE shown.programme_id IS NOT NULL AND {condition}
        """  # noqa: S608  no text of a reader's
        return RawSQL(programmes, parameters)  # noqa: S611  see above


def visible_pages(actor: Actor, among: PageQuerySet | None = None) -> PageQuerySet:
    """Answer the pages that the actor sees; see ``Sight.pages``. Who asks more than once in a request keeps a Sight."""
    return Sight(actor).pages(among)


def _applied_to(student_id: int) -> QuerySet[Programme, Any]:
    return Programme.objects.filter(intakes__applications__student_id=student_id).values("pk")


def _literal(text: str) -> str:
    """Answer a text as LIKE takes it word for word."""
    return re.sub(r"([\\%_])", r"\\\1", text)


def _topmost(paths: Iterable[str]) -> list[str]:
    """Answer the paths that lie below no other one of them."""
    topmost: list[str] = []
    for path in sorted(paths):
        if not (topmost and path.startswith(topmost[-1])):
            topmost.append(path)
    return topmost
