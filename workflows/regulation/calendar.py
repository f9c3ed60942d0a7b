"""The school's calendar, as far as the measures count in it: academic years and semesters."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workflows.regulation.text import Wrong, said
from workflows.regulation.text import marked as _
from workflows.regulation.words import Figure, Words

_MONTH_AND_DAY = Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$", description="MM-DD")
MonthAndDay = Annotated[str, _MONTH_AND_DAY]
Unit = Literal["academic_year", "semester"]


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A semester of an academic year, the latter named by the calendar year in which it begins."""

    year: int
    semester: int

    def label(self, unit: Unit) -> str:
        """Answer 2026-2027, or 2026-2027/1 where the unit is a semester."""
        year = f"{self.year}-{self.year + 1}"
        return year if unit == "academic_year" else f"{year}/{self.semester}"


class Calendar(BaseModel):
    """On which days an academic year and its second semester begin."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    academic_year_starts: Annotated[
        MonthAndDay, Figure(Words(zh="学年开始（月-日）", en="academic year starts (month-day)"))
    ] = "09-01"
    second_semester_starts: Annotated[
        MonthAndDay, Figure(Words(zh="第二学期开始（月-日）", en="second semester starts (month-day)"))
    ] = "02-15"
    annual_reports_open: Annotated[
        str | None, _MONTH_AND_DAY, Figure(Words(zh="年度报告开始（月-日）", en="annual reports open (month-day)"))
    ] = None
    annual_reports_due: Annotated[
        str | None, _MONTH_AND_DAY, Figure(Words(zh="年度报告截止（月-日）", en="annual reports are due (month-day)"))
    ] = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.academic_year_starts == self.second_semester_starts:
            raise Wrong(said(_("the two semesters begin on the same day; give each its own")))
        if (self.annual_reports_open is None) != (self.annual_reports_due is None):
            raise Wrong(said(_("annual reports open and are due; give both days, or neither")))
        return self

    def period_of(self, day: dt.date) -> Period:
        """Answer the semester and academic year in which a day falls."""
        mark, first, second = f"{day:%m-%d}", self.academic_year_starts, self.second_semester_starts
        year = day.year if mark >= first else day.year - 1
        # Where the year begins in spring, its second semester begins in the same calendar year.
        is_second = second <= mark < first if second < first else not first <= mark < second
        return Period(year, 2 if is_second else 1)

    def year_began_on(self, day: dt.date) -> dt.date:
        """Answer the first day of the academic year in which a day falls."""
        return self.first_day_of(self.period_of(day).year)

    def report_window(self, year: int) -> tuple[dt.date, dt.date] | None:
        """
        Answer from which day on the report on an academic year is asked for, and the day on which it is due.

        It opens within that year; None where the school names no such days.
        """
        if self.annual_reports_open is None or self.annual_reports_due is None:
            return None
        opens_on = _next(self.annual_reports_open, self.first_day_of(year))
        return opens_on, _next(self.annual_reports_due, opens_on)

    def year_to_report(self, day: dt.date) -> int | None:
        """Answer the academic year on which reports are asked for on a day; None where none are."""
        this = self.period_of(day).year
        windows = {year: self.report_window(year) for year in (this, this - 1)}
        return next((year for year, days in windows.items() if days and days[0] <= day <= days[1]), None)

    def first_day_of(self, year: int) -> dt.date:
        """Answer the first day of an academic year."""
        return _next(self.academic_year_starts, dt.date(year, 1, 1))

    def year_of_study(self, entry_year: int, day: dt.date) -> int:
        """Answer 1 for a student in the first year; 0 or less for one who has not begun."""
        return self.period_of(day).year - entry_year + 1


def _next(mark: MonthAndDay, since: dt.date) -> dt.date:
    """Answer the first day with a month and day, from a day on."""
    month, day = map(int, mark.split("-"))
    this_year = dt.date(since.year, month, day)
    return this_year if this_year >= since else dt.date(since.year + 1, month, day)
