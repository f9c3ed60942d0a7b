"""Two editions of one school: a record is judged by the edition of its day, and keeps it."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories import Scenario, edition, student
from tests.workflows.regulation.editions import OWN
from tests.workflows.witness import nothing_changes, only_the_refusal_is_logged
from workflows import clock
from workflows.models import Application, LogEntry, Programme, RulebookEdition
from workflows.regulation.faults import RulebookRefused
from workflows.selectors.rulebooks import NoEditionInForce, edition_in_force
from workflows.services.door import take_step
from workflows.services.refusals import StepRefused
from workflows.services.rulebooks import load_edition

pytestmark = pytest.mark.django_db

FIRST_DAY = dt.date(2026, 12, 1)
DAY_BEFORE = dt.datetime(2026, 11, 30, 23, 59, 59, tzinfo=clock.SCHOOL_ZONE)
MIDNIGHT = dt.datetime(2026, 12, 1, tzinfo=clock.SCHOOL_ZONE)
STRICTER = (
    OWN.read_text("utf-8")
    .replace("effective_from = 2025-09-01\nto_confirm", f"effective_from = {FIRST_DAY}\nto_confirm")
    .replace("minimum = 6\nmaximum = 7", "minimum = 8\nmaximum = 9")
    .replace("bachelor_years = [2, 3, 4]", "bachelor_years = [3, 4]")
)
"""The same measures, which from 1 December on ask for eight courses and for students in their third year."""


@pytest.fixture(autouse=True)
def editions(db: None) -> tuple[RulebookEdition, RulebookEdition]:
    """Load both editions: the one of 2025, and the stricter one."""
    return edition(), edition(STRICTER)


def test_an_edition_speaks_from_its_first_day_until_the_next_begins(editions) -> None:
    older, newer = editions
    assert edition_in_force(on=dt.date(2025, 9, 1)) == older
    assert edition_in_force(on=FIRST_DAY - dt.timedelta(days=1)) == older
    assert edition_in_force(on=FIRST_DAY) == newer
    assert edition_in_force(on=dt.date(2036, 1, 1)) == newer


def test_before_the_first_edition_nothing_speaks_and_the_remedy_is_named() -> None:
    with nothing_changes(), pytest.raises(NoEditionInForce, match=r"2025-08-31; load one: portal rulebook --load FILE"):
        edition_in_force(on=dt.date(2025, 8, 31))


def test_a_programme_is_judged_by_the_edition_of_the_day_of_its_decision(editions) -> None:
    scenario = Scenario(courses_count=6)
    with clock.moved_to(MIDNIGHT), only_the_refusal_is_logged(), pytest.raises(StepRefused) as refused:
        scenario.establish()
    (finding,) = (finding for finding in refused.value.findings if finding.blocks)
    assert (finding.rule, finding.facts) == ("offers_enough_courses", {"courses": 6, "minimum": 8, "maximum": 9})
    with clock.moved_to(DAY_BEFORE - dt.timedelta(minutes=5)):
        assert scenario.establish().edition == editions[0]


def test_a_day_is_a_day_at_the_school_and_not_in_greenwich(editions) -> None:
    eight_courses = Scenario(courses_count=8)
    with clock.moved_to(MIDNIGHT):
        assert MIDNIGHT.astimezone(dt.UTC).date() == FIRST_DAY - dt.timedelta(days=1)
        assert eight_courses.establish().edition == editions[1]


def test_what_was_established_under_the_older_edition_keeps_it(editions) -> None:
    scenario = Scenario(courses_count=6)
    scenario.establish()
    with clock.moved_to(MIDNIGHT):
        suspended = take_step(
            Programme,
            scenario.programme.pk,
            "suspend",
            by=scenario.approver,
            reason="师资不足",
            inputs={"decision_number": "会议纪要 2026-12"},
        )
    assert suspended.edition == editions[0]
    digests = LogEntry.objects.filter(kind="programme", outcome="taken").exclude(step="begin").order_by("ordinal")
    assert list(digests.values_list("step", "edition")) == [
        ("establish", editions[0].digest),
        ("suspend", editions[0].digest),
    ]


def test_who_applied_in_november_is_admitted_in_december_by_novembers_measures(editions) -> None:
    scenario = Scenario()
    opened = scenario.open_intake(closes_at=MIDNIGHT + dt.timedelta(days=7))
    application = scenario.application("under_review", intake=opened, by=student(entry_year=2025))
    with clock.moved_to(MIDNIGHT):
        admitted = take_step(Application, application.pk, "admit", by=scenario.officer)
    assert (admitted.state, admitted.edition) == (Application.State.ADMITTED, editions[0])


def test_who_applies_in_december_is_judged_by_decembers_measures_in_the_same_intake(editions) -> None:
    scenario = Scenario()
    opened = scenario.open_intake(closes_at=MIDNIGHT + dt.timedelta(days=7))
    applicant = student(entry_year=2025)
    draft = scenario.application("draft", intake=opened, by=applicant)
    with clock.moved_to(MIDNIGHT), only_the_refusal_is_logged(), pytest.raises(StepRefused) as refused:
        take_step(Application, draft.pk, "submit", by=applicant)
    (finding,) = (finding for finding in refused.value.findings if finding.blocks)
    assert (finding.rule, finding.facts["years"]) == ("student_is_in_an_eligible_year", [3, 4])
    with clock.moved_to(MIDNIGHT):
        elder = scenario.application("submitted", intake=opened, by=student(entry_year=2024))
    assert elder.edition == editions[1]


def test_a_draft_keeps_no_edition_since_nothing_was_judged_yet() -> None:
    scenario = Scenario()
    assert scenario.programme.edition is None
    assert scenario.application("draft", intake=scenario.open_intake()).edition is None


def test_an_edition_that_is_loaded_again_is_the_same(editions) -> None:
    assert load_edition(STRICTER) == (editions[1], False)
    assert load_edition(f"# Another comment.\n{STRICTER}") == (editions[1], False)
    assert RulebookEdition.objects.count() == 2


def test_another_edition_of_the_same_day_is_refused() -> None:
    with nothing_changes(), pytest.raises(RulebookRefused, match="begins on the same day"):
        load_edition(STRICTER.replace("minimum = 8\n", "minimum = 7\n"))


def test_a_faulty_edition_is_refused_and_nothing_is_loaded() -> None:
    later = STRICTER.replace(f"effective_from = {FIRST_DAY}\n", "effective_from = 2027-09-01\n")
    with nothing_changes(), pytest.raises(RulebookRefused) as refused:
        load_edition(later.replace("minimum = 8\n", "minimum = 80\n"))
    assert list(map(str, refused.value.faults)) == [
        "clause 6 (offers_enough_courses), minimum: input should be less than or equal to 60, not 80"
    ]
