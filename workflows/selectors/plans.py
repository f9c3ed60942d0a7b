"""Training plans: which one holds, its courses, and what it costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflows.models import Course, Intake, PlanVersion, Programme, Proposal
from workflows.regulation.edition import Edition
from workflows.selectors.rows import STAMPS, Rows

PLANS, COURSES = Rows(PlanVersion, without=STAMPS), Rows(Course)


def approved_plans(programmes: Sequence[Programme]) -> Mapping[int, PlanVersion]:
    """Answer the latest frozen version of each programme's plan, where it has one (one query)."""
    newest = PLANS.read(
        "WHERE programme_id = ANY(%s) AND frozen_at IS NOT NULL ORDER BY programme_id, number DESC",
        [[p.pk for p in programmes]],
    )
    return {version.programme_id: version for version in reversed(newest)}


def plans_of_proposals(proposals: Sequence[Proposal]) -> Mapping[int, PlanVersion]:
    """Answer the version of the plan that each proposal puts forward (one query)."""
    found = PLANS.read("WHERE proposal_id = ANY(%s)", [[proposal.pk for proposal in proposals]])
    return {version.proposal_id: version for version in found if version.proposal_id is not None}


def plans_of(intakes: Sequence[Intake]) -> Mapping[int, PlanVersion]:
    """Answer the plan of each intake, by intake (one query)."""
    plans = PLANS.of_keys({intake.plan_version_id for intake in intakes})
    return {intake.pk: plans[intake.plan_version_id] for intake in intakes}


def courses_of(plans: Sequence[PlanVersion]) -> Mapping[int, list[Course]]:
    """Answer each plan's courses in their order (one query)."""
    courses: dict[int, list[Course]] = defaultdict(list)
    for course in COURSES.read("WHERE plan_version_id = ANY(%s) ORDER BY position", [[plan.pk for plan in plans]]):
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
