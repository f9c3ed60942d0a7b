"""Training plans: which one holds, its courses, and what it costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflows.models import Course, Intake, PlanVersion, Programme
from workflows.regulation.edition import Edition


def approved_plans(programmes: Sequence[Programme]) -> Mapping[int, PlanVersion]:
    """Answer the latest frozen version of each programme's plan, where it has one (one query)."""
    versions = (
        PlanVersion.objects.filter(programme__in=[p.pk for p in programmes], frozen_at__isnull=False)
        .order_by("programme_id", "-number")
        .distinct("programme_id")
    )
    return {version.programme_id: version for version in versions}


def plans_of(intakes: Sequence[Intake]) -> Mapping[int, PlanVersion]:
    """Answer the plan of each intake, by intake (one query)."""
    plans = PlanVersion.objects.in_bulk({intake.plan_version_id for intake in intakes})
    return {intake.pk: plans[intake.plan_version_id] for intake in intakes}


def courses_of(plans: Sequence[PlanVersion]) -> Mapping[int, list[Course]]:
    """Answer each plan's courses in their order (one query)."""
    courses: dict[int, list[Course]] = defaultdict(list)
    for course in Course.objects.filter(plan_version__in=[plan.pk for plan in plans]).order_by("position"):
        courses[course.plan_version_id].append(course)
    return courses


@dataclass(frozen=True, slots=True)
class Fee:
    """The tuition of a whole plan (Art. 17)."""

    amount: Decimal
    currency: str


def fee_for(total_credits: Decimal, edition: Edition) -> Fee:
    """Answer credits times the fee of an edition."""
    tuition = edition.tuition
    return Fee(tuition.for_credits(total_credits), tuition.currency)
