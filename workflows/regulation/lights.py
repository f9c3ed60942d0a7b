"""Lights: thresholds of a year's figures that a school publishes (Art. 8). They propose, and decide nothing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from workflows.regulation.article_number import ArticleNumber
from workflows.regulation.text import Wrong, said
from workflows.regulation.text import marked as _
from workflows.regulation.words import Part, Words

YearFigure = Literal["places", "applied", "admitted", "waitlisted", "declined", "withdrawn", "waivers"]
"""The figures of a programme's year, as its annual review has them."""
Threshold = Annotated[Decimal, Field(ge=0, max_digits=8, decimal_places=3)]


class Light(Part):
    """A threshold: a figure of the year, or its share of another, that is below or above some value."""

    article: ArticleNumber
    figure: YearFigure
    of: YearFigure | None = None
    """The figure of which it is a share; None where the figure counts by itself."""
    below: Threshold | None = None
    above: Threshold | None = None
    statement: Words

    @model_validator(mode="after")
    def _can_shine(self) -> Self:
        if (self.below is None) == (self.above is None):
            raise Wrong(said(_("a light has either below or above; add the one, or take the other out")))
        if self.of == self.figure:
            raise Wrong(said(_("a figure's share of itself is always 1: name another one, or leave out of")))
        if self.below == 0:
            raise Wrong(said(_("no figure is below 0: this light would never shine")))
        return self

    def shines_on(self, figures: Mapping[str, int]) -> bool:
        """
        Answer whether a year's figures have crossed the threshold.

        They have not where a figure is missing, or where there is nothing of which it could be a share.
        """
        if self.figure not in figures or (self.of and not figures.get(self.of)):
            return False
        value = Decimal(figures[self.figure]) / (figures[self.of] if self.of else 1)
        return value < self.below if self.below is not None else value > (self.above or 0)
