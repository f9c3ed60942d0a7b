"""Annual reviews: begun by the calendar when reports are asked for (Art. 6(4))."""

from __future__ import annotations

import logging

from workflows import clock
from workflows.models import AnnualReview, Programme
from workflows.models.record import Record
from workflows.regulation.actor import Actor
from workflows.selectors.annual_reviews import programmes_to_report
from workflows.selectors.rulebooks import NoEditionInForce, edition_in_force
from workflows.services.door import Made, keep_new
from workflows.services.refusals import Refusal
from workflows.services.requests import Request

logger = logging.getLogger(__name__)


def begin_due_reviews(*, by: Actor) -> int:
    """
    Begin the report on the year for every programme that owes one and has none; answer how many.

    Those who make the programme find it among what waits for them, and its director is told.
    """
    try:
        calendar = edition_in_force(on=clock.today()).rulebook.edition.calendar
    except NoEditionInForce:
        return 0
    year = calendar.year_to_report(clock.today())
    if year is None:
        return 0
    return sum(_is_begun(programme, year, by) for programme in programmes_to_report(year, calendar))


def _is_begun(programme: Programme, year: int, by: Actor) -> bool:
    def make(above: Record | None) -> Made[AnnualReview]:
        review = AnnualReview(programme_id=programme.pk, academic_year=year)
        review.complete(by)
        return review, {}

    try:
        keep_new(AnnualReview, Request(inputs={"academic_year": year}), make, by=by, above=programme)
    except Refusal as refusal:  # its makers, or another worker, have begun it meanwhile
        logger.info("no report on %s of programme %s: %s", year, programme.pk, refusal)
        return False
    return True
