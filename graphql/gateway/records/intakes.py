"""Intakes in the graph: windows, places, whom they recruit, and whether the reader may apply."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from gateway.peers import load_for
from gateway.records.edges import above
from gateway.records.enums import SelectionMethod
from gateway.records.findings import Finding, findings_in
from gateway.records.node import RecordNode, record_type
from gateway.records.people import College
from gateway.records.programmes import PlanVersion, Programme
from gateway.records.scalars import in_language
from gateway.records.waivers import WAIVERS, Waiver, waivers
from workflows import models
from workflows.selectors.applications import eligibility, own_applications
from workflows.selectors.disclosure import may_count_places
from workflows.selectors.intakes import recruited_colleges
from workflows.selectors.plans import plans_of

if TYPE_CHECKING:
    from gateway.records.applications import Application


@strawberry.type(description="Whether the student who asks may apply, with every reason (Art. 12). Since 0.1.")
class Eligibility:
    can_apply: bool = strawberry.field(description="Whether nothing stands in the way of submitting now. Since 0.1.")
    findings: list[Finding] = strawberry.field(description="What every rule says, those that hold too. Since 0.1.")


def _plan(root: strawberry.Parent[models.Intake]) -> PlanVersion | None:
    return load_for(root, "plan", plans_of)


def _selection_method(root: strawberry.Parent[models.Intake]) -> SelectionMethod | None:
    return SelectionMethod(root.selection_method) if root.selection_method else None


def _selection_note(root: strawberry.Parent[models.Intake], info: strawberry.Info) -> str:
    return in_language(root.selection_note, root.selection_note_en, info)


def _places_taken(root: strawberry.Parent[models.Intake], info: strawberry.Info) -> int | None:
    return root.places_taken if may_count_places(root, info.context.actor) else None


def _colleges(root: strawberry.Parent[models.Intake]) -> list[College]:
    return load_for(root, "colleges", recruited_colleges) or []


def _eligibility(root: strawberry.Parent[models.Intake], info: strawberry.Info) -> Eligibility | None:
    student_id = info.context.actor.student_id
    if student_id is None:
        return None
    judgement = load_for(root, "eligibility", lambda rows: eligibility(student_id, rows))
    if judgement is None:
        return None
    return Eligibility(
        can_apply=not judgement.blocking, findings=findings_in(judgement.findings, info.context.language)
    )


def _my_application(root: strawberry.Parent[models.Intake], info: strawberry.Info) -> Any:
    actor = info.context.actor
    return load_for(root, "my_application", lambda rows: own_applications(rows, actor))


@record_type(models.Intake, description="One recruitment of a programme (招生批次, Art. 9). Public once announced.")
class Intake(RecordNode):
    programme: Programme | None = above("programme", "The programme; null when the reader may not see it. Since 0.1.")
    plan: PlanVersion | None = strawberry.field(
        resolver=_plan, description="The training plan under which its class studies. Since 0.1."
    )
    academic_year: int = strawberry.field(description="The calendar year in which its academic year begins. Since 0.1.")
    places: int = strawberry.field(description="How many places were granted (Art. 6(4)). Since 0.1.")
    places_taken: int | None = strawberry.field(
        resolver=_places_taken,
        description="How many are taken. For officers of the college and the school until the list is published, "
        "then for everyone. Since 0.1.",
    )
    opens_at: dt.datetime | None = strawberry.field(description="The window's first instant. Since 0.1.")
    closes_at: dt.datetime | None = strawberry.field(description="The instant from which it is too late. Since 0.1.")
    class_starts_on: dt.date | None = strawberry.field(description="The first day of the class. Since 0.1.")
    class_ends_on: dt.date | None = strawberry.field(description="The last day of the class. Since 0.1.")
    selection_method: SelectionMethod | None = strawberry.field(
        resolver=_selection_method, description="How the college selects (Art. 9). Since 0.1."
    )
    selection_note: str = strawberry.field(
        resolver=_selection_note, description="How it selects, in words of the reader's language. Since 0.1."
    )
    recruits_entry_years: list[int] = strawberry.field(description="Years of entry recruited; empty: all. Since 0.1.")
    recruits_colleges: list[College] = strawberry.field(
        resolver=_colleges, description="Colleges recruited; empty: all. Since 0.1."
    )
    recruits_majors: list[str] = strawberry.field(description="Majors recruited; empty: all. Since 0.1.")
    eligibility: Eligibility | None = strawberry.field(
        resolver=_eligibility, description="Whether the student who asks may apply now; null for others. Since 0.1."
    )
    my_application: Annotated[Application, strawberry.lazy("gateway.records.applications")] | None = strawberry.field(
        resolver=_my_application, description="The application of the student who asks, not withdrawn. Since 0.1."
    )
    waivers: list[Waiver] = strawberry.field(resolver=waivers, description=WAIVERS)
