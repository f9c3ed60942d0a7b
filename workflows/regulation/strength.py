"""The four strengths of a rule, read off the wording of the measures."""

from __future__ import annotations

import re
from enum import StrEnum


class Strength(StrEnum):
    """How firmly a clause binds."""

    MANDATORY = "mandatory"
    """Refuses; nobody can waive it."""
    IN_PRINCIPLE = "in_principle"
    """Refuses unless the office that the clause names has granted a waiver for this record."""
    USUAL = "usual"
    """Warns; whoever takes the step goes on by recording a reason."""
    MAY = "may"
    """Never blocks."""


# 方可 and 不可 bind although they contain 可; the order of the tests is the order of the words' force.
_SOFTENERS = (
    (Strength.IN_PRINCIPLE, re.compile("原则上")),
    (Strength.USUAL, re.compile("一般")),
    (Strength.MAY, re.compile("鼓励|(?<![方不])可")),
)


def strength_of(wording: str) -> Strength:
    """Answer the strength that a clause's decisive wording gives it: mandatory unless a word softens it."""
    return next((strength for strength, word in _SOFTENERS if word.search(wording)), Strength.MANDATORY)
