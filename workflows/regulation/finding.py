"""What a guard says of one rule: never a bare False, but what was asked, what decided, and what would help."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from workflows.regulation.edition import Clause
from workflows.regulation.strength import Strength
from workflows.regulation.verdict import Fact, Outcome
from workflows.regulation.words import NOTHING, Words, listed


class Settlement(StrEnum):
    """What let a step go on although its rule was not met, or could not be told."""

    WAIVER = "waiver"
    REASON = "reason"


class Need(StrEnum):
    """What the step still lacks because of a finding."""

    NOTHING = "nothing"
    WAIVER = "waiver"
    REASON = "reason"
    CHANGE = "change"
    """The facts themselves must change: nothing else helps."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's answer at one step, with its clause and with what settles it."""

    rule: str
    article: str
    strength: Strength
    wording: str
    verdict: Outcome
    facts: dict[str, Fact]
    statement: Words
    remedy: Words
    question: Words | None = None
    settled_by: Settlement | None = None
    waiver_id: int | None = None
    is_decision: bool = True
    """Whether the step decides something about another: then a question must be answered, not passed on."""
    terms: Mapping[str, Words] = field(default_factory=dict)
    """How sentences say the codes among the facts."""

    @property
    def need(self) -> Need:
        """Answer what is lacking before the step may be taken."""
        if self.settled_by is not None or self.verdict is Outcome.MET or self.strength is Strength.MAY:
            return Need.NOTHING
        if self.verdict is Outcome.CANNOT_TELL:
            return Need.REASON if self.is_decision else Need.NOTHING
        return _NEED_OF_UNMET[self.strength]

    @property
    def blocks(self) -> bool:
        """Answer whether the step is refused because of this."""
        return self.need is not Need.NOTHING

    @property
    def is_waivable(self) -> bool:
        """Answer whether an office could waive this (原则上)."""
        return self.strength is Strength.IN_PRINCIPLE and self.verdict is Outcome.NOT_MET

    def message(self, language: str) -> str:
        """Answer what is the matter in the reader's language, with the facts filled in; nothing where it holds."""
        if self.verdict is Outcome.MET:
            return ""
        words = self.question if self.verdict is Outcome.CANNOT_TELL and self.question else self.statement
        return self._filled(words, language)

    def help(self, language: str) -> str:
        """Answer what would help against a rule that does not hold, in the reader's language."""
        return self._filled(self.remedy, language) if self.verdict is Outcome.NOT_MET else ""

    def as_record(self) -> dict[str, Any]:
        """Answer what the log keeps of it: plain values, no sentences that an edition could not give again."""
        return {
            "rule": self.rule,
            "article": self.article,
            "strength": self.strength.value,
            "wording": self.wording,
            "verdict": self.verdict.value,
            "facts": self.facts,
            "settled_by": self.settled_by and self.settled_by.value,
            "waiver": self.waiver_id,
        }

    def _filled(self, words: Words, language: str) -> str:
        said = {code: term.in_language(language) for code, term in self.terms.items()}
        return fill(words.in_language(language), self.facts, language, said)


_NEED_OF_UNMET = {
    Strength.MANDATORY: Need.CHANGE,
    Strength.IN_PRINCIPLE: Need.WAIVER,
    Strength.USUAL: Need.REASON,
    Strength.MAY: Need.NOTHING,
}


def finding_of(
    clause: Clause,
    verdict: Outcome,
    facts: dict[str, Fact],
    *,
    is_decision: bool,
    terms: Mapping[str, Words] = MappingProxyType({}),
) -> Finding:
    """Answer the finding of a clause's rule, not settled yet."""
    return Finding(
        rule=clause.rule,
        article=clause.article,
        strength=clause.strength,
        wording=clause.wording,
        verdict=verdict,
        facts=facts,
        statement=clause.statement,
        remedy=clause.remedy,
        question=clause.question,
        is_decision=is_decision,
        terms=terms,
    )


def fill(
    template: str, facts: Mapping[str, Fact], language: str, said: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Put facts in the places that a sentence's braces keep for them; lists become an enumeration, codes words."""
    return template.format_map(_Shown({name: _shown(value, language, said) for name, value in facts.items()}))


class _Shown(dict[str, str]):
    """The facts in words; a fact that this verdict did not give is a dash, never an error before a reader."""

    def __missing__(self, name: str) -> str:
        return NOTHING


_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::00)?(:\d\d)?(?:\.\d+)?(?:[+-]\d\d:\d\d)?")
"""An instant in ISO form; whoever gathers facts gives it in the school's zone, so a reader needs none."""


def _shown(value: Fact, language: str, said: Mapping[str, str]) -> str:
    match value:
        case None | []:
            return NOTHING
        case list():
            return listed((_shown(item, language, said) for item in value), language)
        case str() if instant := _INSTANT.fullmatch(value):
            return f"{instant[1]} {instant[2]}{instant[3] or ''}"
        case _:
            return said.get(str(value), str(value))
