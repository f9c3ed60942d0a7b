"""Facts of annual reviews: what is written, and the year in figures; and what was granted for an intake's year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import Count, Q, Sum

from workflows.models import AnnualReview, Application, GrantedPlaces, Intake, Waiver
from workflows.regulation.edition import Edition
from workflows.rules.annual_reviews import DecidedPlan, Report

_STATES = Application.State
_COUNTED = {
    "applied": Q(applications__submitted_at__isnull=False) & ~Q(applications__state=_STATES.LAPSED),
    "admitted": Q(applications__state=_STATES.ADMITTED),
    "waitlisted": Q(applications__state=_STATES.WAITLISTED),
    "declined": Q(applications__state=_STATES.DECLINED),
    "withdrawn": Q(applications__state=_STATES.WITHDRAWN),
}


def reports(reviews: Sequence[AnnualReview], at: dt.datetime, edition: Edition) -> Mapping[int, Report]:
    """Answer what each report says and the figures of its year (three queries a review: there is one a year)."""
    return {
        review.pk: Report(
            has_report=bool(review.report.strip()),
            has_next_places=review.next_places is not None,
            has_next_recruits=bool(review.next_recruits.strip()),
            figures=_figures(review),
        )
        for review in reviews
    }


def _figures(review: AnnualReview) -> dict[str, int]:
    intakes = Intake.objects.filter(programme=review.programme_id, academic_year=review.academic_year)
    held = intakes.exclude(state=Intake.State.CANCELLED)
    places = held.aggregate(places=Sum("places"))["places"] or 0
    counted = intakes.aggregate(
        **{name: Count("applications", filter=condition, distinct=True) for name, condition in _COUNTED.items()}
    )
    of_intakes = Q(subject_kind="intake", subject_id__in=intakes.values("pk"))
    of_applications = Q(
        subject_kind="application", subject_id__in=Application.objects.filter(intake__in=intakes).values("pk")
    )
    waivers = Waiver.objects.filter(of_intakes | of_applications, state=Waiver.State.GRANTED).count()
    return {"places": places, **counted, "waivers": waivers}


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
