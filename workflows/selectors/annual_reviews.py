"""Annual reviews: a year's figures, what they are read beside, and the lights that shine on them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from django.db.models import QuerySet

from workflows import clock
from workflows.models import AnnualReview, Programme, Proposal
from workflows.regulation.calendar import Calendar
from workflows.regulation.lights import Light
from workflows.selectors.facts.annual_reviews import year_figures
from workflows.selectors.rulebooks import edition_in_force, lights_of

Figures = Mapping[str, int]
FEWEST_SISTERS = 3
"""Of fewer other programmes a median would tell a reader what one of them reported."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of a year, and what it is read beside."""

    name: str
    value: int
    before: int | None
    """What the same programme reported of the year before; None where it did not."""
    sisters: Decimal | None
    """The median of what other programmes reported of the same year; None where fewer than three did."""


def figures_of(reviews: Sequence[AnnualReview]) -> Mapping[int, Figures]:
    """
    Answer each report's figures (four queries, where one is being written).

    While a report is being written, its figures are those of the records now; submitted, those that were frozen.
    """
    written = {(one.programme_id, one.academic_year) for one in reviews if one.state in AnnualReview.WRITTEN}
    now = year_figures(written) if written else {}
    return {review.pk: now.get((review.programme_id, review.academic_year), review.figures) for review in reviews}


def programmes_to_report(year: int, calendar: Calendar) -> QuerySet[Programme]:
    """Answer the programmes that were established by the end of an academic year and have no report on it yet."""
    ended_at = dt.datetime.combine(calendar.first_day_of(year + 1), dt.time(), clock.SCHOOL_ZONE)
    established = Proposal.objects.filter(state=Proposal.State.ESTABLISHED, decided_at__lt=ended_at)
    reported = AnnualReview.objects.filter(academic_year=year)
    return Programme.objects.filter(
        state__in=(Programme.State.ESTABLISHED, Programme.State.SUSPENDED), pk__in=established.values("programme")
    ).exclude(pk__in=reported.values("programme"))


def lit_on(reviews: Sequence[AnnualReview]) -> Mapping[int, list[Light]]:
    """
    Answer which lights of its edition, or of the one in force, shine on each report (Art. 8): they only propose.

    Four queries more, where a report is being written.
    """
    figures, in_force = figures_of(reviews), None
    lit = {}
    for review in reviews:
        if (edition_id := review.edition_id) is None:
            edition_id = in_force = in_force or edition_in_force(on=clock.today()).pk
        lit[review.pk] = [light for light in lights_of(edition_id) if light.shines_on(figures[review.pk])]
    return lit


def compared_figures(reviews: Sequence[AnnualReview]) -> Mapping[int, list[Compared]]:
    """Answer each report's figures beside those of the year before and of other programmes (five queries at most)."""
    years = {year for review in reviews for year in (review.academic_year, review.academic_year - 1)}
    submitted = AnnualReview.objects.filter(academic_year__in=years, submitted_at__isnull=False)
    reported: dict[int, dict[int, Figures]] = defaultdict(dict)
    for year, programme, figures in submitted.values_list("academic_year", "programme", "figures"):
        reported[year][programme] = figures
    own = figures_of(reviews)
    return {review.pk: _compared(review, own[review.pk], reported) for review in reviews}


def _compared(review: AnnualReview, own: Figures, reported: Mapping[int, Mapping[int, Figures]]) -> list[Compared]:
    before = reported.get(review.academic_year - 1, {}).get(review.programme_id, {})
    others = [
        figures
        for programme, figures in reported.get(review.academic_year, {}).items()
        if programme != review.programme_id
    ]
    return [
        Compared(name, value, before.get(name), _median([figures[name] for figures in others if name in figures]))
        for name, value in own.items()
    ]


def _median(values: Sequence[int]) -> Decimal | None:
    return Decimal(median(values)) if len(values) >= FEWEST_SISTERS else None
