"""Facts of programmes: title, plan and director."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from workflows.models import PlanVersion, Programme, StaffMember, Student
from workflows.regulation.edition import Edition
from workflows.rules.directors import Degree, DirectorFacts, TitleLevel
from workflows.rules.plans import PlanFacts
from workflows.rules.programmes import TitleFacts


def title_facts(programmes: Sequence[Programme], at: dt.datetime, edition: Edition) -> Mapping[int, TitleFacts]:
    """Answer each title beside the school's majors, as the registry names them (one query)."""
    majors = frozenset(Student.objects.values_list("major", flat=True).distinct())
    return {programme.pk: TitleFacts(programme.title, majors) for programme in programmes}


def plan_facts(programmes: Sequence[Programme], at: dt.datetime, edition: Edition) -> Mapping[int, PlanFacts]:
    """Answer the latest version of each training plan in figures (two queries)."""
    versions = (
        PlanVersion.objects.filter(programme__in=[programme.pk for programme in programmes])
        .order_by("programme_id", "-number")
        .distinct("programme_id")
        .prefetch_related("courses")
    )
    facts = {
        version.programme_id: PlanFacts(
            version.course_count,
            version.total_credits,
            tuple(course.title for course in version.courses.all() if course.teacher_id is None),
        )
        for version in versions
    }
    return {programme.pk: facts.get(programme.pk, PlanFacts(0, Decimal(0), ())) for programme in programmes}


def director_facts(programmes: Sequence[Programme], at: dt.datetime, edition: Edition) -> Mapping[int, DirectorFacts]:
    """Answer what the staff register says of each director (one query)."""
    directors = StaffMember.objects.in_bulk({programme.director_id for programme in programmes})
    return {programme.pk: _director(directors[programme.director_id]) for programme in programmes}


def _director(director: StaffMember) -> DirectorFacts:
    return DirectorFacts(
        name=director.name,
        title_level=TitleLevel(director.title_level) if director.title_level else None,
        degree=Degree(director.degree) if director.degree else None,
        knows_the_field=True if director.field_knowledge.strip() else None,
        has_managed_teaching=True if director.management_experience.strip() else None,
    )
