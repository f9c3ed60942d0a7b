"""Waivers: whose may be seen by whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from workflows.models import Waiver
from workflows.models.record import Record, kind_of
from workflows.regulation.actor import Actor


def visible_waivers(actor: Actor) -> QuerySet[Waiver]:
    """Answer the waivers that an actor may see: those of one's college, and all for the school's offices."""
    if actor.oversees_school:
        return Waiver.objects.all()
    return Waiver.objects.filter(college__in=actor.own_colleges)


def waivers_of(records: Sequence[Record], actor: Actor) -> Mapping[int, list[Waiver]]:
    """Answer the waivers asked for records of one kind that the actor may see, by the records' keys (one query)."""
    found: dict[int, list[Waiver]] = defaultdict(list)
    kind = kind_of(records[0])
    for waiver in (
        visible_waivers(actor).filter(subject_kind=kind, subject_id__in=[r.pk for r in records]).order_by("pk")
    ):
        found[waiver.subject_id].append(waiver)
    return found
