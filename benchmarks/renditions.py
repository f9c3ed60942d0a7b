"""The sizes in which the screens show pictures, as each peer writes them."""

from __future__ import annotations

from cms.presets import PRESETS

CARD, HERO, CONTENT = (PRESETS[name].fallback for name in ("card", "hero", "content"))
"""Wagtail's filters of the one file that each preset answers where no choice is made."""


def as_grapple_writes(spec: str) -> str:
    """Answer the filter for which grapple asks: the same operations, in the order of its arguments."""
    shape, ground, file_format = spec.split("|")
    return f"{shape}|{file_format}|{ground}"


ALL_SPECS = tuple(
    spec for name in ("card", "hero", "content") for spec in (*PRESETS[name].specs, as_grapple_writes(PRESETS[name].fallback))
)
