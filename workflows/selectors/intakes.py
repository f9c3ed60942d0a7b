"""Intakes: whose may be seen by whom, and whom they recruit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Q, QuerySet

from workflows.models import College, Intake, Programme
from workflows.regulation.actor import Actor


def visible_intakes(actor: Actor) -> QuerySet[Intake]:
    """
    Answer the intakes that an actor may see.

    The public sees those of programmes that it may know of, once they are announced; officers of the
    college, its directors and the Academic Affairs Office see plans too.
    """
    announced = Q(programme__state__in=Programme.PUBLIC_STATES) & ~Q(state=Intake.State.PLANNED, opens_at__isnull=True)
    rows = Intake.objects.select_related("programme")
    if actor.oversees_school:
        return rows
    return rows.filter(announced | Q(programme__college__in=actor.own_colleges))


def intakes_of(programmes: Sequence[Programme], actor: Actor) -> Mapping[int, list[Intake]]:
    """Answer each programme's intakes that the actor may see, the latest first (one query)."""
    intakes: dict[int, list[Intake]] = defaultdict(list)
    for intake in (
        visible_intakes(actor).filter(programme__in=[p.pk for p in programmes]).order_by("-academic_year", "-pk")
    ):
        intakes[intake.programme_id].append(intake)
    return intakes


def recruited_colleges(intakes: Sequence[Intake]) -> Mapping[int, list[College]]:
    """Answer the colleges that each intake recruits from, by intake; none means all (one query)."""
    recruited: dict[int, list[College]] = defaultdict(list)
    links = Intake.recruits_colleges.through.objects.filter(intake__in=[i.pk for i in intakes])
    for link in links.select_related("college").order_by("college__pinyin"):
        recruited[link.intake_id].append(link.college)
    return recruited
