"""The sizes in which the screens show pictures, as each peer writes them."""

from __future__ import annotations

from cms.presets import PRESETS

SHOWN = tuple(PRESETS[name] for name in ("card", "hero", "content"))
CARD, HERO, CONTENT = (preset.fallback for preset in SHOWN)
"""Wagtail's filters of the one file that each preset answers where no choice is made."""


def as_grapple_writes(spec: str) -> str:
    """Answer the filter for which grapple asks: the same operations, in the order of its arguments."""
    shape, ground, file_format = spec.split("|")
    return f"{shape}|{file_format}|{ground}"


MADE = tuple(spec for preset in SHOWN for spec in preset.specs)
"""Every filter that is rendered."""
WRITTEN_OTHERWISE = {spec: as_grapple_writes(spec) for spec in (CARD, HERO, CONTENT)}
"""Filters that mean the same, and so have the same file."""
