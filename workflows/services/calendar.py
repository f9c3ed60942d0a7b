"""What the calendar does by itself: intakes open and close at their hour, under a named service account."""

from __future__ import annotations

import logging

from workflows import clock
from workflows.models import Intake
from workflows.selectors.people import job
from workflows.services.door import take_step
from workflows.services.refusals import Refusal

CALENDAR = "calendar"
logger = logging.getLogger(__name__)


def keep_the_calendar() -> int:
    """Open and close every intake whose hour has come; answer how many. One that is refused is logged and left."""
    now, by, taken = clock.now(), job(CALENDAR), 0
    due = [
        *((pk, "open") for pk in _due(Intake.State.PLANNED, opens_at__lte=now, closes_at__gt=now)),
        *((pk, "close") for pk in _due(Intake.State.OPEN, closes_at__lte=now)),
    ]
    for pk, step in due:
        try:
            take_step(Intake, pk, step, by=by)
            taken += 1
        except Refusal as refusal:
            logger.warning("intake %s does not %s: %s", pk, step, refusal)
    return taken


def _due(state: str, **when: object) -> list[int]:
    return list(Intake.objects.filter(state=state, **when).order_by("pk").values_list("pk", flat=True))
