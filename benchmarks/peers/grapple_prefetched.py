"""wagtail-grapple with what its own root fields lack: two of ours that name every relation to fetch along."""

from __future__ import annotations

from typing import Any

import graphene
from django.db.models import Prefetch, QuerySet
from grapple.helpers import register_graphql_schema
from grapple.registry import registry

from benchmarks.renditions import CARD, HERO, WRITTEN_OTHERWISE
from cms.models import PortalImage, ProgrammePage
from workflows.models import PlanVersion


def _page_type() -> Any:
    return registry.pages[ProgrammePage]


@register_graphql_schema
class PrefetchedQuery:
    """Root fields beside grapple's own."""

    prefetched_programme_pages = graphene.List(graphene.NonNull(_page_type), limit=graphene.Int(required=True))
    prefetched_programme_page = graphene.Field(_page_type, slug=graphene.String(required=True))

    def resolve_prefetched_programme_pages(self, info: Any, limit: int) -> QuerySet[ProgrammePage]:
        """Answer so many pages by pinyin."""
        return _prefetched("courses", CARD).order_by("programme__pinyin", "pk")[:limit]

    def resolve_prefetched_programme_page(self, info: Any, slug: str) -> ProgrammePage | None:
        """Answer one page with its syllabi."""
        return _prefetched("courses__syllabus_page", HERO).filter(slug=slug).first()


def _prefetched(courses: str, spec: str) -> QuerySet[ProgrammePage]:
    plans = PlanVersion.objects.filter(frozen_at__isnull=False).prefetch_related(courses)
    pictures = PortalImage.objects.prefetch_renditions(WRITTEN_OTHERWISE[spec])
    pages = ProgrammePage.objects.live().public().select_related("programme__college")
    return pages.prefetch_related(Prefetch("programme__plan_versions", plans), Prefetch("hero_image", pictures))
