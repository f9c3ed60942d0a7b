"""When and for whom an intake is open, and for how many (Art. 6(4), 9)."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from workflows.regulation.rule import NoParameters, Parameters, Unsaid, Whole, rule
from workflows.regulation.verdict import Verdict, cannot_tell, met_if
from workflows.regulation.words import AT_MOST, Figure, UnitOfCount, Words


@dataclass(frozen=True, slots=True)
class Window:
    """An intake's window of applications, and the moment that is asked about."""

    is_open: bool
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a college must have said before an intake opens."""

    selection_method: str
    class_starts_on: dt.date | None
    class_ends_on: dt.date | None
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class RecruitedGroups:
    """Whom the college recruits, beside the one who applies; an empty restriction lets everybody in."""

    entry_years: tuple[int, ...]
    colleges: tuple[str, ...]
    majors: tuple[str, ...]
    entry_year: int
    college: str
    major: str


@dataclass(frozen=True, slots=True)
class Places:
    """How many places there are and how many are taken."""

    places: int
    taken: int


@dataclass(frozen=True, slots=True)
class Undecided:
    """Applications of an intake that nobody has decided yet."""

    undecided: int


@dataclass(frozen=True, slots=True)
class Deciding:
    """Whether the college may still decide applications of the intake."""

    state: str
    is_deciding: bool


class PeriodOfStudy(Parameters):
    """The longest period of study, in months."""

    maximum_months: Annotated[
        Whole,
        Field(ge=1, le=72),
        Figure(AT_MOST, UnitOfCount(Words(zh="个月", en="months"), one="month")),
    ]


@rule(
    "opens_at",
    "closes_at",
    "at",
    unless_said=Unsaid(
        statement=Words(zh="该招生批次目前不接受报名。", en="This intake takes no applications at the moment."),
        remedy=Words(zh="请在报名时间内申请。", en="Apply while the intake is open."),
    ),
)
def intake_is_open(window: Window, p: NoParameters) -> Verdict:
    """The intake takes applications at this moment."""
    facts = {"opens_at": window.opens_at, "closes_at": window.closes_at, "at": window.at}
    if window.opens_at is None or window.closes_at is None:
        return met_if(False, **facts)
    return met_if(window.is_open and window.opens_at <= window.at < window.closes_at, **facts)


@rule("entry_year", "college", "major", "entry_years", "colleges", "majors")
def college_recruits_the_student(who: RecruitedGroups, p: NoParameters) -> Verdict:
    """The student is among those whom the college recruits for this intake."""
    admits = (
        (not who.entry_years or who.entry_year in who.entry_years)
        and (not who.colleges or who.college in who.colleges)
        and (not who.majors or who.major in who.majors)
    )
    return met_if(
        admits,
        entry_year=who.entry_year,
        college=who.college,
        major=who.major,
        entry_years=who.entry_years,
        colleges=who.colleges,
        majors=who.majors,
    )


@rule(
    "missing",
    terms={
        "selection_method": Words(zh="遴选办法", en="how it selects"),
        "class_starts_on": Words(zh="开课日期", en="the first day of the class"),
        "class_ends_on": Words(zh="结课日期", en="the last day of the class"),
        "opens_at": Words(zh="报名开始时间", en="when it opens"),
        "closes_at": Words(zh="报名截止时间", en="when it closes"),
    },
    unless_said=Unsaid(
        statement=Words(zh="招生批次的公布内容不完整，尚缺：{missing}。", en="The intake does not say yet: {missing}."),
        remedy=Words(zh="请补全后再开放报名。", en="Complete the intake, then open it."),
    ),
)
def intake_is_announced(announcement: Announcement, p: NoParameters) -> Verdict:
    """The intake says how it selects, when it opens and closes, and when its class runs."""
    said = {
        "selection_method": announcement.selection_method,
        "class_starts_on": announcement.class_starts_on,
        "class_ends_on": announcement.class_ends_on,
        "opens_at": announcement.opens_at,
        "closes_at": announcement.closes_at,
    }
    return met_if(all(said.values()), missing=[name for name, value in said.items() if not value])


@rule("class_starts_on", "class_ends_on", "maximum_months", "latest_end_on")
def class_ends_within_the_period(announcement: Announcement, p: PeriodOfStudy) -> Verdict:
    """The class ends inside the period of study."""
    starts, ends = announcement.class_starts_on, announcement.class_ends_on
    if starts is None or ends is None:
        return cannot_tell(
            class_starts_on=starts, class_ends_on=ends, maximum_months=p.maximum_months, latest_end_on=None
        )
    latest = _months_after(starts, p.maximum_months)
    return met_if(
        ends <= latest,
        class_starts_on=starts,
        class_ends_on=ends,
        maximum_months=p.maximum_months,
        latest_end_on=latest,
    )


@rule(
    "places",
    "taken",
    unless_said=Unsaid(
        statement=Words(
            zh="{places} 个名额已用 {taken} 个，没有空余名额。",
            en="{taken} of {places} places are taken: none is left.",
        ),
        remedy=Words(zh="可列入候补名单。", en="Put the applicant on the waiting list."),
    ),
)
def a_place_is_left(places: Places, p: NoParameters) -> Verdict:
    """Fewer places are taken than were granted."""
    return met_if(places.taken < places.places, places=places.places, taken=places.taken)


@rule(
    "state",
    unless_said=Unsaid(
        statement=Words(
            zh="录取名单已提交或已公布，不能再作决定。", en="The list has been handed in: no more decisions."
        ),
        remedy=Words(zh="更正须由学校发布新的名单。", en="A correction needs a new list by the school."),
    ),
)
def intake_awaits_decisions(intake: Deciding, p: NoParameters) -> Verdict:
    """The college has not handed its list to the school yet."""
    return met_if(intake.is_deciding, state=intake.state)


@rule(
    "undecided",
    unless_said=Unsaid(
        statement=Words(zh="还有 {undecided} 份申请没有决定。", en="{undecided} applications have no decision yet."),
        remedy=Words(zh="请先对每份申请作出决定。", en="Decide every application first."),
    ),
)
def every_application_is_decided(intake: Undecided, p: NoParameters) -> Verdict:
    """No application of the intake waits for a decision."""
    return met_if(intake.undecided == 0, undecided=intake.undecided)


def _months_after(day: dt.date, months: int) -> dt.date:
    """Answer the day of that month that bears the same number, or its last day where it has none."""
    years, month = divmod(day.month - 1 + months, 12)
    year = min(day.year + years, dt.MAXYEAR)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
