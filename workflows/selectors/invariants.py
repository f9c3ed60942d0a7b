"""What must always hold, and whether it does."""

from __future__ import annotations

from workflows.models import InvariantViolation


def invariant_violations() -> list[InvariantViolation]:
    """Answer every violation that the facts show (one query): none, or something has gone past the door."""
    return list(InvariantViolation.objects.all())
