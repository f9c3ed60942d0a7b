"""Characters that cannot be trusted in a cell, those that mean another, and how to show them to a human."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from workflows import reader
from workflows.services.registry.faults import CellFault

LONGEST_SHOWN = 40
"""Characters of a cell that a message quotes."""

_FORMULA_STARTS = frozenset("=+-@＝＋－＠")
_MIDDLE_DOTS = "•‧∙⋅・･"
"""Dots that keyboards and old exports put where the names of many nationalities have U+00B7."""
_FROM_PRIVATE_USE = {
    # Fourteen ideographs of GB 18030 that had no place in Unicode in 2000: decoders still give their private ones.
    0xE816: "\U00020087", 0xE817: "\U00020089", 0xE818: "\U000200cc", 0xE81E: "\u9fb4", 0xE826: "\u9fb5",
    0xE82B: "\u9fb6", 0xE82C: "\u9fb7", 0xE831: "\U000215d7", 0xE832: "\u9fb8", 0xE83B: "\U0002298f",
    0xE843: "\u9fb9", 0xE854: "\u9fba", 0xE855: "\U000241fe", 0xE864: "\u9fbb",
}  # fmt: skip
_CANONICAL = _FROM_PRIVATE_USE | {ord(dot): "\u00b7" for dot in _MIDDLE_DOTS}
_REPLACEMENT = "\ufffd"
_STRANGE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_ALL_PLAIN = re.compile(r"[ -~\u00b7\u4e00-\u9fa5]*")
"""What nearly every cell is made of: nothing in it needs a second look."""


def is_plain(text: str) -> bool:
    """Answer whether a text has nothing but ASCII, common ideographs and the middle dot."""
    return _ALL_PLAIN.fullmatch(text) is not None


def is_formula(text: str) -> bool:
    """Answer whether a spreadsheet would compute this text instead of showing it."""
    return text[:1] in _FORMULA_STARTS


def canonical(text: str) -> str:
    """Answer the text with composed characters, one middle dot, and ideographs where the standard has them now."""
    return unicodedata.normalize("NFC", text.translate(_CANONICAL))


def refuse_strange(text: str) -> None:
    """
    Refuse what nobody can see, or what stands for a character that was lost.

    Unassigned characters pass: names have ideographs that are younger than this Python.

    :raises CellFault: with the characters by their code points
    """
    if _REPLACEMENT in text:
        raise _lost_character(text)
    strange = sorted({char for char in text if _is_strange(char)})
    if not strange:
        return
    named = reader.listed(code_point(char) for char in strange)
    if all(unicodedata.category(char) == "Co" for char in strange):
        raise CellFault(
            "PRIVATE_CHARACTER",
            _("“%(cell)s” has a character of somebody's private font: %(characters)s.")
            % {"cell": shown(text), "characters": named},
            _("Enter the character that the student's papers show."),
        )
    raise CellFault(
        "INVISIBLE_CHARACTER",
        _("“%(cell)s” has an invisible character: %(characters)s.") % {"cell": shown(text), "characters": named},
        _("Delete it; without it the cell reads “%(cell)s”.") % {"cell": shown(without_strange(text))},
    )


def refuse_lost(text: str) -> None:
    """
    Refuse a question mark in a name: it stands where an export had no code for a rare character.

    :raises CellFault: always the same
    """
    if "?" in text or "？" in text:
        raise _lost_character(text)


def without_strange(text: str) -> str:
    """Answer the text without its invisible characters."""
    return "".join(char for char in text if not _is_strange(char)).strip()


def shown(text: str) -> str:
    """Answer a cell as a message may quote it: short, and with invisible characters by their code points."""
    cut = text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
    return "".join(f"<{code_point(char)}>" if _is_strange(char) else char for char in cut)


def code_point(char: str) -> str:
    """Answer U+200B for a zero-width space."""
    return f"U+{ord(char):04X}"


def in_ascii_digits(text: str) -> str:
    """Answer the text with every decimal digit of any script, full-width ones first of all, as an ASCII digit."""
    return "".join(str(digit) if (digit := unicodedata.decimal(char, None)) is not None else char for char in text)


def _is_strange(char: str) -> bool:
    return unicodedata.category(char) in _STRANGE or ord(char) & 0xFFFE == 0xFFFE or "\ufdd0" <= char <= "\ufdef"


def _lost_character(text: str) -> CellFault:
    return CellFault(
        "LOST_CHARACTER",
        _("“%(cell)s” has a mark where a character was lost.") % {"cell": shown(text)},
        _("Export the file as UTF-8 or GB 18030, or enter the character."),
    )
