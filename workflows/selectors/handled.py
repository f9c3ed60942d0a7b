"""What officers handle: the records of their colleges, whether public or not, with what is beside them."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import QuerySet

from workflows.models import Attachment, College, Note, Programme, Record, StaffMember
from workflows.models.record import kind_of
from workflows.regulation.actor import Actor

R = TypeVar("R", bound=Record)


def handled(records: QuerySet[R], actor: Actor) -> QuerySet[R]:
    """Answer which of some records the actor's offices make or oversee."""
    if actor.oversees_school:
        return records
    return records.filter(**{f"{records.model.college_path}__in": actor.own_colleges})


def own_colleges(actor: Actor) -> QuerySet[College]:
    """Answer the colleges whose records the actor's offices handle, by pinyin."""
    colleges = College.objects.order_by("pinyin")
    return colleges if actor.oversees_school else colleges.filter(pk__in=actor.own_colleges)


def own_staff(actor: Actor) -> QuerySet[StaffMember]:
    """Answer the members of staff of the colleges whose records the actor's offices handle, by pinyin."""
    staff = StaffMember.objects.order_by("pinyin")
    return staff if actor.oversees_school else staff.filter(college__in=actor.own_colleges)


def handled_programmes(actor: Actor) -> QuerySet[Programme]:
    """Answer the programmes that the actor's offices handle, by pinyin."""
    return handled(Programme.objects.order_by("pinyin"), actor)


def notes_on(record: Record) -> QuerySet[Note]:
    """Answer the notes on a record that the caller knows the actor handles, the oldest first."""
    return Note.objects.filter(**_beside(record))


def attachments_on(record: Record) -> QuerySet[Attachment]:
    """Answer the attachments on a record that the caller knows the actor handles, the oldest first."""
    return Attachment.objects.filter(**_beside(record))


def _beside(record: Record) -> dict[str, Any]:
    return {"kind": kind_of(record), "record_id": record.pk}
