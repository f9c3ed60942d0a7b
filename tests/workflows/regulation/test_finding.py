"""What a step still lacks because of a rule: read off verdict, strength, kind of step and what was settled."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.regulation.edition import Clause
from workflows.regulation.finding import Finding, Need, Settlement, fill, finding_of
from workflows.regulation.strength import Strength
from workflows.regulation.verdict import Outcome, cannot_tell, met_if
from workflows.regulation.words import Words

WORDING = {
    Strength.MANDATORY: "应",
    Strength.IN_PRINCIPLE: "原则上",
    Strength.USUAL: "一般",
    Strength.MAY: "可",
}
LACKING = {
    (Outcome.NOT_MET, Strength.MANDATORY, True): Need.CHANGE,
    (Outcome.NOT_MET, Strength.MANDATORY, False): Need.CHANGE,
    (Outcome.NOT_MET, Strength.IN_PRINCIPLE, True): Need.WAIVER,
    (Outcome.NOT_MET, Strength.IN_PRINCIPLE, False): Need.WAIVER,
    (Outcome.NOT_MET, Strength.USUAL, True): Need.REASON,
    (Outcome.NOT_MET, Strength.USUAL, False): Need.REASON,
    (Outcome.CANNOT_TELL, Strength.MANDATORY, True): Need.REASON,
    (Outcome.CANNOT_TELL, Strength.IN_PRINCIPLE, True): Need.REASON,
    (Outcome.CANNOT_TELL, Strength.USUAL, True): Need.REASON,
}
"""Verdict, strength and whether the step decides about another; whatever is not here lacks nothing."""


def finding(verdict: Outcome, strength: Strength, *, is_decision: bool = True, **changes: Any) -> Finding:
    """Answer a finding with this verdict on a clause of this strength."""
    made = finding_of(clause(strength), verdict, {"courses": 5, "minimum": 6}, is_decision=is_decision)
    return replace(made, **changes)


def clause(strength: Strength = Strength.MANDATORY, *, question: Words | None = None) -> Clause:
    """Answer a clause of this strength."""
    return Clause(
        rule="offers_enough_courses",
        article="6(2)",
        wording=WORDING[strength],
        strength=strength,
        waived_by="aao_officer" if strength is Strength.IN_PRINCIPLE else None,
        statement=Words(zh="有 {courses} 门，至少 {minimum} 门。", en="{courses} courses; {minimum} at least."),
        remedy=Words(zh="请补足 {minimum} 门。", en="Make it {minimum}."),
        question=question,
    )


@pytest.mark.parametrize("is_decision", [True, False], ids=["decision", "no decision"])
@pytest.mark.parametrize("strength", Strength)
@pytest.mark.parametrize("verdict", Outcome)
def test_what_is_lacking_is_this_and_nothing_else(verdict: Outcome, strength: Strength, is_decision: bool) -> None:
    found = finding(verdict, strength, is_decision=is_decision)
    assert found.need is LACKING.get((verdict, strength, is_decision), Need.NOTHING)
    assert found.blocks is ((verdict, strength, is_decision) in LACKING)


@pytest.mark.parametrize("settled_by", Settlement)
@pytest.mark.parametrize("is_decision", [True, False], ids=["decision", "no decision"])
@pytest.mark.parametrize("strength", Strength)
@pytest.mark.parametrize("verdict", Outcome)
def test_what_is_settled_lacks_nothing(verdict, strength, is_decision, settled_by) -> None:
    found = finding(verdict, strength, is_decision=is_decision, settled_by=settled_by)
    assert found.need is Need.NOTHING
    assert not found.blocks


@pytest.mark.parametrize("strength", Strength)
@pytest.mark.parametrize("verdict", Outcome)
def test_a_waiver_helps_where_a_clause_in_principle_is_not_met(verdict: Outcome, strength: Strength) -> None:
    is_so = verdict is Outcome.NOT_MET and strength is Strength.IN_PRINCIPLE
    assert finding(verdict, strength).is_waivable is is_so


def test_a_finding_says_what_is_the_matter_in_the_readers_language() -> None:
    found = finding(Outcome.NOT_MET, Strength.MANDATORY)
    assert found.message("zh-hans") == "有 5 门，至少 6 门。"
    assert found.message("en") == "5 courses; 6 at least."
    assert found.help("zh-hans") == "请补足 6 门。"
    assert found.help("en-gb") == "Make it 6."


def test_what_cannot_be_told_is_asked() -> None:
    question = Words(zh="是几门？", en="How many?")
    found = finding_of(clause(question=question), Outcome.CANNOT_TELL, {}, is_decision=True)
    assert (found.message("zh"), found.message("en")) == ("是几门？", "How many?")


def test_what_is_not_met_is_told_and_not_asked() -> None:
    question = Words(zh="是几门？", en="How many?")
    found = finding_of(clause(question=question), Outcome.NOT_MET, {"courses": 5}, is_decision=True)
    assert found.message("en") == "5 courses; — at least."


def test_the_log_keeps_codes_and_figures_and_no_sentences() -> None:
    found = finding(Outcome.NOT_MET, Strength.IN_PRINCIPLE, settled_by=Settlement.WAIVER, waiver_id=7)
    assert found.as_record() == {
        "rule": "offers_enough_courses",
        "article": "6(2)",
        "strength": "in_principle",
        "wording": "原则上",
        "verdict": "not_met",
        "facts": {"courses": 5, "minimum": 6},
        "settled_by": "waiver",
        "waiver": 7,
    }


def test_codes_are_said_in_words_and_everything_else_as_it_is() -> None:
    terms = {"none": Words(zh="没有", en="no title"), "senior": Words(zh="正高级", en="senior")}
    template = Words(zh="{titles}；{name}", en="{titles}; {name}")
    said = replace(
        finding(Outcome.NOT_MET, Strength.MANDATORY),
        statement=template,
        terms=terms,
        facts={"titles": ["none", "senior"], "name": "李老师"},
    )
    assert said.message("zh") == "没有、正高级；李老师"
    assert said.message("en") == "no title, senior; 李老师"


@pytest.mark.parametrize(
    ("fact", "shown"),
    [
        ("2026-11-02T08:00:00+08:00", "2026-11-02 08:00"),
        ("2026-11-02T08:00:30+08:00", "2026-11-02 08:00:30"),
        ("2026-11-02T23:59:59.999999+08:00", "2026-11-02 23:59:59"),
        ("2026-11-02", "2026-11-02"),
        ("T08:00", "T08:00"),
        (None, "—"),
        ([], "—"),
        (0, "0"),
        (["a", "b"], "a、b"),
    ],
)
def test_a_fact_is_shown_as_a_reader_writes_it(fact, shown) -> None:
    assert fill("{fact}", {"fact": fact}, "zh-hans") == shown


@given(st.dictionaries(st.sampled_from(["a", "b"]), st.none() | st.integers() | st.text() | st.lists(st.text())))
def test_no_fact_breaks_a_sentence(facts) -> None:
    assert fill("{a}：{b}", facts, "zh").count("：") >= 1


@given(st.text())
def test_braces_in_a_fact_are_shown_and_not_filled(text: str) -> None:
    assert fill("{a}", {"a": f"{{b}}{text}", "b": "secret"}, "en").startswith("{b}")


def test_a_verdict_carries_only_what_json_can() -> None:
    verdict = met_if(
        True, credits=Decimal("12.50"), whole=Decimal("10"), names=frozenset({"b", "a"}), level=Strength.MAY
    )
    assert verdict.outcome is Outcome.MET
    assert verdict.facts == {"credits": "12.5", "whole": "10", "names": ["a", "b"], "level": "may"}
    assert cannot_tell(title=None).outcome is Outcome.CANNOT_TELL
