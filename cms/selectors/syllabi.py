"""Which courses have a syllabus: asked by the rules of proposals, through the setting ``SYLLABUS_PORT``."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from cms.models import SyllabusPage
from workflows.models import Course


def courses_with_syllabus(courses: Collection[Course]) -> set[int]:
    """
    Answer the keys of those courses whose syllabus says what is taught, published or not (one query).

    A syllabus belongs to a course of the programme, whichever version of the plan it was written for: courses keep
    their codes from version to version. ``plan_version`` of each course is at hand.
    """
    programmes = {course.plan_version.programme_id for course in courses}
    written = {
        (programme, code)
        for programme, code, units, content in SyllabusPage.objects.filter(
            course__plan_version__programme__in=programmes
        ).values_list("course__plan_version__programme", "course__code", "units", "latest_revision__content")
        if _has_contents(units, content)
    }
    return {course.pk for course in courses if (course.plan_version.programme_id, course.code) in written}


def _has_contents(units: Any, draft: Mapping[str, Any] | None) -> bool:
    """Answer whether the latest draft, or else the page, has a unit."""
    return bool(json.loads(draft.get("units") or "[]")) if draft else bool(units)
