"""Words that the law brings along in both of its languages: sentences of an edition, names and units of its figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints

NOTHING = "—"
"""What is said of a value where there is none."""
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class Part(BaseModel):
    """A part of an edition: nothing unknown, nothing changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Part):
    """A sentence for readers, in the school's own words, never the text of the measures."""

    zh: Sentence
    en: Sentence

    def in_language(self, language: str) -> str:
        """Answer the sentence in Chinese unless English is asked for."""
        return self.en if _is_english(language) else self.zh


@dataclass(frozen=True, slots=True)
class UnitOfCount:
    """What a figure counts."""

    words: Words
    one: str
    """The English word for a single one."""

    def counted(self, number: str, language: str) -> str:
        """Answer so many of them, in words."""
        words = self.words.in_language(language)
        return f"{number} {self.one if words == self.words.en and number == '1' else words}"


@dataclass(frozen=True, slots=True)
class Figure:
    """How a figure is called, what it counts and how its codes are said; stands in the annotation that declares it."""

    label: Words
    unit: UnitOfCount | None = None
    terms: Mapping[str, Words] = field(default_factory=dict, hash=False)

    def said(self, value: Any, language: str) -> str:
        """Answer a value, as JSON carries it, in words; a dash where there is none."""
        if value is None or value in ([], ""):
            return NOTHING
        if isinstance(value, list):
            return listed((self._one(item, language) for item in value), language)
        return self._one(value, language)

    def _one(self, value: Any, language: str) -> str:
        if term := self.terms.get(str(value)):
            return term.in_language(language)
        return self.unit.counted(_plain(value), language) if self.unit else str(value)


def figure_of(model: type[BaseModel], name: str) -> Figure:
    """
    Answer the words of a figure that a model declares.

    :raises LookupError: the model does not declare it, or without words
    """
    known = model.model_fields.get(name)
    found = next((note for note in known.metadata if isinstance(note, Figure)), None) if known else None
    if found is None:
        raise LookupError(f"{model.__name__}.{name} has no words: annotate it with Figure(Words(zh=…, en=…))")
    return found


def listed(items: Iterable[object], language: str) -> str:
    """Answer an enumeration: 甲、乙, but A, B in English."""
    return (", " if _is_english(language) else "、").join(map(str, items))


def in_turn(items: Iterable[object], language: str) -> str:
    """Answer things that have commas of their own: 甲；乙, but A; B in English."""
    return ("; " if _is_english(language) else "；").join(map(str, items))


def _is_english(language: str) -> bool:
    return language.startswith("en")


def _plain(value: Any) -> str:
    """Answer a number without needless zeros: 12 of 12.0."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return f"{number.normalize():f}"


AT_LEAST = Words(zh="至少", en="at least")
AT_MOST = Words(zh="至多", en="at most")
COURSES = UnitOfCount(Words(zh="门课程", en="courses"), one="course")
