"""
What the calendar does by itself, under a named service account.

Intakes open and close at their hour; annual reviews begin when reports are asked for.
"""

from __future__ import annotations

import logging

from workflows import clock
from workflows.models import Intake
from workflows.regulation.actor import Actor
from workflows.selectors.judging import steps_from_here
from workflows.selectors.people import job
from workflows.services.annual_reviews import begin_due_reviews
from workflows.services.door import take_step
from workflows.services.refusals import Refusal

CALENDAR = "calendar"
logger = logging.getLogger(__name__)


def keep_the_calendar() -> int:
    """
    Open and close every intake whose hour has come, and begin the annual reviews of the season; answer how many.

    One that cannot go on is left as it is.

    It is asked first whether it can, at each time: a job that knocks twice a minute would fill the log with refusals.
    """
    now, by, taken = clock.now(), job(CALENDAR), 0
    due = {
        "open": Intake.objects.filter(state=Intake.State.PLANNED, opens_at__lte=now, closes_at__gt=now),
        "close": Intake.objects.filter(state=Intake.State.OPEN, closes_at__lte=now),
    }
    for step, intakes in due.items():
        waiting = list(intakes.select_related("programme").order_by("pk"))
        steps = steps_from_here(waiting, by=by, at=now)
        for intake in waiting:
            is_open = any(found.step.name == step and found.is_open for found in steps[intake.pk])
            taken += is_open and _is_taken(intake, step, by)
    return taken + begin_due_reviews(by=by)


def _is_taken(intake: Intake, step: str, by: Actor) -> bool:
    try:
        take_step(Intake, intake.pk, step, by=by, expected_version=intake.version)
    except Refusal as refusal:
        logger.info("intake %s does not %s: %s", intake.pk, step, refusal)
        return False
    return True
