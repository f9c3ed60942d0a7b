"""
A graph by hand with strawberry-django: typed, with its optimizer and its caches of parsed and validated documents.

Relations are left to the optimizer; computed fields bear the hints that its guide asks for.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import strawberry
import strawberry_django
from django.db.models import Prefetch, QuerySet
from django.views.decorators.csrf import csrf_exempt
from strawberry.django.views import GraphQLView
from strawberry.extensions import ParserCache, ValidationCache
from strawberry_django.optimizer import DjangoOptimizerExtension
from wagtail.rich_text import expand_db_html

from benchmarks.peers.facts import fee_of, price
from benchmarks.peers.strawberry_blocks import Block, blocks_of
from benchmarks.renditions import CARD, HERO
from cms import models as content
from workflows import models as records


def _sized(spec: str, name: str) -> Prefetch:
    """Answer the prefetch of one size of pictures."""
    return Prefetch("renditions", content.PortalRendition.objects.filter(filter_spec=spec), to_attr=name)


@strawberry.type
class Fee:
    amount: str
    currency: str


@strawberry.type
class Unit:
    title: str
    hours: str
    text: str


@strawberry.type
class Part:
    title: str
    percent: int


@strawberry.type
class Reading:
    title: str
    author: str
    publisher: str


@strawberry_django.type(content.PortalRendition)
class Rendition:
    width: int
    height: int

    @strawberry_django.field(only=["file"])
    def url(self, root: content.PortalRendition) -> str:
        return str(root.full_url)


@strawberry_django.type(content.PortalImage)
class Image:
    @strawberry_django.field(only=["alt_text", "is_decorative"])
    def alt(self, root: content.PortalImage) -> str:
        return root.default_alt_text

    @strawberry_django.field(prefetch_related=[_sized(CARD, "cards")])
    def card(self, root: Any) -> Rendition:
        return root.cards[0]

    @strawberry_django.field(prefetch_related=[_sized(HERO, "heroes")])
    def hero(self, root: Any) -> Rendition:
        return root.heroes[0]


@strawberry_django.type(records.College)
class College:
    name: str


@strawberry_django.type(content.SyllabusPage)
class SyllabusPage:
    @strawberry_django.field(only=["goals"])
    def goals(self, root: content.SyllabusPage) -> list[str]:
        return [child.value["text"] for child in root.goals]

    @strawberry_django.field(only=["units"])
    def units(self, root: content.SyllabusPage) -> list[Unit]:
        values = [child.value for child in root.units]
        return [Unit(title=v["title"], hours=str(v["hours"]), text=v["text"]) for v in values]

    @strawberry_django.field(only=["assessment"])
    def assessment(self, root: content.SyllabusPage) -> list[Part]:
        return [Part(title=child.value["title"], percent=child.value["percent"]) for child in root.assessment]

    @strawberry_django.field(only=["readings"])
    def readings(self, root: content.SyllabusPage) -> list[Reading]:
        values = [child.value for child in root.readings]
        return [Reading(title=v["title"], author=v["author"], publisher=v["publisher"]) for v in values]


@strawberry_django.type(records.Course)
class Course:
    code: str
    title: str
    kind: str
    credits: Decimal
    theory_hours: int
    practice_hours: int
    term: int
    assessment: str
    syllabus_page: SyllabusPage | None


@strawberry_django.type(records.PlanVersion)
class Plan:
    total_credits: Decimal
    courses: list[Course]

    @strawberry_django.field(only=["total_credits"])
    def fee(self, root: records.PlanVersion) -> Fee:
        return Fee(amount=fee_of(root), currency=price()[1])

    @classmethod
    def get_queryset(cls, queryset: QuerySet[records.PlanVersion], info: strawberry.Info) -> QuerySet[Any]:
        """Answer the plans that hold."""
        return queryset.filter(frozen_at__isnull=False).order_by("-number")


@strawberry_django.type(records.Programme)
class Programme:
    code: str
    title: str
    state: str
    college: College
    plans: list[Plan] = strawberry_django.field(field_name="plan_versions")
    page: ProgrammePage


@strawberry_django.type(content.ProgrammePage)
class ProgrammePage:
    title: str
    tagline: str
    hero_image: Image | None
    programme: Programme

    @strawberry_django.field(only=["positioning"])
    def positioning(self, root: content.ProgrammePage) -> str:
        return str(expand_db_html(root.positioning))

    @strawberry_django.field(only=["who_may_apply"])
    def who_may_apply(self, root: content.ProgrammePage) -> str:
        return str(expand_db_html(root.who_may_apply))

    @strawberry_django.field(only=["team"])
    def team(self, root: content.ProgrammePage) -> str:
        return str(expand_db_html(root.team))

    @strawberry_django.field(only=["objectives"])
    def objectives(self, root: content.ProgrammePage) -> list[str]:
        return [child.value["text"] for child in root.objectives]

    @strawberry_django.field(only=["body"])
    def body(self, root: content.ProgrammePage) -> list[Block]:
        return blocks_of(root.body)


@strawberry.type
class Query:
    @strawberry_django.field
    def programmes(self, limit: int = 20) -> list[Programme]:
        """Answer the programmes whose page is live and public."""
        public = content.ProgrammePage.objects.live().public()
        return records.Programme.objects.filter(page__in=public).order_by("pinyin", "pk")[:limit]

    @strawberry_django.field
    def programme_page(self, slug: str) -> ProgrammePage | None:
        """Answer a page that is live and public."""
        return content.ProgrammePage.objects.live().public().filter(slug=slug)


schema = strawberry.Schema(Query, extensions=[DjangoOptimizerExtension, ParserCache, ValidationCache])
view = csrf_exempt(GraphQLView.as_view(schema=schema, graphql_ide=None))
