"""Text from outside: what nobody sees of it is nothing."""

from __future__ import annotations

import pytest

from workflows.regulation.text import trimmed

UNSEEN = ["", " ", "\u3000", "\u200b", "\u200b\u200d\ufeff", "\u3164\u2800", "\u115f", "\u00ad\u2060", "\n\t\u2028"]


@pytest.mark.parametrize("text", UNSEEN, ids=ascii)
def test_what_nobody_sees_is_nothing(text: str) -> None:
    assert trimmed(text) == ""
    assert trimmed(f"{text}名额\u200b有限{text}") == "名额\u200b有限"


@pytest.mark.parametrize("text", ["a\x00", "·", "👩\u200d🔬", "-"], ids=ascii)
def test_what_somebody_sees_or_must_be_refused_stays(text: str) -> None:
    assert trimmed(text) == text
