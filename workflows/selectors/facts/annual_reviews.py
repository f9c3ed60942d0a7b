"""Facts of annual reviews: what is written, and the year in figures; and what was granted for an intake's year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.db.models import Count, Min, OuterRef, Q, Subquery

from workflows import clock
from workflows.models import AnnualReview, Application, GrantedPlaces, Intake, Proposal, Waiver
from workflows.regulation.edition import Edition
from workflows.rules.annual_reviews import DecidedPlan, Report, ReportedYear

_STATES = Application.State
_COUNTED = {
    "applied": Q(submitted_at__isnull=False) & ~Q(state=_STATES.LAPSED),
    "admitted": Q(state=_STATES.ADMITTED),
    "waitlisted": Q(state=_STATES.WAITLISTED),
    "declined": Q(state=_STATES.DECLINED),
    "withdrawn": Q(state=_STATES.WITHDRAWN),
}
Year = tuple[int, int]
"""A programme and an academic year."""


def reports(reviews: Sequence[AnnualReview], at: dt.datetime, edition: Edition) -> Mapping[int, Report]:
    """Answer what each report says and the figures of its year (four queries)."""
    figures = year_figures({(review.programme_id, review.academic_year) for review in reviews})
    return {
        review.pk: Report(
            has_report=bool(review.report.strip()),
            has_next_places=review.next_places is not None,
            has_next_recruits=bool(review.next_recruits.strip()),
            figures=figures[review.programme_id, review.academic_year],
        )
        for review in reviews
    }


def reported_years(reviews: Sequence[AnnualReview], at: dt.datetime, edition: Edition) -> Mapping[int, ReportedYear]:
    """Answer each report's year and that in which its programme was established (one query)."""
    approved = Proposal.objects.filter(
        programme__in=[review.programme_id for review in reviews], state=Proposal.State.ESTABLISHED
    )
    first = dict(approved.order_by().values_list("programme").annotate(Min("decided_at")))
    return {
        review.pk: ReportedYear(
            review.academic_year,
            edition.calendar.period_of(clock.day_of(first[review.programme_id])).year
            if review.programme_id in first
            else None,
        )
        for review in reviews
    }


def year_figures(years: Collection[Year]) -> Mapping[Year, dict[str, int]]:
    """Answer what the records say of each of these years (four queries)."""
    found: dict[Year, dict[str, int]] = {year: dict.fromkeys(("places", *_COUNTED, "waivers"), 0) for year in years}
    of_intakes: dict[int, Year] = {}
    intakes = Intake.objects.filter(programme__in={programme for programme, _ in years})
    for pk, programme, academic_year, state, places in intakes.values_list(
        "pk", "programme", "academic_year", "state", "places"
    ):
        if (programme, academic_year) in found:
            of_intakes[pk] = programme, academic_year
            found[programme, academic_year]["places"] += 0 if state == Intake.State.CANCELLED else places
    counts = {name: Count("pk", filter=condition) for name, condition in _COUNTED.items()}
    own = Application.objects.filter(intake__in=of_intakes)
    for intake, *counted in own.order_by().values_list("intake").annotate(**counts):
        for name, count in zip(_COUNTED, counted, strict=True):
            found[of_intakes[intake]][name] += count
    waived = Waiver.objects.filter(state=Waiver.State.GRANTED)
    for subject in waived.filter(subject_kind="intake", subject_id__in=of_intakes).values_list("subject_id", flat=True):
        found[of_intakes[subject]]["waivers"] += 1
    own_waivers = waived.filter(subject_kind="application", subject_id__in=own.values("pk"))
    intake_of = own.filter(pk=OuterRef("subject_id")).values("intake")
    for intake in own_waivers.annotate(intake=Subquery(intake_of)).values_list("intake", flat=True):
        found[of_intakes[intake]]["waivers"] += 1
    return found


def decided_plans(intakes: Sequence[Intake], at: dt.datetime, edition: Edition) -> Mapping[int, DecidedPlan]:
    """Answer the places granted for each intake's year, and those of the programme's other intakes (two queries)."""
    programmes = {intake.programme_id for intake in intakes}
    granted = {
        (programme, year): places
        for programme, year, places in GrantedPlaces.objects.filter(programme__in=programmes).values_list(
            "programme", "academic_year", "places"
        )
    }
    held = Intake.objects.filter(programme__in=programmes).exclude(
        state__in=(Intake.State.PLANNED, Intake.State.CANCELLED)
    )
    others = [*held.order_by().values_list("pk", "programme", "academic_year", "places")]
    return {
        intake.pk: DecidedPlan(
            academic_year=intake.academic_years,
            granted=granted.get((intake.programme_id, intake.academic_year)),
            places=intake.places,
            elsewhere=sum(
                places
                for pk, programme, year, places in others
                if (programme, year) == (intake.programme_id, intake.academic_year) and pk != intake.pk
            ),
        )
        for intake in intakes
    }
