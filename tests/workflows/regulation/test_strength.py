"""The four strengths are read off the wording, and off nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.regulation.editions import OWN, RIVERSIDE
from workflows.regulation.loader import read_edition
from workflows.regulation.strength import Strength, strength_of

PLAIN = st.text(alphabet="课程学分教师学生名额申报组建", max_size=12)
"""Characters that neither bind nor soften."""


@pytest.mark.parametrize(
    "wording", ["须熟悉", "应组建", "不得超过", "只能修读一个", "方可开班授课", "开设 6-7 门课程", "在校"]
)
def test_words_that_bind_and_plain_statements_are_mandatory(wording: str) -> None:
    assert strength_of(wording) is Strength.MANDATORY


@pytest.mark.parametrize("wording", ["原则上控制在", "原则上应具有", "原则上不超过1年", "一般原则上可"])
def test_in_principle_softens_even_what_would_bind(wording: str) -> None:
    assert strength_of(wording) is Strength.IN_PRINCIPLE


@pytest.mark.parametrize("wording", ["一般每学年可提出一次申请", "一般安排在", "一般应指定"])
def test_usually_is_usual_even_beside_words_that_bind_or_allow(wording: str) -> None:
    assert strength_of(wording) is Strength.USUAL


@pytest.mark.parametrize("wording", ["可申请置换", "鼓励联合", "均可"])
def test_may_and_encourage_never_block(wording: str) -> None:
    assert strength_of(wording) is Strength.MAY


@pytest.mark.parametrize(
    "wording", ["批准后方可", "不可", "须经许可", "经学校认可", "许可证", "可由学院决定，但须备案"]
)
def test_a_may_that_binds_or_says_nothing_does_not_soften(wording: str) -> None:
    assert strength_of(wording) is Strength.MANDATORY


def test_where_a_word_that_binds_is_part_of_another_the_clause_binds_rather_than_not() -> None:
    assert strength_of("鼓励应用") is Strength.MANDATORY
    assert strength_of("鼓励") is Strength.MAY


@given(PLAIN)
def test_what_has_no_decisive_word_is_mandatory(wording: str) -> None:
    assert strength_of(wording) is Strength.MANDATORY


@given(PLAIN, PLAIN, st.sampled_from(["", "须", "应", "不得", "可", "一般", "方可", "鼓励"]))
def test_in_principle_decides_wherever_it_stands(before: str, after: str, other: str) -> None:
    assert strength_of(f"{before}原则上{other}{after}") is Strength.IN_PRINCIPLE
    assert strength_of(f"{before}{other}原则上{after}") is Strength.IN_PRINCIPLE


@given(PLAIN, PLAIN, st.sampled_from(["须", "应", "不得", "只能"]))
def test_a_word_that_binds_is_never_softened_by_may(before: str, after: str, binding: str) -> None:
    assert strength_of(f"{before}可{after}{binding}") is Strength.MANDATORY
    assert strength_of(f"{binding}{before}可{after}") is Strength.MANDATORY


@pytest.mark.parametrize("path", [OWN, RIVERSIDE], ids=lambda path: path.stem)
def test_every_clause_of_the_editions_says_the_strength_of_its_wording(path) -> None:
    for clause in read_edition(path.read_text("utf-8")).clauses:
        assert strength_of(clause.wording) is clause.strength


def test_the_softened_clauses_of_the_schools_own_edition_are_these() -> None:
    edition = read_edition(OWN.read_text("utf-8"))
    softened = {clause.rule: clause.strength for clause in edition.clauses if clause.strength is not Strength.MANDATORY}
    assert softened == {
        "carries_enough_credits": Strength.IN_PRINCIPLE,
        "director_has_the_title": Strength.IN_PRINCIPLE,
        "class_ends_within_the_period": Strength.IN_PRINCIPLE,
        "student_has_an_application_left": Strength.USUAL,
    }
