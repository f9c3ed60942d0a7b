"""Who may apply (Art. 12)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from workflows.regulation.calendar import Period, Unit
from workflows.regulation.rule import NoParameters, Parameters, Whole, rule
from workflows.regulation.text import Wrong, said
from workflows.regulation.text import marked as _
from workflows.regulation.verdict import Verdict, cannot_tell, met_if
from workflows.regulation.words import AT_MOST, COURSES, Figure, UnitOfCount, Words


class Level(StrEnum):
    """Levels of study in the major: a four- or five-year bachelor, or the two years that upgrade a diploma (专升本)."""

    BACHELOR = "bachelor"
    UPGRADE = "upgrade"


class RegistryStatus(StrEnum):
    """What the student registry says of a student (学籍状态)."""

    ENROLLED = "enrolled"
    ON_LEAVE = "on_leave"
    STATUS_RETAINED = "status_retained"
    WITHDRAWN = "withdrawn"
    EXPELLED = "expelled"
    GRADUATED = "graduated"


@dataclass(frozen=True, slots=True)
class Standing:
    """A student's standing in the major at application: from the registry, frozen when she submits."""

    student_number: str
    level: Level
    programme_years: int
    entry_year: int
    year_of_study: int
    expected_graduation_on: dt.date | None
    outstanding: tuple[str, ...]
    """Titles of courses that were failed and have not been passed since."""
    ever_failed: tuple[str, ...]
    deferred: tuple[str, ...]
    """Titles of courses whose exam was put off, with no result yet."""
    as_of: dt.date
    source: str


_STANDING = TypeAdapter(Standing)


def standing_as_record(standing: Standing) -> dict[str, Any]:
    """Answer the standing as JSON keeps it, evidence for as long as the application exists."""
    return _STANDING.dump_python(standing, mode="json")


def standing_of_record(record: dict[str, Any]) -> Standing:
    """Answer the standing that was frozen."""
    return _STANDING.validate_python(record)


@dataclass(frozen=True, slots=True)
class PresentStatus:
    """What the registry says of the student now, whatever was frozen before."""

    status: RegistryStatus | None
    as_of: dt.date


@dataclass(frozen=True, slots=True)
class ApplicationHistory:
    """The student's other applications that count, and the period in which she applies."""

    now: Period
    others: tuple[Period, ...]
    in_progress: tuple[str, ...]
    """Titles of the micro-majors that she has a place in or studies."""


@dataclass(frozen=True, slots=True)
class StudySpan:
    """When the class ends beside when the student leaves the major."""

    class_ends_on: dt.date | None
    expected_graduation_on: dt.date | None


_YEARS: dict[str, Words] = {
    Level.BACHELOR: Words(zh="本科", en="bachelor"),
    Level.UPGRADE: Words(zh="专升本", en="upgrade from a diploma"),
    "all": Words(zh="所有", en="all"),
    "none": Words(zh="（无）", en="none"),
}
_COUNTED: dict[str, Words] = {
    "outstanding": Words(zh="尚未通过的", en="those not passed since"),
    "ever": Words(zh="曾经不及格的", en="those ever failed"),
}
_PERIODS: dict[str, Words] = {
    "academic_year": Words(zh="学年", en="academic year"),
    "semester": Words(zh="学期", en="semester"),
}


class YearsOfStudy(Parameters):
    """Which years of a bachelor may apply, whether upgrade students may, and what the text leaves open."""

    bachelor_years: Annotated[
        tuple[Annotated[Whole, Field(ge=1, le=8)], ...],
        Field(min_length=1),
        Figure(Words(zh="可报名的本科年级", en="years of a bachelor that may apply")),
    ]
    upgrade_years: Annotated[
        Literal["all", "none"] | tuple[Annotated[Whole, Field(ge=1, le=4)], ...],
        Figure(Words(zh="可报名的专升本年级", en="years of an upgrade that may apply"), terms=_YEARS),
    ] = "all"
    unclear_years: Annotated[
        tuple[Annotated[Whole, Field(ge=1, le=8)], ...],
        Figure(Words(zh="原文未说明的本科年级", en="years of a bachelor of which the text does not say")),
    ] = ()
    """Years of a bachelor of which the text does not say: the question goes to whoever decides."""

    @model_validator(mode="after")
    def _clear_or_not(self) -> Self:
        if both := sorted(set(self.bachelor_years) & set(self.unclear_years)):
            matter = _("years %(both)s are both in bachelor_years and in unclear_years; keep them in one")
            raise Wrong(said(matter, both=both))
        return self


class FailedCourses(Parameters):
    """Which failed courses stand in the way, and how many are borne with."""

    counts: Annotated[
        Literal["outstanding", "ever"],
        Figure(Words(zh="计入的不及格课程", en="failed courses that count"), terms=_COUNTED),
    ] = "outstanding"
    maximum: Annotated[Whole, Field(ge=0, le=20), Figure(AT_MOST, COURSES)] = 0


class ApplicationsPerPeriod(Parameters):
    """How many applications in which period."""

    maximum: Annotated[
        Whole, Field(ge=1, le=20), Figure(AT_MOST, UnitOfCount(Words(zh="次", en="applications"), one="application"))
    ]
    per: Annotated[Unit, Figure(Words(zh="计次周期", en="counted by"), terms=_PERIODS)]


class MicroMajorsInProgress(Parameters):
    """How many micro-majors at a time."""

    maximum: Annotated[
        Whole,
        Field(ge=1, le=10),
        Figure(
            Words(zh="同时修读至多", en="at a time, at most"),
            UnitOfCount(Words(zh="个微专业", en="micro-majors"), one="micro-major"),
        ),
    ]


_STATUSES: dict[str, Words] = {
    RegistryStatus.ENROLLED: Words(zh="在读", en="enrolled"),
    RegistryStatus.ON_LEAVE: Words(zh="休学", en="on leave"),
    RegistryStatus.STATUS_RETAINED: Words(zh="保留学籍", en="status retained"),
    RegistryStatus.WITHDRAWN: Words(zh="退学", en="withdrawn"),
    RegistryStatus.EXPELLED: Words(zh="开除学籍", en="expelled"),
    RegistryStatus.GRADUATED: Words(zh="毕业", en="graduated"),
}


@rule("status", "as_of", terms=_STATUSES)
def student_is_on_the_rolls(student: PresentStatus, p: NoParameters) -> Verdict:
    """The registry has the student as studying now."""
    if student.status is None:
        return cannot_tell(status=None, as_of=student.as_of)
    return met_if(student.status is RegistryStatus.ENROLLED, status=student.status, as_of=student.as_of)


@rule("year", "years", "level", "as_of", terms=_YEARS)
def student_is_in_an_eligible_year(student: Standing, p: YearsOfStudy) -> Verdict:
    """The student is in a year of study that may apply."""
    years = p.bachelor_years if student.level is Level.BACHELOR else p.upgrade_years
    facts = {
        "year": student.year_of_study,
        "years": list(years) if isinstance(years, tuple) else years,
        "level": student.level,
        "as_of": student.as_of,
    }
    if student.level is Level.BACHELOR and student.year_of_study in p.unclear_years:
        return cannot_tell(**facts)
    return met_if(years == "all" or (years != "none" and student.year_of_study in years), **facts)


@rule("failed", "failed_count", "maximum", "deferred", "as_of")
def major_has_no_failed_course(student: Standing, p: FailedCourses) -> Verdict:
    """The student's major shows no failed course of the kind that the edition means."""
    failed = student.ever_failed if p.counts == "ever" else student.outstanding
    facts = {
        "failed": failed,
        "failed_count": len(failed),
        "maximum": p.maximum,
        "deferred": student.deferred,
        "as_of": student.as_of,
    }
    if len(failed) <= p.maximum < len(failed) + len(student.deferred):
        return cannot_tell(**facts)
    return met_if(len(failed) <= p.maximum, **facts)


@rule("applications", "maximum", "period")
def student_has_an_application_left(history: ApplicationHistory, p: ApplicationsPerPeriod) -> Verdict:
    """The student has not used up the applications of this period."""
    period = history.now.label(p.per)
    used = Counter(other.label(p.per) for other in history.others)[period]
    return met_if(used < p.maximum, applications=used, maximum=p.maximum, period=period)


@rule("in_progress", "maximum")
def student_has_no_other_in_progress(history: ApplicationHistory, p: MicroMajorsInProgress) -> Verdict:
    """The student is not in as many micro-majors already as the edition lets one student study at a time."""
    return met_if(len(history.in_progress) < p.maximum, in_progress=history.in_progress, maximum=p.maximum)


@rule("class_ends_on", "graduates_on")
def class_ends_before_graduation(span: StudySpan, p: NoParameters) -> Verdict:
    """The class ends before the student graduates from the major, on the day itself at the latest."""
    facts = {"class_ends_on": span.class_ends_on, "graduates_on": span.expected_graduation_on}
    if span.class_ends_on is None or span.expected_graduation_on is None:
        return cannot_tell(**facts)
    return met_if(span.class_ends_on <= span.expected_graduation_on, **facts)
