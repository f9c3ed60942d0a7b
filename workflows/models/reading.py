"""Names in the reader's language: the English ones to readers of English, where there are such, else the Chinese."""

from __future__ import annotations

from typing import Any

from workflows import reader

IN_ENGLISH = "_en"
"""How the field ends that holds the English of the field of the same name without it."""


def read_in(row: Any, name: str) -> Any:
    """Answer what a row says under a name: its English, where whoever reads it reads English and there is some."""
    english = getattr(row, name + IN_ENGLISH, None) if reader.language().startswith("en") else None
    return english or getattr(row, name)
