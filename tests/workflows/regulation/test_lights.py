"""Lights: where a year's figures cross a published threshold, the review shows it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflows.regulation.editions import faults_of, small_tables
from workflows.regulation.lights import Light

SAID = {"zh": "不到一半", "en": "less than half"}


def light(**given: Any) -> Light:
    return Light.model_validate({"article": "8", "figure": "admitted", "statement": SAID} | given)


@pytest.mark.parametrize(
    ("given", "admitted", "places", "shines"),
    [
        ({"below": "0.5", "of": "places"}, 14, 30, True),
        ({"below": "0.5", "of": "places"}, 15, 30, False),
        ({"above": "0.5", "of": "places"}, 15, 30, False),
        ({"above": "0.5", "of": "places"}, 16, 30, True),
        ({"below": "0.5", "of": "places"}, 0, 0, False),
        ({"below": "10"}, 9, 30, True),
        ({"below": "10"}, 10, 30, False),
        ({"above": "0"}, 0, 30, False),
        ({"above": "0"}, 1, 30, True),
    ],
)
def test_a_light_shines_beyond_its_threshold_and_not_on_it(
    given: dict[str, str], admitted: int, places: int, shines: bool
) -> None:
    assert light(**given).shines_on({"admitted": admitted, "places": places}) is shines


def test_it_does_not_shine_on_a_figure_that_was_not_counted_then() -> None:
    assert not light(below="10").shines_on({"places": 30})
    assert not light(below="0.5", of="places").shines_on({"admitted": 1})


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({}, "light 1: a light has either below or above; add the one, or take the other out"),
        (
            {"below": "1", "above": "2"},
            "light 1: a light has either below or above; add the one, or take the other out",
        ),
        ({"below": "0"}, "light 1: no figure is below 0: this light would never shine"),
        (
            {"below": "0.5", "of": "admitted"},
            "light 1: a figure's share of itself is always 1: name another one, or leave out of",
        ),
        ({"below": "1", "article": "9"}, "edition: light cites article 9, which is not listed"),
        ({"below": "-1"}, "light 1, below: input should be greater than or equal to 0"),
        ({"below": "1", "figure": "happy"}, "light 1, figure: "),
        ({"below": "1", "colour": "red"}, "light 1, colour: unknown key"),
    ],
)
def test_a_faulty_light_is_named(row: dict[str, str], fault: str) -> None:
    tables = small_tables()
    article = str(tables["article"][0]["number"])
    tables["light"] = [{"article": article, "figure": "admitted", "statement": SAID} | row]
    (found,) = faults_of(tables)
    assert found.startswith(fault)
