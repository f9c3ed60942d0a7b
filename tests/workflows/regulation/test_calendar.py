"""On which day an academic year and a semester begin, and in which year of study a student is."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.workflows.regulation.editions import faults_of, small_tables
from workflows.regulation.calendar import Calendar, Period

OURS = Calendar()
SPRING = Calendar(academic_year_starts="04-01", second_semester_starts="10-01")
"""Of a school whose year begins in spring: both semesters begin in one calendar year."""
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "year", "semester"),
    [
        (dt.date(2026, 8, 31), 2025, 2),
        (dt.date(2026, 9, 1), 2026, 1),
        (dt.date(2026, 12, 31), 2026, 1),
        (dt.date(2027, 1, 1), 2026, 1),
        (dt.date(2027, 2, 14), 2026, 1),
        (dt.date(2027, 2, 15), 2026, 2),
        (dt.date(2028, 2, 29), 2027, 2),
    ],
)
def test_the_academic_year_turns_on_1_september_and_the_semester_on_15_february(day, year, semester) -> None:
    assert OURS.period_of(day) == Period(year, semester)


@pytest.mark.parametrize(
    ("day", "year", "semester"),
    [
        (dt.date(2026, 3, 31), 2025, 2),
        (dt.date(2026, 4, 1), 2026, 1),
        (dt.date(2026, 9, 30), 2026, 1),
        (dt.date(2026, 10, 1), 2026, 2),
        (dt.date(2027, 1, 1), 2026, 2),
    ],
)
def test_a_year_that_begins_in_spring_has_both_semesters_in_one_calendar_year(day, year, semester) -> None:
    assert SPRING.period_of(day) == Period(year, semester)


def test_29_february_belongs_to_the_semester_that_began_before_it() -> None:
    late = Calendar(second_semester_starts="02-28")
    assert late.period_of(dt.date(2028, 2, 27)) == Period(2027, 1)
    assert late.period_of(dt.date(2028, 2, 29)) == Period(2027, 2)


def test_a_student_is_in_the_first_year_until_31_august_and_in_the_second_from_1_september() -> None:
    assert OURS.year_of_study(2025, dt.date(2026, 8, 31)) == 1
    assert OURS.year_of_study(2025, dt.date(2026, 9, 1)) == 2


def test_a_student_who_has_not_begun_is_in_no_year() -> None:
    assert OURS.year_of_study(2026, dt.date(2026, 8, 31)) == 0


def test_a_period_is_called_by_its_academic_year_or_its_semester() -> None:
    period = Period(2026, 2)
    assert (period.label("academic_year"), period.label("semester")) == ("2026-2027", "2026-2027/2")


@given(DAYS, st.sampled_from([OURS, SPRING]))
def test_periods_follow_one_another_and_never_go_back(day: dt.date, calendar: Calendar) -> None:
    assert calendar.period_of(day) <= calendar.period_of(day + dt.timedelta(days=1))


@given(DAYS, st.sampled_from([OURS, SPRING]))
def test_a_year_later_the_student_is_one_year_on(day: dt.date, calendar: Calendar) -> None:
    later = day.replace(year=day.year + 1, day=min(day.day, 28) if day.month == 2 else day.day)
    assert calendar.year_of_study(2025, later) == calendar.year_of_study(2025, day) + 1


@pytest.mark.parametrize("day", ["9-1", "13-01", "02-29", "02-30", "00-10", "０9-01", "09-01 ", "", "0901"])
def test_a_semester_begins_on_a_day_that_every_year_has(day: str) -> None:
    with pytest.raises(ValidationError):
        Calendar(second_semester_starts=day)


def test_two_semesters_never_begin_on_one_day() -> None:
    with pytest.raises(ValidationError, match="the two semesters begin on the same day"):
        Calendar(academic_year_starts="09-01", second_semester_starts="09-01")


REPORTING = Calendar(annual_reports_open="06-15", annual_reports_due="08-28")


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (dt.date(2026, 6, 14), None),
        (dt.date(2026, 6, 15), 2025),
        (dt.date(2026, 8, 28), 2025),
        (dt.date(2026, 8, 29), None),
    ],
)
def test_reports_are_asked_for_from_the_first_day_to_the_last(day: dt.date, year: int | None) -> None:
    assert REPORTING.year_to_report(day) == year
    assert OURS.year_to_report(day) is None


def test_a_report_may_be_due_in_the_year_after_the_one_that_it_is_on() -> None:
    late = Calendar(annual_reports_open="08-20", annual_reports_due="10-15")
    assert late.report_window(2025) == (dt.date(2026, 8, 20), dt.date(2026, 10, 15))
    assert [late.year_to_report(dt.date(2026, month, day)) for month, day in ((8, 20), (9, 30), (10, 16))] == [
        2025, 2025, None,
    ]  # fmt: skip


@given(st.integers(2000, 2100), st.sampled_from(["01-01", "06-15", "08-28", "09-01", "12-28"]))
def test_a_window_opens_within_its_year_and_is_found_by_its_days(year: int, opens: str) -> None:
    calendar = Calendar(annual_reports_open=opens, annual_reports_due="09-28")
    first, last = calendar.report_window(year) or (dt.date.min, dt.date.min)
    assert calendar.period_of(first).year == year
    assert calendar.year_to_report(first) == calendar.year_to_report(last) == year


@pytest.mark.parametrize("day", ["8-31", "08-31", "02-29"])
def test_days_that_not_every_month_has_are_named_with_their_shape(day: str) -> None:
    given = {"annual_reports_open": "06-15", "annual_reports_due": day}
    assert faults_of(small_tables() | {"calendar": given}) == [
        f"calendar.annual_reports_due: write it as MM-DD, not '{day}'"
    ]


def test_both_days_are_given_or_neither() -> None:
    with pytest.raises(ValidationError, match="give both days, or neither"):
        Calendar(annual_reports_open="06-15")
