"""What the asker of an operation sees, and the language in which they read."""

from __future__ import annotations

from typing import Any

from cms.visibility import Sight


def sight_of(info: Any) -> Sight:
    """Answer the sight of the operation's actor: restrictions are read once, whichever edges ask."""
    sight: Sight = info.context.sight
    return sight


def language_of(info: Any, asked: str | None = None) -> str:
    """Answer the language that was asked for, or else the reader's."""
    return asked or str(info.context.language)
