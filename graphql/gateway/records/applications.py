"""Applications in the graph."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry.scalars import JSON

from gateway.peers import load_for
from gateway.records.node import RecordNode, record_type
from gateway.records.people import Student
from gateway.records.waivers import WAIVERS, Waiver, waivers
from workflows import models
from workflows.selectors.applications import intakes_by_application, students_by_application
from workflows.selectors.disclosure import knows_note, versions_seen_by

if TYPE_CHECKING:
    from gateway.records.intakes import Intake


def _student(root: strawberry.Parent[models.Application]) -> Student:
    return load_for(root, "student", students_by_application)


def _intake(root: strawberry.Parent[models.Application]) -> Any:
    return load_for(root, "intake", intakes_by_application)


def _decided_at(root: strawberry.Parent[models.Application], info: strawberry.Info) -> dt.datetime | None:
    return root.decided_at if knows_note(root, info.context.actor) else None


def _decision_note(root: strawberry.Parent[models.Application], info: strawberry.Info) -> str:
    return root.decision_note if knows_note(root, info.context.actor) else ""


def _version(root: strawberry.Parent[models.Application], info: strawberry.Info) -> int:
    actor = info.context.actor
    return load_for(root, "version", lambda rows: versions_seen_by(rows, actor))


@record_type(
    models.Application,
    description="A student's application to an intake (Art. 9, 12). For the student herself, officers of the college "
    "that decides, and the Academic Affairs Office.",
)
class Application(RecordNode):
    student: Student = strawberry.field(resolver=_student, description="Who applies. Since 0.1.")
    intake: Annotated[Intake, strawberry.lazy("gateway.records.intakes")] = strawberry.field(
        resolver=_intake, description="To which intake. Since 0.1."
    )
    statement: str = strawberry.field(description="Why she applies, in her own words. Since 0.1.")
    submitted_at: dt.datetime | None = strawberry.field(description="When it was submitted. Since 0.1.")
    standing: JSON | None = strawberry.field(
        description="Her standing as it was frozen at submission, with its source and date (Art. 12). Since 0.1."
    )
    exception_reason: str = strawberry.field(
        description="Why she applies once more in the same period, where she does (Art. 12(1)). Since 0.1."
    )
    decided_at: dt.datetime | None = strawberry.field(
        resolver=_decided_at, description="When it was decided, once the reader may know. Since 0.1."
    )
    decision_note: str = strawberry.field(
        resolver=_decision_note, description="The note with the decision, or what is missing. Since 0.1."
    )
    waivers: list[Waiver] = strawberry.field(resolver=waivers, description=WAIVERS)
    version: int = strawberry.field(resolver=_version, description="For expectedVersion. Since 0.1.")
