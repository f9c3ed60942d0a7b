"""Single cells: their canonical forms, and their faults. Nothing is repaired without being told."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from workflows import reader
from workflows.regulation.words import NOTHING
from workflows.services.registry.characters import (
    canonical,
    in_ascii_digits,
    is_formula,
    is_plain,
    refuse_lost,
    refuse_strange,
    shown,
)
from workflows.services.registry.faults import CellFault

T = TypeVar("T")

LONGEST_CELL = 1000
"""Characters beyond which a cell is not looked at."""
YEARS = range(1990, 2101)
LENGTHS_OF_STUDY = range(1, 9)

# The digit class of Python's patterns knows every script; registry numbers are ASCII.
_NUMBER = re.compile(r"[0-9]{6,16}")
_STAFF_NUMBER = re.compile(r"[0-9A-Za-z]{1,12}")
_SCIENTIFIC = re.compile(r"[0-9]+(\.[0-9]*)?[eE][+-]?[0-9]+")
_DATE = re.compile(
    r"([0-9]{4}) ?[-/.年] ?([0-9]{1,2}) ?[-/.月] ?([0-9]{1,2})日?(?:[ T]00:00(?::00(?:\.0+)?)?)?"
    r"|([0-9]{4})([0-9]{2})([0-9]{2})"
)
_YEAR = re.compile(r"([0-9]{4})[级年]?")
_LENGTH = re.compile(r"([0-9])年?")
_SCORE = re.compile(r"[0-9]{1,3}(\.[0-9])?")
_PHONE = re.compile(r"\+?[0-9]{5,18}")
_ACADEMIC_YEAR = re.compile(r"([0-9]{4})[-–—~～/]([0-9]{4})(?:学年)?")
_IDEOGRAPHS_APART = re.compile(r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff]) +(?=[\u3400-\u9fff\U00020000-\U0003ffff])")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says, and whether it was written otherwise than it is kept."""

    value: Any
    written_as: str | None = None
    """The canonical text, where the file has another; None where the file has it so."""


Reader = Callable[[str], Reading]
"""Reads one cell, or raises CellFault and nothing else."""


def plain(text: str) -> str:
    """
    Answer a cell's text in canonical form: trimmed, composed, without anything invisible.

    :raises CellFault: for what cannot be put right without guessing
    """
    if len(text) > LONGEST_CELL:
        raise _too_long(text, LONGEST_CELL)
    trimmed = text.strip()
    if is_plain(trimmed):
        return trimmed
    trimmed = canonical(trimmed)
    refuse_strange(trimmed)
    return trimmed


def words(longest: int) -> Reader:
    """Answer a reader of text of at most so many characters that must be there."""

    def read(text: str) -> Reading:
        value = _required(plain(text))
        if is_formula(value):
            raise CellFault(
                "FORMULA",
                _("“%(cell)s” is a formula.") % {"cell": shown(value)},
                _("Enter the text itself: formulas are neither computed nor kept."),
            )
        if len(value) > longest:
            raise _too_long(value, longest)
        return _reading(text, value, value)

    return read


def person_name(longest: int) -> Reader:
    """Answer a reader of names: padding between ideographs goes, a lost character is a fault."""
    read_words = words(longest)

    def read(text: str) -> Reading:
        name = read_words(text).value
        refuse_lost(name)
        name = _IDEOGRAPHS_APART.sub("", " ".join(name.split()))
        return _reading(text, name, name)

    return read


def registry_number(text: str) -> Reading:
    """Read a student number: ASCII digits and all of them; nothing that Excel did to it is undone by guessing."""
    value = _required(plain(text))
    if _NUMBER.fullmatch(value):
        return _reading(text, value, value)
    if _SCIENTIFIC.fullmatch(value):
        raise CellFault(
            "SCIENTIFIC_NOTATION",
            _("“%(cell)s” was a number that Excel has rounded.") % {"cell": shown(value)},
            _("Look the student number up and enter it as text."),
        )
    _refuse_wide_digits(value, _NUMBER)
    raise CellFault(
        "NOT_A_STUDENT_NUMBER",
        _("“%(cell)s” is not a student number.") % {"cell": shown(value)},
        _("A student number has 6 to 16 digits and nothing else."),
    )


def staff_number(text: str) -> Reading:
    """Read a staff number: ASCII digits and letters, all of them."""
    value = _required(plain(text))
    if _STAFF_NUMBER.fullmatch(value):
        return _reading(text, value, value)
    _refuse_wide_digits(value, _STAFF_NUMBER)
    raise CellFault(
        "NOT_A_STAFF_NUMBER",
        _("“%(cell)s” is not a staff number.") % {"cell": shown(value)},
        _("A staff number has 1 to 12 digits or letters and nothing else."),
    )


def optional(read: Reader) -> Reader:
    """Answer a reader that takes an empty cell too: it says that there is none."""

    def read_or_none(text: str) -> Reading:
        return read(text) if plain(text) else Reading(None)

    return read_or_none


def registry_number_from_a_number(text: str) -> CellFault:
    """Answer the fault of a sheet that holds a student number as a number."""
    return CellFault(
        "NUMBER_NOT_TEXT",
        _("The sheet holds “%(cell)s” as a number: leading zeros are gone, long numbers are rounded.")
        % {"cell": shown(text)},
        _("Format the column as text and enter the numbers anew, or export a CSV file."),
    )


def entry_year(text: str) -> Reading:
    """Read the calendar year in which a student began."""
    value = _required(plain(text))
    found = _YEAR.fullmatch(value)
    if found and int(found[1]) in YEARS:
        return _reading(text, found[1], int(found[1]))
    _refuse_wide_digits(value, _YEAR)
    raise CellFault(
        "NOT_A_YEAR",
        _("“%(cell)s” is not a year of entry.") % {"cell": shown(value)},
        _("Enter the calendar year of entry, such as 2024."),
    )


def programme_years(text: str) -> Reading:
    """Read the length of study in years."""
    value = _required(plain(text))
    found = _LENGTH.fullmatch(value)
    if found and int(found[1]) in LENGTHS_OF_STUDY:
        return _reading(text, found[1], int(found[1]))
    _refuse_wide_digits(value, _LENGTH)
    raise CellFault(
        "NOT_A_LENGTH_OF_STUDY",
        _("“%(cell)s” is not a length of study.") % {"cell": shown(value)},
        _("Enter the number of years, 1 to 8."),
    )


def day(text: str) -> Reading:
    """Read a day, year first in whatever punctuation; an empty cell is a day that is not known."""
    value = plain(text)
    if not value:
        return Reading(None)
    found = _DATE.fullmatch(value)
    if not found:
        _refuse_wide_digits(value, _DATE)
        raise CellFault(
            "NOT_A_DATE",
            _("“%(cell)s” is not a day.") % {"cell": shown(value)},
            _("Enter year, month and day, such as 2028-06-30."),
        )
    year, month, number = (int(part) for part in found.groups() if part is not None)
    try:
        read = dt.date(year, month, number)
    except ValueError:
        read = None
    if read is None or read.year not in YEARS:
        raise CellFault(
            "IMPOSSIBLE_DATE",
            _("There is no day %(cell)s in the calendar.") % {"cell": shown(value)},
            _("Look the day up and enter it, such as 2028-06-30."),
        )
    return _reading(text, read.isoformat(), read)


def one_of(choices: Mapping[str, T], code: str) -> Reader:
    """Answer a reader of one of these words; what is not among them is named with those that are, each once."""
    first_words = [word for place, word in enumerate(choices) if choices[word] not in list(choices.values())[:place]]

    def read(text: str) -> Reading:
        value = _required(plain(text))
        if value in choices:
            return _reading(text, value, choices[value])
        raise CellFault(
            code,
            _("“%(cell)s” is not known here.") % {"cell": shown(value)},
            _("Known are: %(choices)s.") % {"choices": reader.listed(first_words) or NOTHING},
        )

    return read


def phone(text: str) -> Reading:
    """Read a phone number without quoting it: personal data stays out of messages. Empty is none."""
    value = plain(text)
    compact = re.sub(r"[ ()（）-]", "", value)
    if value and not _PHONE.fullmatch(compact):
        raise CellFault(
            "NOT_A_PHONE_NUMBER",
            _("This is not a phone number."),
            _("Enter its digits, or leave the cell empty."),
        )
    return _reading(text, compact, compact)


def score(text: str) -> Reading:
    """Read a score of 0 to 100 with at most one decimal, or that the exam was put off (缓考): no score yet."""
    value = plain(text)
    if value in {"", "缓考", "deferred"}:
        return Reading(None)
    if _SCORE.fullmatch(value) and Decimal(value) <= 100:
        return _reading(text, value, Decimal(value))
    _refuse_wide_digits(value, _SCORE)
    raise CellFault(
        "NOT_A_SCORE",
        _("“%(cell)s” is not a score.") % {"cell": shown(value)},
        _("Enter 0 to 100 with at most one decimal: 0 for one who stayed away, 缓考 for an exam put off."),
    )


def academic_year(text: str) -> Reading:
    """Read two years that follow each other."""
    value = _required(plain(text))
    found = _ACADEMIC_YEAR.fullmatch(value)
    if found and int(found[1]) in YEARS and int(found[2]) == int(found[1]) + 1:
        canonical_year = f"{found[1]}-{found[2]}"
        return _reading(text, canonical_year, canonical_year)
    _refuse_wide_digits(value, _ACADEMIC_YEAR)
    raise CellFault(
        "NOT_AN_ACADEMIC_YEAR",
        _("“%(cell)s” is not an academic year.") % {"cell": shown(value)},
        _("Enter two years that follow each other, such as 2024-2025."),
    )


def _required(value: str) -> str:
    if not value:
        raise CellFault("EMPTY", _("The cell is empty."), _("Look it up and enter it."))
    return value


def _refuse_wide_digits(value: str, pattern: re.Pattern[str]) -> None:
    narrow = in_ascii_digits(value)
    if narrow != value and pattern.fullmatch(narrow):
        raise CellFault(
            "WIDE_DIGITS",
            _("“%(cell)s” has full-width digits.") % {"cell": shown(value)},
            _("Enter %(cell)s.") % {"cell": narrow},
        )


def _too_long(text: str, longest: int) -> CellFault:
    return CellFault(
        "TOO_LONG",
        _("“%(cell)s” has %(length)s characters; at most %(longest)s are kept.")
        % {"cell": shown(text), "length": len(text), "longest": longest},
        _("Shorten it: nothing is cut off silently."),
    )


def _reading(text: str, written: str, value: object) -> Reading:
    return Reading(value, None if text == written else written)
