"""Annual reviews in the graph: what a college reports of a year, and what the school decides."""

from __future__ import annotations

import strawberry

from gateway.records.edges import above
from gateway.records.node import RecordNode, record_type
from gateway.records.programmes import Programme
from workflows import models


@strawberry.type(description="A figure of a year, as the records had it when the report was submitted. Since 0.1.")
class YearFigure:
    name: str = strawberry.field(description="What is counted: places, applied, admitted … Since 0.1.")
    value: int = strawberry.field(description="How many. Since 0.1.")


def _figures(root: strawberry.Parent[models.AnnualReview]) -> list[YearFigure]:
    return [YearFigure(name=name, value=value) for name, value in root.figures.items()]


@record_type(
    models.AnnualReview,
    description="What a college reports of one academic year of a programme, with its plan for the next one, and what "
    "the school decides (Art. 6(4), 8). Seen by those who make the programme, and by the school.",
    shows=(
        "academic_year", "report", "feedback", "next_places", "next_recruits", "submitted_at", "decided_at",
        "decision_number", "decision_reason", "granted",
    ),
)  # fmt: skip
class AnnualReview(RecordNode):
    programme: Programme | None = above("programme", "The programme. Since 0.1.")
    figures: list[YearFigure] = strawberry.field(
        resolver=_figures, description="The year in figures, frozen when the report was submitted. Since 0.1."
    )
