"""Whatever a file holds: it is an edition, or it is refused with its faults, and nothing else ever happens."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflows.regulation.editions import bound, own_tables
from workflows.regulation.edition import Edition
from workflows.regulation.faults import RulebookRefused
from workflows.regulation.loader import edition_of, read_edition

KEYS = st.sampled_from(
    [*Edition.model_fields, "article", "clause", "rule", "wording", "strength", "statement", "zh", "en", "minimum"]
) | st.text(max_size=8)
TEXTS = st.text(max_size=20)
MOMENTS = st.dates() | st.datetimes() | st.times()
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | MOMENTS
ANYTHING = st.recursive(VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4))
"""What a TOML parser could answer, and more."""


def is_read_or_refused(tables: dict[str, Any]) -> None:
    """Hold that nothing but a refusal with faults comes of these tables."""
    faults: list[str] | None = None
    try:
        bound(tables)
    except RulebookRefused as refusal:
        faults = list(map(str, refusal.faults))
    assert faults is None or (faults and all(": " in fault for fault in faults))


@given(st.dictionaries(KEYS, ANYTHING, max_size=6))
@settings(max_examples=150, deadline=None)
def test_any_tables_are_read_or_refused(tables: dict[str, Any]) -> None:
    is_read_or_refused(tables)


@st.composite
def broken_editions(draw: st.DrawFn) -> dict[str, Any]:
    """Answer the school's own edition with one value, somewhere, replaced by anything."""
    tables = own_tables()
    place: Any = tables
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = draw(st.sampled_from(keys))
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or draw(st.booleans()):
            place[key] = draw(ANYTHING)
            return tables
        place = inner


@given(broken_editions())
@settings(max_examples=150, deadline=None)
def test_an_edition_with_anything_anywhere_is_read_or_refused(tables: dict[str, Any]) -> None:
    is_read_or_refused(tables)


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(RulebookRefused):
        read_edition(text)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)))
def test_any_day_can_be_that_of_an_edition(day: dt.date) -> None:
    assert edition_of(own_tables() | {"effective_from": day}).effective_from == day
