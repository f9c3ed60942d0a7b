"""Text from outside: what the database can keep of it."""

from __future__ import annotations

import re

_NEVER_STORED = re.compile("[\x00\ud800-\udfff]")
"""NUL, which PostgreSQL refuses, and halves of characters, which JSON may carry and UTF-8 cannot."""


def can_be_stored(text: str) -> bool:
    """Answer whether the database can keep a text as it is."""
    return _NEVER_STORED.search(text) is None
