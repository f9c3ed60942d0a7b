"""Intakes: whose may be seen by whom."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from workflows.models import Intake, Programme
from workflows.regulation.actor import Actor, Role


def visible_intakes(actor: Actor) -> QuerySet[Intake]:
    """
    Answer the intakes that an actor may see.

    The public sees those of programmes that it may know of, once they are announced; officers of the
    college, its directors and the Academic Affairs Office see plans too.
    """
    announced = Q(programme__state__in=Programme.PUBLIC_STATES) & ~Q(state=Intake.State.PLANNED, opens_at__isnull=True)
    rows = Intake.objects.select_related("programme")
    if actor.holds_any(Role.AAO_OFFICER, Role.SCHOOL_APPROVER):
        return rows
    colleges = actor.colleges_as(Role.COLLEGE_OFFICER, Role.PROGRAMME_DIRECTOR)
    return rows.filter(announced | Q(programme__college__in=colleges))


def may_count_places(intake: Intake, actor: Actor) -> bool:
    """Answer whether the actor may know how many places are taken, which is hidden like the decisions (Art. 17)."""
    if intake.decisions_are_public or actor.holds_any(Role.AAO_OFFICER, Role.SCHOOL_APPROVER):
        return True
    return intake.college_id in actor.colleges_as(Role.COLLEGE_OFFICER, Role.PROGRAMME_DIRECTOR)
