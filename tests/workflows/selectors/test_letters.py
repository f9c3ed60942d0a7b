"""Letters: every field is known and filled in both languages; odd words are refused by name."""

from __future__ import annotations

import pytest

from workflows.selectors.letters import LANGUAGES, fault_in, fill, letters, own_words, samples_of

NAMES = sorted(letters().letters)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_the_portals_own_words_are_filled_from_the_letters_own_fields(name: str, language: str):
    own = own_words(name, language)
    for text in (own.subject, own.body):
        assert fault_in(text, letters().letters[name].fields) is None
    filled = own.filled(samples_of(name, language))
    assert "\n" not in filled.subject
    assert not {"{", "}"} & {*filled.subject, *filled.body}
    assert all(sample in filled.subject + filled.body for sample in samples_of(name, language).values())


def test_every_field_belongs_to_a_letter_and_every_letter_knows_its_fields():
    named = {field for letter in letters().letters.values() for field in letter.fields}
    assert named == set(letters().fields)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{a}同学：", "甲同学："),
        ("说明：{empty}", ""),
        ("一\n\n说明：{empty}\n\n二", "一\n\n二"),
        ("{a}：{empty}", "甲："),
        ("一\n\n\n二\n", "一\n\n二"),
        ("没有", "没有"),
        ("{a}{a}", "甲甲"),
    ],
)
def test_a_line_without_anything_in_its_places_is_left_out(text: str, filled: str):
    assert fill(text, {"a": "甲", "empty": ""}) == filled


def test_what_stands_in_a_place_is_never_read_as_a_place():
    assert fill("{a}", {"a": "{b}", "b": "乙"}) == "{b}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{programme} {x} {y} {x}", "{x}；{y}"),
        ("{programme", "大括号"),
        ("programme}", "大括号"),
        ("{}", "大括号"),
        ("{programme.title}", "大括号"),
        ("{{programme}}", "大括号"),
        ("{ programme }", "大括号"),
    ],
)
def test_odd_words_are_refused_by_name(text: str, said: str):
    fault = fault_in(text, ("programme",))
    assert fault is not None
    assert said in fault
