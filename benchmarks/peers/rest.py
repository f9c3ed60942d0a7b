"""
Wagtail's REST API v2: its own view of pages, with ``api_fields`` and serializers as its documentation shows them.

Its querysets know no nested data, so the view names what to fetch along, as one does with Django REST framework.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from rest_framework import serializers
from wagtail.api import APIField
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.blocks import StreamValue
from wagtail.images.api.fields import ImageRenditionField

from benchmarks.peers.facts import fee_of, price
from benchmarks.renditions import CARD, CONTENT, HERO
from cms.models import PortalImage, ProgrammePage, SyllabusPage
from workflows.models import Course, PlanVersion, Programme


class SyllabusSerializer(serializers.ModelSerializer):
    """Shows a syllabus; its blocks as Wagtail stores them."""

    class Meta:
        model = SyllabusPage
        fields = ("goals", "units", "assessment", "readings")

    def to_representation(self, instance: SyllabusPage) -> dict[str, Any]:
        """Answer the values of each field's blocks."""
        return {name: [child["value"] for child in getattr(instance, name).raw_data] for name in self.Meta.fields}


class CourseSerializer(serializers.ModelSerializer):
    """Shows a course as a list needs it."""

    class Meta:
        model = Course
        fields = ("code", "title", "credits")


class CourseInFullSerializer(serializers.ModelSerializer):
    """Shows a course with its syllabus."""

    syllabus = SyllabusSerializer(source="syllabus_page")

    class Meta:
        model = Course
        fields = (
            *CourseSerializer.Meta.fields, "kind", "theory_hours", "practice_hours", "term", "assessment", "syllabus"
        )  # fmt: skip


class PlanSerializer(serializers.ModelSerializer):
    """Shows a plan as a list needs it."""

    fee = serializers.SerializerMethodField()
    courses = CourseSerializer(many=True)

    class Meta:
        model = PlanVersion
        fields = ("fee", "courses")

    def get_fee(self, plan: PlanVersion) -> dict[str, str]:
        """Answer the fee of the whole plan."""
        return {"amount": fee_of(plan), "currency": price()[1]}


class PlanInFullSerializer(PlanSerializer):
    """Shows a plan with its syllabi."""

    courses = CourseInFullSerializer(many=True)

    class Meta(PlanSerializer.Meta):
        fields = ("total_credits", "fee", "courses")


class ProgrammeSerializer(serializers.ModelSerializer):
    """Shows a programme as a list needs it."""

    college = serializers.CharField(source="college.name")
    plans = PlanSerializer(source="plan_versions", many=True)

    class Meta:
        model = Programme
        fields = ("state", "college", "plans")


class ProgrammeInFullSerializer(ProgrammeSerializer):
    """Shows a programme with everything."""

    plans = PlanInFullSerializer(source="plan_versions", many=True)

    class Meta(ProgrammeSerializer.Meta):
        fields = ("code", "state", "college", "plans")


class BodySerializer(serializers.Field):
    """Shows blocks as Wagtail does, with their pictures in place of the pictures' keys."""

    def to_representation(self, value: StreamValue) -> Any:
        """Answer the blocks; the sizes of all pictures are fetched together."""
        images = [image for child in value for image in _images_in(child.value)]
        prefetch_related_objects(images, "renditions")
        by_key = {image.pk: image for image in images}
        shown = value.stream_block.get_api_representation(value, self.context)
        for block in shown:
            _embed(block["value"], by_key, CONTENT if block["type"] == "picture" else CARD)
        return shown


def _images_in(value: Any) -> list[PortalImage]:
    found = [item["image"] for item in value.get("pictures") or ()] if hasattr(value, "get") else []
    return [*found, value["image"]] if hasattr(value, "get") and value.get("image") else found


def _embed(value: Any, images: dict[int, PortalImage], spec: str) -> None:
    for holder in (value, *value.get("pictures", ())) if isinstance(value, dict) else ():
        if holder.get("image"):
            holder["image"] = ImageRenditionField(spec).to_representation(images[holder["image"]])


ProgrammePage.api_fields = [
    APIField("tagline"),
    APIField("card", serializer=ImageRenditionField(CARD, source="hero_image")),
    APIField("hero", serializer=ImageRenditionField(HERO, source="hero_image")),
    APIField("positioning"),
    APIField("objectives"),
    APIField("who_may_apply"),
    APIField("team"),
    APIField("body", serializer=BodySerializer()),
    APIField("facts", serializer=ProgrammeSerializer(source="programme")),
    APIField("facts_in_full", serializer=ProgrammeInFullSerializer(source="programme")),
]


class ProgrammePages(PagesAPIViewSet):
    """Wagtail's own endpoint, told what its serializers will read."""

    model = ProgrammePage
    name = "programmes"

    def get_queryset(self) -> QuerySet[ProgrammePage]:
        """Answer the pages with programme, college, plan, courses and the one size of the picture that is shown."""
        in_full = self.action == "detail_view"
        courses = "courses__syllabus_page" if in_full else "courses"
        plans = PlanVersion.objects.filter(frozen_at__isnull=False).prefetch_related(courses)
        pictures = PortalImage.objects.prefetch_renditions(HERO if in_full else CARD)
        found = super().get_queryset().select_related("programme__college")
        return found.prefetch_related(Prefetch("programme__plan_versions", plans), Prefetch("hero_image", pictures))


router = WagtailAPIRouter("peer_rest")
router.register_endpoint("programmes", ProgrammePages)
