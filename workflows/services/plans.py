"""Training plans: writing a version, and freezing it with the decision that approves it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from workflows.models import Course, PlanVersion, Programme
from workflows.models.record import Taking

COURSE_FIELDS = (
    "code", "title", "title_en", "kind", "credits", "theory_hours", "practice_hours", "term", "assessment", "teacher",
)  # fmt: skip
"""What a course of a plan is told with."""


def write_plan(programme: Programme, *, courses: Iterable[Mapping[str, Any]]) -> PlanVersion:
    """Write a new version of a programme's plan with these courses, in their order; all of it or nothing."""
    with transaction.atomic():
        last = programme.plan_versions.order_by("-number").values_list("number", flat=True).first() or 0
        version = PlanVersion.objects.create(programme=programme, number=last + 1)
        write_courses(version, courses)
        version.refresh_from_db()
    return version


def write_courses(version: PlanVersion, courses: Iterable[Mapping[str, Any]]) -> None:
    """Give an open version these courses, in their order."""
    Course.objects.bulk_create(
        Course(plan_version=version, position=position, **course) for position, course in enumerate(courses, start=1)
    )


def freeze_latest_version(programme: Programme, taking: Taking) -> None:
    """Freeze the plan that was judged: from here on it never changes (Art. 6(5))."""
    version = programme.plan_versions.select_for_update().order_by("-number").first()
    assert version is not None  # noqa: S101  offers_enough_courses has just held for it
    version.frozen_at = taking.at
    version.digest = digest_of_plan(version)
    version.save(update_fields=["frozen_at", "digest"])


def digest_of_plan(version: PlanVersion) -> str:
    """Answer the sha256 of a version's courses, in their order."""
    rows = version.courses.order_by("position").values(*COURSE_FIELDS[:-1], "teacher_id")
    canonical = json.dumps(list(rows), sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(canonical.encode()).hexdigest()
