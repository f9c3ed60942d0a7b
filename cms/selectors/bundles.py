"""Bundles: the pages that stand or fall with a proposal: its programme's, and its courses' syllabi (Art. 6(5))."""

from __future__ import annotations

from collections.abc import Iterator

from cms.models import BoundPage, ProgrammePage, SyllabusPage
from workflows.models import PlanVersion


def pages_of_plan(plan: PlanVersion) -> Iterator[BoundPage]:
    """Yield the page of a plan's programme and the syllabi of its courses, in every language, with drafts."""
    codes = plan.courses.values("code")
    syllabi = SyllabusPage.objects.filter(course__plan_version__programme=plan.programme_id, course__code__in=codes)
    for source in (*ProgrammePage.objects.filter(programme=plan.programme_id), *syllabi):
        yield from source.get_translations(inclusive=True)
