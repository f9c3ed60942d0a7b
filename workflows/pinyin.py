"""Pinyin, by which Chinese names are sorted and found."""

from __future__ import annotations

import re

from pypinyin import Style, lazy_pinyin

LONGEST = 200
"""Characters: what the columns hold; nobody sorts by more."""
_TYPED_UMLAUT = re.compile("[üǖǘǚǜ]|u:")


def sort_key(text: str) -> str:
    """Answer a text's syllables, by which lists are sorted as a Chinese reader expects: 数字人文 → shu zi ren wen."""
    return " ".join(lazy_pinyin(text, style=Style.NORMAL)).lower()[:LONGEST]


def initials(text: str) -> str:
    """Answer a text's pinyin initials, by which people search: 人工智能 → rgzn."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()


def as_kept(typed: str) -> str:
    """Answer typed pinyin as ``sort_key`` writes it: ü, also typed as u: or v, is v after l and n, and u elsewhere."""
    return re.sub("(?<=[jqxy])v", "u", _TYPED_UMLAUT.sub("v", typed.lower()))
