"""How Chinese is cut for the index and for a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.words import canonical, index_initials, index_text, query_of, terms_of


def test_pairs_are_indexed_and_the_last_character_alone():
    assert index_text("人工智能") == "人工 工智 智能 能"
    assert index_text("5G 低空") == "5g 低空 空"
    assert index_text("") == ""


def test_initials_begin_at_every_character():
    assert index_initials("人工智能") == "rgzn gzn zn"
    assert index_initials("AI 与法") == "yf"


def test_full_width_and_capitals_are_one():
    assert canonical("ＡＩ①") == "ai1"


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("人工", "人工"),
        ("工智能", "工智 & 智能"),
        ("申", "申:*"),
        ("rgzn", "rgzn:*"),
        ("ChatGPT应用", "chatgpt:* & 应用"),
        ("贷款与低空", "(贷款 & 款与 & 与低 & 低空) | (贷款 & 低空)"),
        ("智人", "智人"),
        ("的", "的:*"),
        ("", ""),
        ("！？", ""),
    ],
)
def test_what_is_asked(typed: str, asked: str):
    assert query_of(typed) == asked


def test_what_was_typed_is_marked_before_its_words():
    assert terms_of("小店主贷款") == ["小店主贷款", "小店主", "贷款"]


@given(st.text(max_size=300))
def test_nothing_but_words_and_our_own_operators_is_asked(typed: str):
    asked = query_of(typed)

    assert len(asked) < 3000
    assert not set(asked) & set("\\'\"!<>\x00")
    assert "\x00" not in index_text(typed)
