"""Training plans: which one holds, its courses, and what it costs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflows import clock
from workflows.models import Course, Intake, PlanVersion, Programme, Proposal
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
    courses = courses_of([*plans, *before.values()])
    part = Proposal.made_of["courses"]
    rows = {plan: [told(course, part.fields) for course in own] for plan, own in courses.items()}
    return named(
        {
            plan: differences(Course._meta.get_field, {"courses": rows[former.pk]}, {"courses": rows.get(plan, [])})
            for plan, former in before.items()
        }
    )


@dataclass(frozen=True, slots=True)
class Fee:
    """The tuition of a whole plan (Art. 17)."""

    amount: Decimal
    currency: str


def fee_for(total_credits: Decimal, edition: Edition) -> Fee:
    """Answer credits times the fee of an edition."""
    tuition = edition.tuition
    return Fee(tuition.for_credits(total_credits), tuition.currency)
