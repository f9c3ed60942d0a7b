"""Which courses have a syllabus: asked by the rules of proposals, through the setting ``SYLLABUS_PORT``."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from cms.models import SyllabusPage
from workflows.models import Course


def courses_with_syllabus(courses: Collection[Course]) -> set[int]:
    """
    Answer the keys of those courses whose syllabus says what is taught and could be published, or is (one query).

    A syllabus belongs to a course of the programme, whichever version of the plan it was written for: courses keep
    their codes from version to version. ``plan_version`` of each course is at hand.
    """
    programmes = {course.plan_version.programme_id for course in courses}
    written = {
        (programme, code)
        for programme, code, units, assessment, draft in SyllabusPage.objects.filter(
            course__plan_version__programme__in=programmes
        ).values_list(
            "course__plan_version__programme", "course__code", "units", "assessment", "latest_revision__content"
        )
        if _is_whole(*((draft.get("units"), draft.get("assessment")) if draft else (units, assessment)))
    }
    return {course.pk for course in courses if (course.plan_version.programme_id, course.code) in written}


def _is_whole(units: Any, assessment: Any) -> bool:
    """Answer whether there is a unit, and whether the parts of the mark, where they are told, make a hundred."""
    parts = [int(part["value"].get("percent") or 0) for part in _stored(assessment)]
    return bool(_stored(units)) and sum(parts) in {0, 100}


def _stored(stream: Any) -> list[Mapping[str, Any]]:
    """Answer the blocks of a stream, which a draft keeps as text."""
    return list(json.loads(stream or "[]") if isinstance(stream, str | None) else stream.raw_data)
