"""A rehearsal's college, whatever the day on which it is made."""

from __future__ import annotations

import datetime as dt

import pytest

from backend.rehearsal.seeding import seed
from workflows import clock
from workflows.models import Intake, MajorResult, Student
from workflows.regulation.calendar import Calendar
from workflows.selectors.invariants import invariant_violations


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "year"),
    [
        (dt.date(2026, 11, 2), 2026),
        (dt.date(2027, 1, 4), 2026),
        (dt.date(2027, 4, 5), 2026),
        (dt.date(2027, 9, 20), 2027),
    ],
)
def test_a_rehearsal_plays_in_the_academic_year_of_its_day(day: dt.date, year: int, monkeypatch) -> None:
    monkeypatch.setattr("backend.rehearsal.pages.WIDE", (160, 90))
    with clock.moved_to(dt.datetime.combine(day, dt.time(10), tzinfo=clock.SCHOOL_ZONE)):
        cast = seed(62)
        numbers = {part: cast.people[part]["username"] for part in cast.people if part.startswith("student")}
        years_of_study = {
            part: Calendar().year_of_study(Student.objects.get(number=number).entry_year, clock.today())
            for part, number in numbers.items()
        }
    assert set(Intake.objects.values_list("academic_year", flat=True)) == {year}
    assert MajorResult.objects.get().academic_year == f"{year - 1}-{year}"
    assert years_of_study == {
        **{f"student_{number}": 2 for number in range(1, 7)},
        "student_who_may_not": 1,
        "student_in_year_five": 5,
    }
    assert cast.fee_per_credit == "150"
    assert list(invariant_violations()) == []
