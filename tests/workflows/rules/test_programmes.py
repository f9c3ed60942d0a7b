"""A programme's title is its own, and a programme that was suspended or revoked recruits nobody."""

import pytest

from workflows.regulation.rule import NoParameters
from workflows.rules.programmes import (
    ProgrammeStanding,
    TitleFacts,
    programme_is_not_revoked,
    programme_recruits,
    title_is_no_major,
)

MAJORS = frozenset({"软件工程", "会计学"})


@pytest.mark.parametrize(
    ("title", "outcome"),
    [("软件工程", "not_met"), (" 软件工程 ", "not_met"), ("软件工程管理", "met"), ("智能金融", "met")],
)
def test_a_micro_major_does_not_bear_the_name_of_a_major(title: str, outcome: str) -> None:
    verdict = title_is_no_major(TitleFacts(title, MAJORS), NoParameters())
    assert (verdict.outcome, verdict.facts) == (outcome, {"title": title})


def test_where_no_major_is_known_any_title_is_free() -> None:
    assert title_is_no_major(TitleFacts("软件工程", frozenset()), NoParameters()).outcome == "met"


@pytest.mark.parametrize(("state", "established"), [("established", True), ("suspended", False), ("revoked", False)])
def test_only_an_established_programme_recruits(state: str, established: bool) -> None:
    verdict = programme_recruits(ProgrammeStanding("智能金融", state, established, state == "revoked"), NoParameters())
    assert verdict.outcome == ("met" if established else "not_met")
    assert verdict.facts == {"programme": "智能金融", "state": state}


@pytest.mark.parametrize(("state", "outcome"), [("established", "met"), ("suspended", "met"), ("revoked", "not_met")])
def test_nothing_is_decided_on_a_programme_that_was_revoked(state: str, outcome: str) -> None:
    standing = ProgrammeStanding("智能金融", state, state == "established", state == "revoked")
    verdict = programme_is_not_revoked(standing, NoParameters())
    assert (verdict.outcome, verdict.facts) == (outcome, {"programme": "智能金融"})
