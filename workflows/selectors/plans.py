"""Training plans: which one holds, its courses, and what it costs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Model

from workflows import clock
from workflows.models import Course, Intake, PlanVersion, Programme, Proposal, Requirement
from workflows.models.part import Part
from workflows.models.plan import COURSES as COURSES_OF_A_PLAN
from workflows.models.plan import REQUIREMENTS
from workflows.models.told import told
from workflows.regulation.edition import Edition
from workflows.selectors.differences import Difference, differences, named
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


def requirements_of(plans: Sequence[PlanVersion]) -> Mapping[int, list[Requirement]]:
    """Answer what each plan asks of students besides all required courses, in its order (one query)."""
    asked: dict[int, list[Requirement]] = defaultdict(list)
    for requirement in Requirement.objects.filter(plan_version__in=[plan.pk for plan in plans]):
        asked[requirement.plan_version_id].append(requirement)
    return asked


def courses_towards(requirements: Sequence[Requirement]) -> Mapping[int, list[Course]]:
    """Answer the courses that count towards each requirement, in the plan's order (one query)."""
    keys = {(one.plan_version_id, one.title): one.pk for one in requirements}
    found: dict[int, list[Course]] = defaultdict(list)
    for course in Course.objects.filter(plan_version__in={plan for plan, _ in keys}):
        if (key := keys.get((course.plan_version_id, course.counts_towards))) is not None:
            found[key].append(course)
    return found


@dataclass(frozen=True, slots=True)
class PlanDecision:
    """The school's decision by which a version of a plan holds."""

    number: str
    decided_on: dt.date


def decisions_on_plans(plans: Sequence[PlanVersion]) -> Mapping[int, PlanDecision]:
    """Answer by which decision each version was approved, where it was (one query)."""
    approved = Proposal.objects.filter(plan__in=[plan.pk for plan in plans], state=Proposal.State.ESTABLISHED)
    told = approved.values_list("plan", "decision_number", "decided_at")
    return {plan: PlanDecision(number, clock.day_of(at)) for plan, number, at in told if at is not None}


def differences_of_plans(plans: Sequence[PlanVersion]) -> Mapping[int, list[Difference]]:
    """Answer what each version differs in from the one approved before it, course by course; of a first one nothing."""
    approved = PLANS.read(
        "WHERE programme_id = ANY(%s) AND frozen_at IS NOT NULL ORDER BY number", [[p.programme_id for p in plans]]
    )
    before = {
        plan.pk: former
        for plan in plans
        for former in approved  # the last one of them is the one before
        if former.programme_id == plan.programme_id and former.number < plan.number
    }
    both = {plan.pk: plan for plan in (*plans, *before.values())}
    courses, asked = courses_of([*both.values()]), requirements_of([*both.values()])
    rows = {
        plan: {
            "courses": _told(COURSES_OF_A_PLAN, courses.get(plan, [])),
            "requirements": _told(REQUIREMENTS, asked.get(plan, [])),
        }
        for plan in both
    }
    found = {plan: differences(Course._meta.get_field, rows[former.pk], rows[plan]) for plan, former in before.items()}
    return named(found)


def _told(part: Part, rows: Sequence[Model]) -> list[dict[str, Any]]:
    return [told(row, part.fields) for row in rows]


@dataclass(frozen=True, slots=True)
class Fee:
    """The tuition of a whole plan (Art. 17)."""

    amount: Decimal
    currency: str


def fee_for(total_credits: Decimal, edition: Edition) -> Fee:
    """Answer credits times the fee of an edition."""
    tuition = edition.tuition
    return Fee(tuition.for_credits(total_credits), tuition.currency)
