"""What hangs on programmes, for many at once: plans, courses, intakes, colleges, people."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import Model

from workflows.models import College, Course, Intake, PlanVersion, Programme, StaffMember
from workflows.regulation.actor import Actor
from workflows.regulation.edition import Edition
from workflows.selectors.intakes import visible_intakes

Row = TypeVar("Row", bound=Model)


def all_colleges() -> list[College]:
    """Answer every college, by pinyin (one query)."""
    return list(College.objects.all())


def colleges_by_key(keys: Iterable[int]) -> Mapping[int, College]:
    """Answer colleges by their keys (one query)."""
    return College.objects.in_bulk(set(keys))


def colleges_of(rows: Sequence[Any]) -> Mapping[int, College]:
    """Answer the college of rows that have a ``college_id``, by the rows' keys (one query)."""
    return _related(rows, "college_id", College)


def staff_of(rows: Sequence[Any], field: str) -> Mapping[int, StaffMember]:
    """Answer the member of staff whom a field of rows names, by the rows' keys (one query)."""
    return _related(rows, field, StaffMember)


def _related(rows: Sequence[Any], field: str, model: type[Row]) -> Mapping[int, Row]:
    keys = {row.pk: getattr(row, field) for row in rows}
    found = model._default_manager.in_bulk({key for key in keys.values() if key is not None})
    return {pk: found[key] for pk, key in keys.items() if key is not None}


def approved_plans(programmes: Sequence[Programme]) -> Mapping[int, PlanVersion]:
    """Answer the latest frozen version of each programme's plan, where it has one (one query)."""
    versions = (
        PlanVersion.objects.filter(programme__in=[p.pk for p in programmes], frozen_at__isnull=False)
        .order_by("programme_id", "-number")
        .distinct("programme_id")
    )
    return {version.programme_id: version for version in versions}


def latest_plans(programmes: Sequence[Programme]) -> Mapping[int, PlanVersion]:
    """Answer the latest version of each programme's plan, frozen or not (one query)."""
    versions = (
        PlanVersion.objects.filter(programme__in=[p.pk for p in programmes])
        .order_by("programme_id", "-number")
        .distinct("programme_id")
    )
    return {version.programme_id: version for version in versions}


def courses_of(plans: Sequence[PlanVersion]) -> Mapping[int, list[Course]]:
    """Answer each plan's courses in their order (one query)."""
    courses: dict[int, list[Course]] = defaultdict(list)
    for course in Course.objects.filter(plan_version__in=[plan.pk for plan in plans]).order_by("position"):
        courses[course.plan_version_id].append(course)
    return courses


def intakes_of(programmes: Sequence[Programme], actor: Actor) -> Mapping[int, list[Intake]]:
    """Answer each programme's intakes that the actor may see, the latest first (one query)."""
    intakes: dict[int, list[Intake]] = defaultdict(list)
    for intake in (
        visible_intakes(actor).filter(programme__in=[p.pk for p in programmes]).order_by("-academic_year", "-pk")
    ):
        intakes[intake.programme_id].append(intake)
    return intakes


@dataclass(frozen=True, slots=True)
class Fee:
    """The tuition of a whole plan (Art. 17)."""

    amount: Decimal
    currency: str


def fee_for(total_credits: Decimal, edition: Edition) -> Fee:
    """Answer credits times the fee of an edition."""
    tuition = edition.tuition
    return Fee(tuition.for_credits(total_credits), tuition.currency)


class Recruiting(StrEnum):
    """Where a programme's recruitment stands, as the public sees it."""

    NOT_ANNOUNCED = "not_announced"
    OPENS_LATER = "opens_later"
    OPEN = "open"
    CLOSED = "closed"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Recruitment:
    """Where a programme's recruitment stands, and the next instant at which that changes."""

    status: Recruiting
    changes_at: dt.datetime | None = None


_STOPPED = {
    Programme.State.SUSPENDED: Recruiting.SUSPENDED,
    Programme.State.REVOKED: Recruiting.REVOKED,
    Programme.State.PROPOSED: Recruiting.NOT_ANNOUNCED,
}


def recruitment_of(programme: Programme, intakes: Sequence[Intake], at: dt.datetime) -> Recruitment:
    """Answer where recruitment stands at an instant: the one place in which this is worked out."""
    if programme.state in _STOPPED:
        return Recruitment(_STOPPED[Programme.State(programme.state)])
    announced = [
        (i, i.opens_at, i.closes_at)
        for i in intakes
        if i.opens_at and i.closes_at and i.state != Intake.State.CANCELLED
    ]
    for intake, opens_at, closes_at in announced:
        if intake.state == Intake.State.OPEN and opens_at <= at < closes_at:
            return Recruitment(Recruiting.OPEN, closes_at)
    later = [opens_at for _, opens_at, _ in announced if opens_at > at]
    if later:
        return Recruitment(Recruiting.OPENS_LATER, min(later))
    return Recruitment(Recruiting.CLOSED if announced else Recruiting.NOT_ANNOUNCED)


def plans_of(intakes: Sequence[Intake]) -> Mapping[int, PlanVersion]:
    """Answer the plan of each intake, by intake (one query)."""
    plans = PlanVersion.objects.in_bulk({intake.plan_version_id for intake in intakes})
    return {intake.pk: plans[intake.plan_version_id] for intake in intakes}


def recruited_colleges(intakes: Sequence[Intake]) -> Mapping[int, list[College]]:
    """Answer the colleges that each intake recruits from, by intake; none means all (one query)."""
    recruited: dict[int, list[College]] = defaultdict(list)
    links = Intake.recruits_colleges.through.objects.filter(intake__in=[i.pk for i in intakes])
    for link in links.select_related("college").order_by("college__pinyin"):
        recruited[link.intake_id].append(link.college)
    return recruited
