"""Typesetting: a paper as PDF, from a template and what it tells; with the font that is installed with the portal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import typst
from noto_cjk_sans_otc import FONT_PATH

from workflows import clock

PAPERS = Path(__file__).resolve().parents[1] / "papers"
STANDARD: Final = "a-2u"
"""PDF/A, level 2 with Unicode: to be kept for decades, its text to be searched and copied."""


def typeset(paper: str, told: Mapping[str, Any]) -> bytes:
    """
    Answer a paper as PDF.

    :param paper: the name of its template in ``workflows/papers``
    :param told: what the template asks for, as JSON carries it; words stay words, whatever characters they have
    """
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
