"""
Who sees what of the published content: the one module that knows, and every edge of the graph asks it.

What is not seen is not there: no edge may tell whether something is missing or hidden. Restrictions are read once
for a ``Sight``, which lives for one request; asking it for pages, pictures and documents again costs nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

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
from workflows.regulation.actor import Actor, Role
from workflows.selectors.rows import ALWAYS, Condition, literal

_PUBLIC = sorted(Programme.PUBLIC_STATES)
_TAKE_PART_IN = """
    SELECT proposal.programme_id FROM workflows_proposal AS proposal
    JOIN workflows_consent AS consent ON consent.proposal_id = proposal.id
    WHERE consent.college_id = ANY(%s) AND consent.state IN ('asked', 'given')
"""
_REVIEWS = """
    SELECT proposal.programme_id FROM workflows_proposal AS proposal
    JOIN workflows_review AS review ON review.proposal_id = proposal.id
    WHERE review.expert_id = %s AND review.state IN ('invited', 'accepted', 'given')
"""
_APPLIED_TO = """
    SELECT intake.programme_id FROM workflows_application AS application
    JOIN workflows_intake AS intake ON intake.id = application.intake_id
    WHERE application.student_id = %s
"""


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
        return pages.filter(pk__in=_keys("wagtailcore_page", self.page_condition("wagtailcore_page")))

    def page_condition(self, table: str) -> Condition:
        """Answer the condition under which the actor sees a row of the table of pages, whatever its name there."""
        roots = [f"{literal(root.root_path)}%" for root in self.roots]
        seen = Condition(f"{is_out(table, '%s')} AND {table}.url_path LIKE ANY(%s)", (self._now, self._now, roots))
        for length, paths in self._hidden_sections.items():
            seen &= Condition(f"left({table}.path, {length}) <> ALL(%s)", (paths,))
        return seen

    def programmes(self, among: QuerySet[Programme] | None = None) -> QuerySet[Programme]:
        """
        Answer the programmes that the actor sees, among these or among all.

        Everybody: those that have a page which they see, in any language. The Academic Affairs Office and the school:
        all. Officers and directors: all of their own colleges, and those in whose proposals these take part. A
        director: her own. An expert: those whose proposals they review. A student: those to which she has applied.
        Teachers and the bursar see by their office what everybody sees.
        """
        programmes = Programme.objects.all() if among is None else among
        return programmes.filter(pk__in=_keys("workflows_programme", self.programme_condition()))

    def programme_condition(self) -> Condition:
        """Answer the condition under which the actor sees a row of the table of programmes: see ``programmes``."""
        if self.actor.oversees_school:
            return ALWAYS
        shown = Condition("workflows_programme.state = ANY(%s)", (_PUBLIC,)) & self._has_a_page()
        if self.actor.own_colleges:
            own = (sorted(self.actor.own_colleges),)
            shown |= Condition("workflows_programme.college_id = ANY(%s)", own)
            shown |= Condition(f"workflows_programme.id IN ({_TAKE_PART_IN})", own)
        if self.actor.staff_id is not None:
            shown |= Condition("workflows_programme.director_id = %s", (self.actor.staff_id,))
            if self.actor.holds(Role.EXPERT):
                shown |= Condition(f"workflows_programme.id IN ({_REVIEWS})", (self.actor.staff_id,))
        if self.actor.student_id is not None:
            shown |= Condition(f"workflows_programme.id IN ({_APPLIED_TO})", (self.actor.student_id,))
        return shown

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
        if not self.actor.is_signed_in or not self.actor.is_in_office:  # groups follow offices
            return frozenset()
        return frozenset(Group.objects.filter(user=self.actor.account_id).values_list("pk", flat=True))

    def _has_a_page(self) -> Condition:
        """
        Answer that a programme has a page which is seen: the one in the school's language, or a translation.

        Translations are pages of the same kind, so that the kind of what is seen need not be asked.
        """
        seen = self.page_condition("seen")
        programmes = f"""
            SELECT shown.programme_id
            FROM cms_programmepage AS shown
            JOIN wagtailcore_page AS source ON source.id = shown.page_ptr_id
            JOIN wagtailcore_page AS seen ON seen.translation_key = source.translation_key
            WHERE shown.programme_id IS NOT NULL AND {seen.text}
        """  # noqa: S608  no text of a reader's
        return Condition(f"workflows_programme.id IN ({programmes})", seen.parameters)


def visible_pages(actor: Actor, among: PageQuerySet | None = None) -> PageQuerySet:
    """Answer the pages that the actor sees; see ``Sight.pages``. Who asks more than once in a request keeps a Sight."""
    return Sight(actor).pages(among)


def _keys(table: str, condition: Condition) -> RawSQL:
    """Answer the keys of a table's rows of which a condition is true, as querysets take them."""
    keys = f"SELECT {table}.id FROM {table} WHERE {condition.text}"  # noqa: S608  no text of a reader's
    return RawSQL(keys, condition.parameters)  # noqa: S611  see above


def _topmost(paths: Iterable[str]) -> list[str]:
    """Answer the paths that lie below no other one of them."""
    topmost: list[str] = []
    for path in sorted(paths):
        if not (topmost and path.startswith(topmost[-1])):
            topmost.append(path)
    return topmost
