"""The gate of the contract: what breaks clients is approved by name, or it is not merged."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

from graphql import build_schema, find_breaking_changes

FOLDER = Path(__file__).resolve().parents[1]
CONTRACT = FOLDER / "schema.graphql"
RELEASED = FOLDER / "released.graphql"
"""The contract as it was last released: clients rely on it."""
APPROVED = FOLDER / "breaking.toml"
"""Approved breaks since that release, each with its reason and its day."""


def breaking_changes(released: str, present: str) -> list[str]:
    """Answer what a client of the released contract would stumble over, one sentence each, in a fixed order."""
    return sorted(change.description for change in find_breaking_changes(build_schema(released), build_schema(present)))


def approved_changes(text: str) -> list[str]:
    """
    Answer the breaks that ``breaking.toml`` approves.

    :raises ValueError: for an entry without a reason or a day
    """
    approved = tomllib.loads(text).get("break", [])
    for entry in approved:
        if missing := {"change", "reason", "approved_on"} - entry.keys():
            raise ValueError(f"breaking.toml: {entry.get('change', 'an entry')} lacks {', '.join(sorted(missing))}")
    return [str(entry["change"]) for entry in approved]


def unapproved(changes: Iterable[str], approved: Iterable[str]) -> list[str]:
    """Answer the breaks that nobody has approved."""
    return sorted(set(changes) - set(approved))
