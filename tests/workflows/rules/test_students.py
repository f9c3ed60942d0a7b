"""Who may apply: on the rolls, in the right year, without failed courses, not too often, not twice at a time."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.regulation.calendar import Period
from workflows.regulation.rule import NoParameters
from workflows.regulation.verdict import Outcome
from workflows.rules.students import (
    ApplicationHistory,
    ApplicationsPerPeriod,
    FailedCourses,
    Level,
    MicroMajorsInProgress,
    PresentStatus,
    RegistryStatus,
    Standing,
    StudySpan,
    YearsOfStudy,
    class_ends_before_graduation,
    major_has_no_failed_course,
    standing_as_record,
    standing_of_record,
    student_has_an_application_left,
    student_has_no_other_in_progress,
    student_is_in_an_eligible_year,
    student_is_on_the_rolls,
)

NOTHING = NoParameters()
TODAY = dt.date(2026, 11, 2)
STANDING = Standing(
    student_number="0250100001",
    level=Level.BACHELOR,
    programme_years=4,
    entry_year=2025,
    year_of_study=2,
    expected_graduation_on=dt.date(2029, 6, 30),
    outstanding=(),
    ever_failed=(),
    deferred=(),
    as_of=TODAY,
    source="import 1",
)
"""Of a student in her second year with nothing failed."""
YEARS_2_TO_4 = YearsOfStudy(bachelor_years=(2, 3, 4), upgrade_years="all", unclear_years=(5,))


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (RegistryStatus.ENROLLED, "met"),
        (RegistryStatus.ON_LEAVE, "not_met"),
        (RegistryStatus.STATUS_RETAINED, "not_met"),
        (RegistryStatus.WITHDRAWN, "not_met"),
        (RegistryStatus.EXPELLED, "not_met"),
        (RegistryStatus.GRADUATED, "not_met"),
        (None, "cannot_tell"),
    ],
)
def test_only_who_studies_now_is_on_the_rolls(status: RegistryStatus | None, outcome: str) -> None:
    assert student_is_on_the_rolls(PresentStatus(status, TODAY), NOTHING).outcome == outcome


@pytest.mark.parametrize(
    ("year", "outcome"),
    [(0, "not_met"), (1, "not_met"), (2, "met"), (3, "met"), (4, "met"), (5, "cannot_tell"), (6, "not_met")],
)
def test_a_bachelor_applies_in_years_2_to_4_and_of_year_5_the_text_does_not_say(year: int, outcome: str) -> None:
    assert student_is_in_an_eligible_year(replace(STANDING, year_of_study=year), YEARS_2_TO_4).outcome == outcome


@pytest.mark.parametrize("year", [1, 2, 5])
def test_every_upgrade_student_may_apply_in_whatever_year(year: int) -> None:
    student = replace(STANDING, level=Level.UPGRADE, year_of_study=year)
    assert student_is_in_an_eligible_year(student, YEARS_2_TO_4).outcome is Outcome.MET


@pytest.mark.parametrize(("years", "outcome"), [("none", "not_met"), ((1,), "met"), ((2,), "not_met")])
def test_another_edition_takes_no_upgrade_student_or_only_those_of_some_years(years, outcome: str) -> None:
    student = replace(STANDING, level=Level.UPGRADE, year_of_study=1)
    params = YearsOfStudy(bachelor_years=(2,), upgrade_years=years)
    assert student_is_in_an_eligible_year(student, params).outcome == outcome


def test_the_finding_tells_the_year_the_years_that_may_apply_and_as_of_when() -> None:
    facts = student_is_in_an_eligible_year(replace(STANDING, year_of_study=1), YEARS_2_TO_4).facts
    assert facts == {"year": 1, "years": [2, 3, 4], "level": "bachelor", "as_of": "2026-11-02"}


@pytest.mark.parametrize(
    ("outstanding", "deferred", "maximum", "outcome"),
    [
        ((), (), 0, "met"),
        (("高等数学",), (), 0, "not_met"),
        ((), ("大学物理",), 0, "cannot_tell"),
        (("高等数学",), ("大学物理",), 0, "not_met"),
        (("高等数学",), (), 1, "met"),
        (("高等数学",), ("大学物理",), 1, "cannot_tell"),
        ((), ("大学物理",), 1, "met"),
        (("高等数学", "线性代数"), (), 1, "not_met"),
    ],
)
def test_no_course_of_the_major_is_failed_and_a_deferred_one_might_be(outstanding, deferred, maximum, outcome) -> None:
    student = replace(STANDING, outstanding=outstanding, ever_failed=outstanding, deferred=deferred)
    assert major_has_no_failed_course(student, FailedCourses(maximum=maximum)).outcome == outcome


def test_a_course_that_was_passed_at_the_second_attempt_counts_only_where_ever_failed_counts() -> None:
    student = replace(STANDING, ever_failed=("高等数学",))
    assert major_has_no_failed_course(student, FailedCourses(counts="outstanding")).outcome is Outcome.MET
    verdict = major_has_no_failed_course(student, FailedCourses(counts="ever"))
    assert verdict.outcome is Outcome.NOT_MET
    assert (verdict.facts["failed"], verdict.facts["failed_count"]) == (["高等数学"], 1)


FALL, SPRING, LAST_YEAR = Period(2026, 1), Period(2026, 2), Period(2025, 2)


@pytest.mark.parametrize(
    ("others", "per", "maximum", "outcome"),
    [
        ((), "academic_year", 1, "met"),
        ((LAST_YEAR,), "academic_year", 1, "met"),
        ((FALL,), "academic_year", 1, "not_met"),
        ((SPRING,), "academic_year", 1, "not_met"),
        ((SPRING,), "semester", 1, "met"),
        ((FALL,), "semester", 1, "not_met"),
        ((FALL,), "semester", 2, "met"),
        ((FALL, FALL), "semester", 2, "not_met"),
        ((FALL, SPRING), "academic_year", 2, "not_met"),
    ],
)
def test_a_student_applies_once_a_year_or_as_often_as_the_edition_says(others, per, maximum, outcome) -> None:
    history = ApplicationHistory(FALL, others, ())
    verdict = student_has_an_application_left(history, ApplicationsPerPeriod(maximum=maximum, per=per))
    assert verdict.outcome == outcome


def test_the_finding_tells_how_many_applications_were_made_in_which_period() -> None:
    history = ApplicationHistory(FALL, (FALL, SPRING), ())
    per_semester = student_has_an_application_left(history, ApplicationsPerPeriod(maximum=1, per="semester"))
    assert per_semester.facts == {"applications": 1, "maximum": 1, "period": "2026-2027/1"}
    per_year = student_has_an_application_left(history, ApplicationsPerPeriod(maximum=1, per="academic_year"))
    assert per_year.facts == {"applications": 2, "maximum": 1, "period": "2026-2027"}


@pytest.mark.parametrize(
    ("in_progress", "maximum", "outcome"),
    [((), 1, "met"), (("金融",), 1, "not_met"), (("金融",), 2, "met"), (("金融", "数字人文"), 2, "not_met")],
)
def test_a_student_studies_one_at_a_time_or_as_many_as_the_edition_says(in_progress, maximum, outcome) -> None:
    history = ApplicationHistory(FALL, (), in_progress)
    verdict = student_has_no_other_in_progress(history, MicroMajorsInProgress(maximum=maximum))
    assert (verdict.outcome, verdict.facts["in_progress"]) == (outcome, list(in_progress))


@pytest.mark.parametrize(
    ("ends", "graduates", "outcome"),
    [
        (dt.date(2029, 6, 29), dt.date(2029, 6, 30), "met"),
        (dt.date(2029, 6, 30), dt.date(2029, 6, 30), "met"),
        (dt.date(2029, 7, 1), dt.date(2029, 6, 30), "not_met"),
        (None, dt.date(2029, 6, 30), "cannot_tell"),
        (dt.date(2029, 6, 30), None, "cannot_tell"),
    ],
)
def test_the_class_ends_before_the_student_graduates(ends, graduates, outcome: str) -> None:
    assert class_ends_before_graduation(StudySpan(ends, graduates), NOTHING).outcome == outcome


NAMES = st.lists(st.text(max_size=10), max_size=3).map(tuple)


@given(st.sampled_from(Level), st.integers(-2, 9), NAMES, NAMES, NAMES, st.none() | st.dates())
def test_a_standing_that_is_frozen_is_the_same_when_it_is_read_again(
    level, year, outstanding, ever, deferred, graduates
) -> None:
    standing = replace(
        STANDING,
        level=level,
        year_of_study=year,
        outstanding=outstanding,
        ever_failed=ever,
        deferred=deferred,
        expected_graduation_on=graduates,
    )
    assert standing_of_record(standing_as_record(standing)) == standing


@given(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3))
def test_one_more_failure_never_helps(outstanding: int, deferred: int, maximum: int) -> None:
    order = [Outcome.NOT_MET, Outcome.CANNOT_TELL, Outcome.MET]
    params = FailedCourses(maximum=maximum)
    student = replace(STANDING, outstanding=("课",) * outstanding, deferred=("缓",) * deferred)
    worse = replace(student, outstanding=("课",) * (outstanding + 1))
    before, after = (major_has_no_failed_course(who, params).outcome for who in (student, worse))
    assert order.index(after) <= order.index(before)
