"""Typesetting: a paper as PDF, from a template and what it tells; with the font that is installed with the portal."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst
from fontTools.ttLib import TTCollection
from noto_cjk_sans_otc import FONT_PATH

from workflows import clock

PAPERS = Path(__file__).resolve().parents[1] / "papers"
STANDARD: Final = "a-2u"
"""PDF/A, level 2 with Unicode: to be kept for decades, its text to be searched and copied."""


MISSING = "〓"
"""Stands where a character is that no font has: typesetters' own mark for it."""


def typeset(paper: str, told: Mapping[str, Any]) -> bytes:
    """
    Answer a paper as PDF.

    What nobody can print (a control character, an emoji, a script without a font) is left out or marked by 〓: it never
    keeps a paper from being made.

    :param paper: the name of its template in ``workflows/papers``
    :param told: what the template asks for, as JSON carries it; words stay words, whatever characters they have
    """
    try:
        return _compiled(paper, told)
    except typst.TypstError:  # a character without a glyph: PDF/A has none of these
        return _compiled(paper, _printable(told))


def _compiled(paper: str, told: Any) -> bytes:
    return bytes(
        typst.compile(
            PAPERS / f"{paper}.typ",
            root=PAPERS,
            font_paths=[Path(FONT_PATH).parent],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"told": json.dumps(told, ensure_ascii=False)},
            pdf_standards=STANDARD,
            timestamp=int(clock.now().timestamp()),
        )
    )


def _printable(told: Any) -> Any:
    """Answer the same with characters that the font has."""
    match told:
        case str():
            return "".join(map(_printed, told))
        case Mapping():
            return {key: _printable(value) for key, value in told.items()}
        case list() | tuple():
            return [_printable(value) for value in told]
    return told


def _printed(character: str) -> str:
    if ord(character) in _characters():
        return character
    return "" if unicodedata.category(character) in ("Cc", "Cf", "Mn") else MISSING


@cache
def _characters() -> frozenset[int]:
    """Answer the code points that the font has."""
    with TTCollection(FONT_PATH, lazy=True) as fonts:
        return frozenset.intersection(*(frozenset(font.getBestCmap()) for font in fonts))
