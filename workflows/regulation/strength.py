"""The four strengths of a rule, read off the wording of the measures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from workflows.regulation.words import Words


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


STRENGTHS: Mapping[Strength, Words] = {
    Strength.MANDATORY: Words(zh="必须", en="mandatory"),
    Strength.IN_PRINCIPLE: Words(zh="原则上", en="in principle"),
    Strength.USUAL: Words(zh="一般", en="usual"),
    Strength.MAY: Words(zh="可以", en="may"),
}

# The order of the tests is the order of the words' force. A word that binds outweighs 可, but neither 原则上 nor 一般,
# which soften it (原则上应…). 方可, 不可 and 许可 bind or say nothing although they contain 可. Where a word that binds
# is part of another (应用), the clause reads as mandatory, and the edition quotes fewer characters.
_READINGS = (
    (Strength.IN_PRINCIPLE, re.compile("原则上")),
    (Strength.USUAL, re.compile("一般")),
    (Strength.MANDATORY, re.compile("须|应|必|不得|只能")),
    (Strength.MAY, re.compile("鼓励|(?<![方不许认])可")),
)


def strength_of(wording: str) -> Strength:
    """Answer the strength that a clause's decisive wording gives it: mandatory unless a word softens it."""
    return next((strength for strength, word in _READINGS if word.search(wording)), Strength.MANDATORY)
