"""``node(id:)``: whatever an id names, found by the same selectors as on every other edge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model, Q, QuerySet

from cms.visibility import Sight
from gateway.content.node import TYPE_NAMES as CONTENT_TYPE_NAMES, content_by_id
from gateway.context import Context
from gateway.ids import MalformedId, from_global_id
from gateway.records.node import TYPE_NAMES as RECORD_TYPE_NAMES
from workflows import models
from workflows.selectors.applications import visible_applications
from workflows.selectors.intakes import visible_intakes
from workflows.selectors.people import visible_students
from workflows.selectors.waivers import visible_waivers

Seen = Callable[[Sight], QuerySet[Any]]


def _intakes(sight: Sight) -> QuerySet[models.Intake]:
    return visible_intakes(sight.actor).filter(programme__in=sight.programmes().values("pk"))


def _plans(sight: Sight) -> QuerySet[models.PlanVersion]:
    return models.PlanVersion.objects.filter(programme__in=sight.programmes().values("pk"), frozen_at__isnull=False)


def _staff(sight: Sight) -> QuerySet[models.StaffMember]:
    """Answer whom a programme that is seen names: its director, and the teachers of its plan."""
    teaches = models.Course.objects.filter(plan_version__in=_plans(sight).values("pk")).values("teacher")
    directs = sight.programmes().values("director")
    return models.StaffMember.objects.filter(Q(pk__in=teaches) | Q(pk__in=directs))


RECORDS: Mapping[str, Seen] = {
    "College": lambda sight: models.College.objects.all(),
    "Programme": lambda sight: sight.programmes(),
    "PlanVersion": _plans,
    "Course": lambda sight: models.Course.objects.filter(plan_version__in=_plans(sight).values("pk")),
    "Intake": _intakes,
    "Application": lambda sight: visible_applications(sight.actor),
    "Waiver": lambda sight: visible_waivers(sight.actor),
    "Student": lambda sight: visible_students(sight.actor),
    "StaffMember": _staff,
}
"""What somebody sees of each kind of record."""


def find_node(given: str, context: Context) -> Any | None:
    """Answer the object behind an id; None for what does not exist and for what may not be seen."""
    try:
        name, pk = from_global_id(given)
    except MalformedId:
        return None
    if seen := RECORDS.get(name):
        return seen(context.sight).filter(pk=pk).first()
    return content_by_id(name, pk, context.sight)


def type_name_of(value: Any, *_: object) -> str | None:
    """Answer the name of the type of a row, of records or of content."""
    return _TYPE_NAMES.get(type(value))


_TYPE_NAMES: Mapping[type[Model], str] = {**RECORD_TYPE_NAMES, **CONTENT_TYPE_NAMES}
