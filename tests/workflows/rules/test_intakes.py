"""When an intake is open, whom it recruits, what it has announced, and how long its class lasts."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.regulation.rule import NoParameters
from workflows.regulation.verdict import Outcome
from workflows.rules.intakes import (
    Announcement,
    Deciding,
    PeriodOfStudy,
    Places,
    RecruitedGroups,
    Undecided,
    Window,
    a_place_is_left,
    class_ends_within_the_period,
    college_recruits_the_student,
    every_application_is_decided,
    intake_awaits_decisions,
    intake_is_announced,
    intake_is_open,
)

NOTHING = NoParameters()
ZONE = dt.timezone(dt.timedelta(hours=8))
OPENS = dt.datetime(2026, 11, 2, 8, tzinfo=ZONE)
CLOSES = dt.datetime(2026, 11, 9, 18, tzinfo=ZONE)
SECOND = dt.timedelta(seconds=1)
ANNOUNCED = Announcement("exam", dt.date(2026, 12, 1), dt.date(2027, 11, 30), OPENS, CLOSES)


@pytest.mark.parametrize(
    ("at", "outcome"),
    [
        (OPENS - SECOND, "not_met"),
        (OPENS, "met"),
        (CLOSES - SECOND, "met"),
        (CLOSES, "not_met"),
        (CLOSES + SECOND, "not_met"),
    ],
)
def test_an_intake_is_open_from_its_first_second_to_the_last_before_it_closes(at: dt.datetime, outcome: str) -> None:
    assert intake_is_open(Window(True, OPENS, CLOSES, at), NOTHING).outcome == outcome


def test_an_intake_that_the_college_closed_is_closed_inside_its_window_too() -> None:
    assert intake_is_open(Window(False, OPENS, CLOSES, OPENS), NOTHING).outcome is Outcome.NOT_MET


@pytest.mark.parametrize(("opens", "closes"), [(None, CLOSES), (OPENS, None), (None, None)])
def test_an_intake_without_a_window_is_not_open(opens, closes) -> None:
    assert intake_is_open(Window(True, opens, closes, OPENS), NOTHING).outcome is Outcome.NOT_MET


EVERYBODY = RecruitedGroups((), (), (), 2025, "信息工程学院", "软件工程")


def test_without_restrictions_a_college_recruits_everybody() -> None:
    assert college_recruits_the_student(EVERYBODY, NOTHING).outcome is Outcome.MET


@pytest.mark.parametrize(
    ("restriction", "outcome"),
    [
        ({"entry_years": (2024, 2025)}, "met"),
        ({"entry_years": (2024,)}, "not_met"),
        ({"colleges": ("信息工程学院",)}, "met"),
        ({"colleges": ("外国语学院",)}, "not_met"),
        ({"majors": ("软件工程", "会计学")}, "met"),
        ({"majors": ("会计学",)}, "not_met"),
        ({"entry_years": (2025,), "colleges": ("信息工程学院",), "majors": ("会计学",)}, "not_met"),
    ],
)
def test_a_college_recruits_those_whom_each_of_its_restrictions_lets_in(restriction, outcome: str) -> None:
    verdict = college_recruits_the_student(replace(EVERYBODY, **restriction), NOTHING)
    assert verdict.outcome == outcome
    assert verdict.facts["entry_year"] == 2025


def test_an_intake_that_says_everything_is_announced() -> None:
    assert intake_is_announced(ANNOUNCED, NOTHING).outcome is Outcome.MET


@pytest.mark.parametrize(
    ("silence", "missing"),
    [
        ({"selection_method": ""}, ["selection_method"]),
        ({"class_starts_on": None, "class_ends_on": None}, ["class_starts_on", "class_ends_on"]),
        ({"opens_at": None, "closes_at": None}, ["opens_at", "closes_at"]),
    ],
)
def test_everything_that_an_intake_does_not_say_is_told_at_once(silence, missing: list[str]) -> None:
    verdict = intake_is_announced(replace(ANNOUNCED, **silence), NOTHING)
    assert (verdict.outcome, verdict.facts) == (Outcome.NOT_MET, {"missing": missing})


@pytest.mark.parametrize(
    ("starts", "months", "latest"),
    [
        ("2026-09-01", 12, "2027-09-01"),
        ("2027-02-28", 12, "2028-02-28"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-10-31", 1, "2026-11-30"),
        ("2026-12-01", 1, "2027-01-01"),
        ("2026-01-31", 18, "2027-07-31"),
    ],
)
def test_a_period_in_months_ends_on_the_same_day_or_on_the_months_last(starts: str, months: int, latest: str) -> None:
    first, last = dt.date.fromisoformat(starts), dt.date.fromisoformat(latest)
    within = replace(ANNOUNCED, class_starts_on=first, class_ends_on=last)
    beyond = replace(within, class_ends_on=last + dt.timedelta(days=1))
    period = PeriodOfStudy(maximum_months=months)
    assert class_ends_within_the_period(within, period).outcome is Outcome.MET
    verdict = class_ends_within_the_period(beyond, period)
    assert (verdict.outcome, verdict.facts["latest_end_on"]) == (Outcome.NOT_MET, latest)


@pytest.mark.parametrize("silence", [{"class_starts_on": None}, {"class_ends_on": None}])
def test_whether_a_class_without_its_days_ends_in_time_cannot_be_told(silence) -> None:
    verdict = class_ends_within_the_period(replace(ANNOUNCED, **silence), PeriodOfStudy(maximum_months=12))
    assert verdict.outcome is Outcome.CANNOT_TELL


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)), st.integers(1, 71))
def test_a_longer_period_never_ends_sooner(starts: dt.date, months: int) -> None:
    facts = replace(ANNOUNCED, class_starts_on=starts, class_ends_on=starts)
    ends = [
        class_ends_within_the_period(facts, PeriodOfStudy(maximum_months=months + more)).facts["latest_end_on"]
        for more in (0, 1)
    ]
    assert starts.isoformat() < str(ends[0]) < str(ends[1])


@pytest.mark.parametrize(("taken", "outcome"), [(0, "met"), (29, "met"), (30, "not_met"), (31, "not_met")])
def test_a_place_is_left_until_the_last_is_taken(taken: int, outcome: str) -> None:
    verdict = a_place_is_left(Places(30, taken), NOTHING)
    assert (verdict.outcome, verdict.facts) == (outcome, {"places": 30, "taken": taken})


@pytest.mark.parametrize(("is_deciding", "outcome"), [(True, "met"), (False, "not_met")])
def test_decisions_end_when_the_list_is_handed_to_the_school(is_deciding: bool, outcome: str) -> None:
    assert intake_awaits_decisions(Deciding("selected", is_deciding), NOTHING).outcome == outcome


@pytest.mark.parametrize(("undecided", "outcome"), [(0, "met"), (1, "not_met")])
def test_a_list_is_complete_when_no_application_waits(undecided: int, outcome: str) -> None:
    verdict = every_application_is_decided(Undecided(undecided), NOTHING)
    assert (verdict.outcome, verdict.facts) == (outcome, {"undecided": undecided})
