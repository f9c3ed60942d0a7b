"""Letters as data: their words in both languages, the fields that may stand in them, and how words are filled."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from workflows import reader
from workflows.regulation.words import Part, Words

FILE = Path(__file__).resolve().parents[1] / "letters.toml"
CHINESE, ENGLISH = "zh-hans", "en"
LANGUAGES = (CHINESE, ENGLISH)
"""Of letters, the school's own first."""


class Text(Part):
    """Words of any length in both languages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """Answer them in Chinese unless English is asked for."""
        return (self.en if language == ENGLISH else self.zh).strip()


class LetterField(Part):
    """What may stand in a letter in braces: how it is called, and a sample."""

    label: Words
    sample: Words


class Letter(Part):
    """A letter: what it is about, the names of its fields, and the portal's own words."""

    label: Words
    fields: tuple[str, ...]
    subject: Text
    body: Text


class Letters(Part):
    """All letters, and the fields of all of them by name."""

    fields: Mapping[str, LetterField]
    letters: Mapping[str, Letter]


@dataclass(frozen=True, slots=True)
class LetterText:
    """A letter in one language, filled or to be filled."""

    subject: str
    body: str

    def filled(self, values: Mapping[str, str]) -> LetterText:
        """Answer it with values in the places of its fields."""
        return LetterText(fill(self.subject, values), fill(self.body, values))


Wording = Callable[[str, str], LetterText | None]
"""Answers the words that the office wrote over a letter's own, by name and language; None where it wrote none."""


@cache
def letters() -> Letters:
    """Answer all letters, as the file has them."""
    return Letters.model_validate(tomllib.loads(FILE.read_text("utf-8")))


def own_words(name: str, language: str) -> LetterText:
    """Answer the portal's own words for a letter."""
    letter = letters().letters[name]
    return LetterText(letter.subject.in_language(language), letter.body.in_language(language))


def words_of(name: str, language: str) -> LetterText:
    """Answer the words for a letter: those of the office where it wrote some, else the portal's own."""
    return _wording(settings.LETTERS_PORT)(name, language) or own_words(name, language)


@cache
def _wording(path: str) -> Wording:
    found: Wording = import_string(path)
    return found


def samples_of(name: str, language: str) -> Mapping[str, str]:
    """Answer a sample for each field of a letter."""
    known = letters()
    return {field: known.fields[field].sample.in_language(language) for field in known.letters[name].fields}


_PLACE = re.compile(r"\{(\w+)\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values into the places of a text; a line whose places all stay empty goes, with the empty line after it."""
    lines: list[str] = []
    for line in text.splitlines():
        places = _PLACE.findall(line)
        if places and not any(values.get(place) for place in places):
            continue
        filled = _PLACE.sub(lambda place: values.get(place[1], ""), line)
        if filled.strip() or (lines and lines[-1].strip()):
            lines.append(filled)
    return "\n".join(lines).strip()


def fault_in(text: str, fields: Collection[str]) -> str | None:
    """Answer in the reader's language why a text cannot be filled; None where it can."""
    unknown = [place for place in dict.fromkeys(_PLACE.findall(text)) if place not in fields]
    if unknown:
        known = reader.in_turn(f"{{{name}}}" for name in fields)
        return _("Not known in this letter: %(unknown)s. Known are: %(known)s.") % {
            "unknown": reader.in_turn(f"{{{name}}}" for name in unknown),
            "known": known,
        }
    if re.search(r"[{}]", _PLACE.sub("", text)):
        return _("A brace stands alone: fields are written in braces, such as {programme}.")
    return None
