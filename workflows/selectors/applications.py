"""Applications: whose may be seen by whom, and whether a student could apply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, prefetch_related_objects

from workflows import clock
from workflows.models import Application, Intake, Student
from workflows.models.record import Judgement
from workflows.regulation.actor import Actor, Role
from workflows.selectors.disclosure import state_as_seen_by
from workflows.selectors.inbox import waiting_for
from workflows.selectors.judging import judge, steps_of
from workflows.selectors.paging import Order

LATEST_FIRST = Order((), descending=True)
OLDEST_FIRST = Order(("submitted_at",))


def visible_applications(actor: Actor) -> QuerySet[Application]:
    """
    Answer the applications that an actor may see.

    A student sees her own; officers of the programme's college and the Academic Affairs Office see those
    that were submitted; everybody else sees none.
    """
    if not actor.is_signed_in:
        return Application.objects.none()
    seen = Q(pk__in=())
    if actor.student_id is not None:
        seen |= Q(student_id=actor.student_id)
    was_submitted = Q(submitted_at__isnull=False)
    if colleges := actor.colleges_as(Role.COLLEGE_OFFICER):
        seen |= was_submitted & Q(intake__programme__college__in=colleges)
    if actor.holds(Role.AAO_OFFICER):
        seen |= was_submitted
    return Application.objects.filter(seen).select_related("student", "intake__programme")


def applications_waiting_for(actor: Actor) -> QuerySet[Application]:
    """Answer the submitted applications on which the actor has to act next."""
    waiting = waiting_for(Application, actor).filter(submitted_at__isnull=False)
    return waiting.select_related("student", "intake__programme")


def eligibility(
    student_id: int, intakes: Sequence[Intake], *, at: dt.datetime | None = None
) -> Mapping[int, Judgement]:
    """
    Answer, by intake, what every rule would say if this student applied now; nothing is written.

    The number of queries does not grow with the intakes.
    """
    imagined = [Application(pk=-intake.pk, student_id=student_id, intake=intake) for intake in intakes]
    if not imagined:
        return {}
    judged = judge(imagined, steps_of(Application)["submit"], at=at or clock.now())
    return {-pk: judgement for pk, judgement in judged.items()}


def own_applications(intakes: Sequence[Intake], actor: Actor) -> Mapping[int, Application]:
    """Answer the student's own application to each intake that she has not withdrawn, by intake (one query)."""
    if actor.student_id is None:
        return {}
    own = Application.objects.filter(student_id=actor.student_id, intake__in=[intake.pk for intake in intakes])
    live = own.exclude(state=Application.State.WITHDRAWN).select_related("student", "intake__programme")
    return {application.intake_id: application for application in live}


def students_by_application(applications: Sequence[Application]) -> Mapping[int, Student]:
    """Answer the student of each application (one query at most)."""
    return {application.pk: application.student for application in _with_parents(applications)}


def intakes_by_application(applications: Sequence[Application]) -> Mapping[int, Intake]:
    """Answer the intake of each application (one query at most)."""
    return {application.pk: application.intake for application in _with_parents(applications)}


def _with_parents(applications: Sequence[Application]) -> Sequence[Application]:
    prefetch_related_objects(list(applications), "student", "intake__programme")
    return applications


@dataclass(frozen=True, slots=True)
class ApplicationFilter:
    """What a list of applications is narrowed to; what is None narrows nothing."""

    intake_id: int | None = None
    states: Sequence[str] | None = None


def narrowed_applications(
    applications: QuerySet[Application], by: ApplicationFilter, actor: Actor
) -> QuerySet[Application]:
    """Answer the applications that the filter lets pass, in the states in which the actor may know them."""
    if by.intake_id is not None:
        applications = applications.filter(intake_id=by.intake_id)
    if by.states is not None:
        applications = applications.alias(seen_state=state_as_seen_by(actor)).filter(seen_state__in=by.states)
    return applications
