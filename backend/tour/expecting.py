"""What a step of the tour expects to see."""

from __future__ import annotations


class Unexpected(AssertionError):
    """A step saw something else than it should."""


def expect(seen: object, wanted: object, what: str) -> None:
    """Let what is wanted pass."""
    if seen != wanted:
        raise Unexpected(f"{what}: expected {wanted!r}, saw {seen!r}")
