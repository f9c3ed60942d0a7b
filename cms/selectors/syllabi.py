"""Which courses have a syllabus: asked by the rules of proposals, through the setting ``SYLLABUS_PORT``."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from cms.models import PinnedRevision, SyllabusPage
from workflows.models import Course
from workflows.models.programme import AT_A_GATE


def courses_with_syllabus(courses: Collection[Course]) -> set[int]:
    """
    Answer the keys of those courses whose syllabus says what is taught and could be published, or is (two queries).

    A syllabus belongs to a course of the programme, whichever version of the plan it was written for: courses keep
    their codes from version to version. What was submitted is asked as it was pinned, and not the newest draft.
    ``plan_version`` of each course is at hand.
    """
    pinned = _pinned({course.plan_version.proposal_id for course in courses})
    programmes = {course.plan_version.programme_id for course in courses}
    written = {
        (programme, code)
        for key, programme, code, units, assessment, draft in SyllabusPage.objects.filter(
            course__plan_version__programme__in=programmes
        ).values_list(
            "pk", "course__plan_version__programme", "course__code", "units", "assessment", "latest_revision__content"
        )
        if _is_whole(*_parts_of(pinned.get(key) or draft, units, assessment))
    }
    return {course.pk for course in courses if (course.plan_version.programme_id, course.code) in written}


def _pinned(proposals: Collection[int | None]) -> Mapping[int, Mapping[str, Any]]:
    """Answer the content of the pages of proposals that are looked at, as they were submitted last, by their keys."""
    pins = PinnedRevision.objects.filter(
        submission__proposal__in=[key for key in proposals if key is not None],
        submission__proposal__state__in=AT_A_GATE,
    )
    return dict(pins.order_by("submission__number").values_list("page", "revision__content"))


def _parts_of(draft: Mapping[str, Any] | None, units: Any, assessment: Any) -> tuple[Any, Any]:
    return (draft.get("units"), draft.get("assessment")) if draft else (units, assessment)


def _is_whole(units: Any, assessment: Any) -> bool:
    """Answer whether there is a unit, and whether the parts of the mark, where they are told, make a hundred."""
    parts = [int(part["value"].get("percent") or 0) for part in _stored(assessment)]
    return bool(_stored(units)) and sum(parts) in {0, 100}


def _stored(stream: Any) -> list[Mapping[str, Any]]:
    """Answer the blocks of a stream, which a draft keeps as text."""
    return list(json.loads(stream or "[]") if isinstance(stream, str | None) else stream.raw_data)
