"""Scenes: a programme as the public would see it at some moment, worked out and written nowhere (Art. 4, 8, 9)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.db.models import Min
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.models import Intake, PlanVersion, Programme, Proposal, RulebookEdition

M = TypeVar("M", bound=models.Model)

UNSTORED = 10**17
"""The key of an intake that is made up: none that is stored comes so far."""
OPENS_IN, STAYS_OPEN, STARTS_IN, LASTS = (dt.timedelta(days=days) for days in (7, 14, 35, 400))
"""When an intake that nobody has announced would open, for how long, when its class would start, for how long."""
USUAL_PLACES = 30


class Scene(models.TextChoices):
    """A moment in the life of a programme."""

    NOW = "now", _("as it stands")
    BEFORE_OPENING = "before_opening", _("before the intake opens")
    OPEN = "open", _("while students apply")
    LAST_DAY = "last_day", _("on the last day")
    FULL = "full", _("when every place is taken")  # the public learns of it with the list (Art. 17)
    CLOSED = "closed", _("after the intake has closed")
    SUSPENDED = "suspended", _("while it is suspended")


_STATES = {
    Scene.BEFORE_OPENING: Intake.State.PLANNED,
    Scene.OPEN: Intake.State.OPEN,
    Scene.LAST_DAY: Intake.State.OPEN,
    Scene.FULL: Intake.State.PUBLISHED,
    Scene.CLOSED: Intake.State.CLOSED,
}


_RUNNING = (Intake.State.PLANNED, Intake.State.OPEN, Intake.State.CLOSED)


@dataclass(frozen=True, slots=True)
class Staging:
    """What stands on the stage in a scene, and when it plays."""

    rows: tuple[models.Model, ...]
    at: dt.datetime


def staging_of(programme: Programme, scene: Scene, on: dt.date | None = None) -> Staging:
    """
    Answer a programme in a scene, with the open proposal of it approved, on a day or when the scene usually plays.

    The rows are copies, to be put before the stored ones and never saved.
    """
    proposal = _open_proposal(programme)
    intake = _intake(programme, proposal, scene)
    at = max(_noon(on) if on else _instant(intake, scene), _begin_of_the_law())
    if intake is not None and scene in _STATES:
        intake = _shifted(intake, at - _instant(intake, scene))
    rows: list[models.Model] = [_in_scene(_as_if(programme, **proposal.changes) if proposal else programme, scene, at)]
    if proposal is not None:
        rows += _approved(proposal, at)
    if intake is not None:
        rows.append(_recruiting(intake, scene, at if on else None))
    return Staging(tuple(rows), at)


def proposed_plan(programme: Programme) -> PlanVersion | None:
    """Answer the plan of a programme's open proposal, or else the one that holds, if any."""
    proposal = _open_proposal(programme)
    return proposal.plan if proposal else programme.plan_versions.filter(frozen_at__isnull=False).first()


def _open_proposal(programme: Programme) -> Proposal | None:
    return programme.proposals.filter(state__in=Proposal.OPEN).select_related("plan").first()


def _as_if(row: M, **changed: Any) -> M:
    """Answer a copy of a row with some columns changed: no step is taken."""
    return type(row)(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} | changed)


def _in_scene(programme: Programme, scene: Scene, at: dt.datetime) -> Programme:
    decided = {"decision_number": _undecided(), "decided_on": clock.day_of(at), "decision_reason": ""}
    if scene is Scene.SUSPENDED and programme.state != Programme.State.REVOKED:
        return _as_if(programme, state=Programme.State.SUSPENDED, **decided)
    if programme.state == Programme.State.PROPOSED:
        return _as_if(programme, state=Programme.State.ESTABLISHED, **decided)
    return programme


def _approved(proposal: Proposal, at: dt.datetime) -> list[models.Model]:
    """Answer a proposal as if it were approved, with its plan."""
    approved = _as_if(proposal, state=Proposal.State.ESTABLISHED, decision_number=_undecided(), decided_at=at)
    return [approved, _as_if(proposal.plan, frozen_at=at)]


def _intake(programme: Programme, proposal: Proposal | None, scene: Scene) -> Intake | None:
    """
    Answer the intake that is planned or running, announced.

    A made-up one, of the next year, where there is none and a scene needs one, or the proposal plans the first.
    """
    intake = programme.intakes.filter(state__in=_RUNNING).first()
    latest = programme.intakes.first()
    plan = proposed_plan(programme)
    if intake is None and plan and (scene in _STATES or (latest is None and proposal and proposal.first_year)):
        intake = Intake(pk=UNSTORED, programme=programme, plan_version=plan, **_planned(proposal, latest))
        intake.created_at = intake.changed_at = clock.now()
    if intake is not None and not (intake.opens_at and intake.closes_at):
        return _announced(intake)
    return intake


def _shifted(intake: Intake, by: dt.timedelta) -> Intake:
    """Answer an intake whose days are moved so that a scene plays on the day that was chosen for it."""
    names = ("opens_at", "closes_at", "class_starts_on", "class_ends_on")
    days = {name: getattr(intake, name) for name in names}
    return _as_if(intake, **{name: day + by for name, day in days.items() if day is not None})


def _recruiting(intake: Intake, scene: Scene, on: dt.datetime | None) -> Intake:
    """Answer an intake as a scene has it; on a day that was chosen, as the calendar would have it then."""
    if scene is Scene.FULL:
        taken = {"places_taken": intake.places, "published_at": intake.closes_at, "list_number": _undecided()}
        return _as_if(intake, state=_STATES[scene], **taken)
    return _as_if(intake, state=_STATES.get(scene) or (_by_calendar(intake, on) if on else intake.state))


def _planned(proposal: Proposal | None, latest: Intake | None) -> dict[str, Any]:
    """Answer what a proposal plans for its first intake, or else what would follow on the latest one."""
    year = latest.academic_year + 1 if latest else clock.today().year
    places = latest.places if latest else USUAL_PLACES
    return {
        "academic_year": (proposal and proposal.first_year) or year,
        "places": (proposal and proposal.first_places) or places,
        "selection_note": (proposal and proposal.first_recruits) or "",
    }


def _announced(intake: Intake) -> Intake:
    """Answer an intake with the days that it lacks."""
    opens_on = clock.today() + OPENS_IN
    opens_at = dt.datetime.combine(opens_on, dt.time(), clock.SCHOOL_ZONE)
    starts_on = intake.class_starts_on or opens_on + STARTS_IN
    return _as_if(
        intake,
        opens_at=opens_at,
        closes_at=opens_at + STAYS_OPEN,
        class_starts_on=starts_on,
        class_ends_on=intake.class_ends_on or starts_on + LASTS,
    )


def _instant(intake: Intake | None, scene: Scene) -> dt.datetime:
    """Answer when a scene plays: the intake's own window decides."""
    if intake is None or intake.opens_at is None or intake.closes_at is None:
        return clock.now()
    opens, closes = intake.opens_at, intake.closes_at
    return {
        Scene.BEFORE_OPENING: opens - dt.timedelta(days=1),
        Scene.OPEN: opens + (closes - opens) / 2,
        Scene.LAST_DAY: max(opens, closes - dt.timedelta(hours=1)),
        Scene.FULL: closes + dt.timedelta(days=1),
        Scene.CLOSED: closes + dt.timedelta(days=1),
    }.get(scene, clock.now())


def _by_calendar(intake: Intake, at: dt.datetime) -> str:
    """Answer in which state the calendar would have put an intake that nobody has selected for yet."""
    if intake.state not in (Intake.State.PLANNED, Intake.State.OPEN) or not (intake.opens_at and intake.closes_at):
        return intake.state
    if at < intake.opens_at:
        return Intake.State.PLANNED
    return Intake.State.OPEN if at < intake.closes_at else Intake.State.CLOSED


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), clock.SCHOOL_ZONE)


def _begin_of_the_law() -> dt.datetime:
    """Answer the instant from which on there is an edition: no scene plays before it."""
    first = RulebookEdition.objects.aggregate(first=Min("effective_from"))["first"]
    return dt.datetime.combine(first or clock.today(), dt.time(), clock.SCHOOL_ZONE)


def _undecided() -> str:
    return gettext("(to be decided)")
