"""Annual reviews in the graph: what a college reports of a year, and what the school decides."""

from __future__ import annotations

import strawberry

from gateway.peers import load_for
from gateway.records.edges import above
from gateway.records.node import RecordNode, record_type
from gateway.records.programmes import Programme
from gateway.records.rulebook import Light, lights_in
from gateway.records.scalars import decimal_text
from workflows import models
from workflows.selectors.annual_reviews import compared_figures, lit_on


@strawberry.type(description="A figure of a year, and what it is read beside. Since 0.1.")
class YearFigure:
    name: str = strawberry.field(description="What is counted: places, applied, admitted … Since 0.1.")
    value: int = strawberry.field(description="How many. Since 0.1.")
    before: int | None = strawberry.field(
        description="How many the programme reported of the year before; null where it reported none. Since 0.1."
    )
    sisters: str | None = strawberry.field(
        description="The median of what the school's other programmes reported of the year, exact; null where fewer "
        "than three did. Since 0.1."
    )


def _figures(root: strawberry.Parent[models.AnnualReview]) -> list[YearFigure]:
    found = load_for(root, "figures", compared_figures) or []
    return [
        YearFigure(
            name=one.name,
            value=one.value,
            before=one.before,
            sisters=None if one.sisters is None else decimal_text(one.sisters),
        )
        for one in found
    ]


def _lights(root: strawberry.Parent[models.AnnualReview], info: strawberry.Info) -> list[Light]:
    return lights_in(load_for(root, "lights", lit_on) or (), info.context.language)


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
    lights: list[Light] = strawberry.field(
        resolver=_lights,
        description="The school's thresholds that the year's figures have crossed (Art. 8). They propose, and decide "
        "nothing. Since 0.1.",
    )
    programme: Programme | None = above("programme", "The programme. Since 0.1.")
    figures: list[YearFigure] = strawberry.field(
        resolver=_figures,
        description="The year in figures: as they are now while it is written, frozen when it is submitted. Since 0.1.",
    )
