"""Where a programme's recruitment stands: worked out here, for pages, buttons and lists alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from workflows.models import Intake, Programme


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
