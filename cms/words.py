"""
Chinese for the search index: PostgreSQL alone makes one word of a whole sentence.

What is indexed are pairs of characters, so that any two characters that stand together are found, in the middle
of a word too. What is asked for is the text as it stands or, failing that, all of its words, wherever they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import rjieba

from workflows.pinyin import initials

LONGEST_QUERY = 100
"""Characters of a query that are read: a title fits, a page that was pasted by mistake does not."""
LONGEST_TEXT = 200_000
"""Characters of a page that are indexed: PostgreSQL's vectors hold a megabyte."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇々"
_RUN = re.compile(rf"[{_HAN}]+|[^\W{_HAN}_]+")
_IS_HAN = re.compile(rf"[{_HAN}]")
_LONGEST_WORD = 40
_PARTICLES = frozenset("的了与和及或之等在是吗呢吧")
"""Characters that stand between words and are not looked for."""


def canonical(text: str) -> str:
    """Answer a text with full-width forms narrowed, in lower case, and without characters that PostgreSQL refuses."""
    cleaned = text.replace("\x00", " ").encode("utf-8", "ignore").decode()
    return unicodedata.normalize("NFKC", cleaned).lower()


def index_text(text: str) -> str:
    """Answer the words under which a text is found, with spaces between them."""
    return " ".join(token for run in _runs(text[:LONGEST_TEXT]) for token in _indexed(run))


def index_initials(title: str) -> str:
    """Answer the pinyin initials of a title from each of its characters on: any stretch of them is a beginning."""
    letters = [initials(run)[:_LONGEST_WORD] for run in _runs(title) if _IS_HAN.match(run)]
    return " ".join(word[start:] for word in letters for start in range(len(word) - 1))


def query_of(text: str) -> str:
    """
    Answer PostgreSQL's raw query for what a reader typed; empty where nothing in it can be looked for.

    It holds nothing but letters, digits and operators of ours.
    """
    runs = list(_runs(text[:LONGEST_QUERY]))
    if not runs:
        return ""
    as_typed = " & ".join(_asked(run) for run in runs)
    words = [word for run in runs for word in _words_of(run)]
    # A single character stands in every other text: with one among them, the words apart would find anything.
    is_sure = words and not any(_IS_HAN.match(word) and len(word) == 1 for word in words)
    by_words = " & ".join(_asked(word) for word in words) if is_sure else as_typed
    return as_typed if by_words == as_typed else f"({as_typed}) | ({by_words})"


def terms_of(text: str) -> list[str]:
    """Answer what to mark in a text that was found: what was typed, then its words, the longest first."""
    runs = list(_runs(text[:LONGEST_QUERY]))
    words = [word for run in runs for word in _words_of(run) if len(word) > 1]
    return sorted(dict.fromkeys([*runs, *words]), key=len, reverse=True)


def _runs(text: str) -> Iterator[str]:
    return (
        match[0][:_LONGEST_WORD] if not _IS_HAN.match(match[0]) else match[0]
        for match in _RUN.finditer(canonical(text))
    )


def _indexed(run: str) -> Iterator[str]:
    if not _IS_HAN.match(run):
        yield run
        return
    yield from _pairs(run)
    yield run[-1]


def _asked(run: str) -> str:
    """Ask for a run: its pairs together; a single character, like a Latin word, is a beginning."""
    if _IS_HAN.match(run) and len(run) > 1:
        return " & ".join(_pairs(run))
    return f"{run}:*"


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]


def _words_of(run: str) -> list[str]:
    """Cut a run into words, without the particles between them."""
    if not _IS_HAN.match(run):
        return [run]
    return [word for word in rjieba.cut(run) if word not in _PARTICLES]
