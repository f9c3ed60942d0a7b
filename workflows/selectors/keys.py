"""Keys of records as addresses and forms bring them: texts that anybody may have written."""

from __future__ import annotations

MOST_DIGITS = 10


def is_key(text: str) -> bool:
    """Answer whether a text can be a key or a version in the database."""
    return len(text) <= MOST_DIGITS and text.isascii() and text.isdigit() and int(text) < 2**31
