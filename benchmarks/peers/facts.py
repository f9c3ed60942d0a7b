"""What every peer works out the same way: the plan that holds, and its fee."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from workflows import clock
from workflows.models import PlanVersion, Programme
from workflows.selectors.rulebooks import edition_in_force


@cache
def price() -> tuple[Decimal, str]:
    """Answer the fee for a credit and its currency, read once per process: peers know no editions."""
    tuition = edition_in_force(on=clock.today()).rulebook.edition.tuition
    return tuition.amount_per_credit, tuition.currency


def fee_of(plan: PlanVersion) -> str:
    """Answer the fee for a whole plan."""
    amount, _ = price()
    return str((plan.total_credits * amount).quantize(Decimal("0.01")))


def plan_of(programme: Programme) -> PlanVersion | None:
    """Answer the latest frozen plan: of those that were prefetched, or else by a query."""
    return next((plan for plan in programme.plan_versions.all() if plan.frozen_at is not None), None)
