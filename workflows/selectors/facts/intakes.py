"""Facts of intakes: what was announced, and what still waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import Count

from workflows.models import Application, Intake, Programme
from workflows.regulation.edition import Edition
from workflows.rules.intakes import Announcement, Undecided
from workflows.rules.programmes import ProgrammeStanding


def programme_standing(intakes: Sequence[Intake], at: dt.datetime, edition: Edition) -> Mapping[int, ProgrammeStanding]:
    """Answer whether each intake's programme recruits (one query)."""
    programmes = Programme.objects.in_bulk({intake.programme_id for intake in intakes})
    return {intake.pk: standing_of(programmes[intake.programme_id]) for intake in intakes}


def standing_of(programme: Programme) -> ProgrammeStanding:
    """Answer whether a programme recruits."""
    return ProgrammeStanding(programme.title, programme.state, programme.state == Programme.State.ESTABLISHED)


def announcement(intakes: Sequence[Intake], at: dt.datetime, edition: Edition) -> Mapping[int, Announcement]:
    """Answer what each intake announces (no query)."""
    return {
        intake.pk: Announcement(
            selection_method=intake.selection_method,
            class_starts_on=intake.class_starts_on,
            class_ends_on=intake.class_ends_on,
            opens_at=intake.opens_at,
            closes_at=intake.closes_at,
        )
        for intake in intakes
    }


def undecided(intakes: Sequence[Intake], at: dt.datetime, edition: Edition) -> Mapping[int, Undecided]:
    """Answer how many applications of each intake wait for a decision (one query)."""
    waiting = (
        Application.objects.filter(intake__in=[intake.pk for intake in intakes], state__in=Application.WAITING)
        .order_by()
        .values_list("intake")
        .annotate(Count("pk"))
    )
    counts = dict(waiting)
    return {intake.pk: Undecided(counts.get(intake.pk, 0)) for intake in intakes}
