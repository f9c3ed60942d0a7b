"""Facts of intakes: what was announced, and what still waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import Count

from workflows.models import AnnualReview, Application, Intake, Programme, Proposal
from workflows.regulation.edition import Edition
from workflows.rules.intakes import Announcement, Undecided
from workflows.rules.programmes import ProgrammeStanding


def programme_standing(
    records: Sequence[Intake | Proposal | AnnualReview], at: dt.datetime, edition: Edition
) -> Mapping[int, ProgrammeStanding]:
    """Answer how the programme of each record stands (one query)."""
    programmes = Programme.objects.in_bulk({record.programme_id for record in records})
    return {record.pk: standing_of(programmes[record.programme_id]) for record in records}


def standing_of(programme: Programme) -> ProgrammeStanding:
    """Answer whether a programme recruits."""
    state, states = programme.state, Programme.State
    return ProgrammeStanding(programme.title, state, state == states.ESTABLISHED, state == states.REVOKED)


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
