"""An edition may soften the clauses that count: what the door lets pass, the database lets pass too."""

from __future__ import annotations

import pytest

from tests.factories import RULEBOOKS, Scenario, edition, student
from workflows.models import Application
from workflows.services.door import take_step

pytestmark = pytest.mark.django_db

OWN = (RULEBOOKS / "ccut-2025-62.toml").read_text("utf-8")


def softened(wording: str, strength: str, instead: str) -> None:
    """Load our own edition with one clause that binds less."""
    before, clause = OWN.split(f'wording = "{wording}"\nstrength = ', 1)
    edition(f'{before}wording = "{instead}"\nstrength = "{strength}"{clause[clause.index(chr(10)) :]}')


def test_where_more_applications_never_block_a_second_one_needs_no_reason() -> None:
    softened("一般每学年可提出一次申请", "may", "可提出申请")
    scenario, applicant = Scenario(), student()

    first = scenario.application("submitted", intake=scenario.open_intake(), by=applicant)
    second = scenario.application("submitted", intake=Scenario().open_intake(), by=applicant)

    assert [(a.period_ordinal, a.period_limit, a.exception_reason) for a in (first, second)] == [
        (1, 1, ""),
        (2, None, ""),
    ]


def test_where_one_at_a_time_is_usual_an_officer_admits_to_a_second_with_a_reason() -> None:
    softened("只能修读一个", "usual", "一般只修读一个")
    one, other, applicant = Scenario(), Scenario(), student()
    first = one.application("admitted", intake=one.open_intake(), by=applicant)
    second = other.application("under_review", intake=other.open_intake(), by=applicant, reason="两个方向互补")

    second = take_step(Application, second.pk, "admit", by=other.officer, reason="情况已核实")

    assert [(a.progress_ordinal, a.progress_limit) for a in (first, second)] == [(1, 1), (2, None)]
