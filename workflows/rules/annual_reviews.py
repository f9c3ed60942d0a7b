"""What the measures ask of a programme's year, and of the plan for the next one (Art. 6(4))."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.regulation.rule import NoParameters, Unsaid, rule
from workflows.regulation.verdict import Verdict, met_if
from workflows.regulation.words import Words


@dataclass(frozen=True, slots=True)
class Report:
    """Which parts of the year's report are there."""

    has_report: bool
    has_next_places: bool
    has_next_recruits: bool
    figures: Mapping[str, int]
    """What the records say of the year; kept with the report when it is submitted."""


@dataclass(frozen=True, slots=True)
class ReportedYear:
    """The academic year that is reported on, and the one in which the programme was established."""

    academic_year: int
    first_year: int | None
    """None where no approved proposal tells."""


@dataclass(frozen=True, slots=True)
class DecidedPlan:
    """The places granted for an intake's year, and those that its intakes take of them."""

    academic_year: str
    granted: int | None
    places: int
    elsewhere: int
    """Places of the programme's other intakes of that year."""


@rule(
    "missing",
    terms={
        "report": Words(zh="教学质量报告", en="the report on teaching quality"),
        "next_places": Words(zh="下一年度招生名额", en="the places of the next year"),
        "next_recruits": Words(zh="下一年度招生计划", en="the recruitment plan of the next year"),
    },
)
def annual_report_is_filed(report: Report, p: NoParameters) -> Verdict:
    """The report on the year and the plan for the next one are written."""
    said = {
        "report": report.has_report,
        "next_places": report.has_next_places,
        "next_recruits": report.has_next_recruits,
    }
    return met_if(all(said.values()), missing=[name for name, is_there in said.items() if not is_there])


@rule(
    "academic_year",
    "first_year",
    unless_said=Unsaid(
        statement=Words(
            zh="该微专业 {first_year} 学年才设立，{academic_year} 学年没有可以报告的内容。",
            en="The programme was established in {first_year}: there is nothing to report on {academic_year}.",
        ),
        remedy=Words(zh="请报告设立以后的学年。", en="Report on a year from then on."),
    ),
)
def reports_on_a_year_of_the_programme(year: ReportedYear, p: NoParameters) -> Verdict:
    """The programme was established in the year under review, or before."""
    return met_if(
        year.first_year is None or year.academic_year >= year.first_year,
        academic_year=_in_full(year.academic_year),
        first_year=None if year.first_year is None else _in_full(year.first_year),
    )


def _in_full(year: int) -> str:
    return f"{year}-{year + 1}"


@rule("academic_year", "granted", "places", "elsewhere")
def intake_has_a_decided_plan(plan: DecidedPlan, p: NoParameters) -> Verdict:
    """The school has granted places for the intake's year, and its intakes have no more than these."""
    return met_if(
        plan.granted is not None and plan.places + plan.elsewhere <= plan.granted,
        academic_year=plan.academic_year,
        granted=plan.granted or 0,
        places=plan.places,
        elsewhere=plan.elsewhere,
    )
