"""The one reader: in which language words are said to whoever reads them now, and how several are listed in it."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import get_language

from workflows.regulation import words


def language() -> str:
    """Answer the reader's language; where none was chosen, the school's."""
    return get_language() or str(settings.LANGUAGE_CODE)


def listed(items: Iterable[object]) -> str:
    """Answer things as an enumeration in the reader's language."""
    return words.listed(items, language())


def in_turn(items: Iterable[object]) -> str:
    """Answer things that have commas of their own, one after the other, in the reader's language."""
    return words.in_turn(items, language())
