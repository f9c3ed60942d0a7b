"""What a rule answers: met, not met or cannot tell, with the facts that decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Scalar = str | int | bool | None
Fact = Scalar | list[Scalar]


class Outcome(StrEnum):
    """The three verdicts. ``CANNOT_TELL`` is a question for the deciding officer, never a silent no."""

    MET = "met"
    NOT_MET = "not_met"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome with the facts that decided, as values that JSON can carry."""

    outcome: Outcome
    facts: dict[str, Fact]


def met_if(condition: bool, **facts: object) -> Verdict:
    """Answer met or not met."""
    return Verdict(Outcome.MET if condition else Outcome.NOT_MET, _as_facts(facts))


def cannot_tell(**facts: object) -> Verdict:
    """Answer that a fact is missing or that the text does not say."""
    return Verdict(Outcome.CANNOT_TELL, _as_facts(facts))


def _as_facts(values: dict[str, object]) -> dict[str, Fact]:
    return {name: _as_fact(value) for name, value in values.items()}


def _as_fact(value: object) -> Fact:
    match value:
        case None | bool() | int():
            return value
        case Decimal():
            return f"{value.normalize():f}"
        case dt.datetime() | dt.date():
            return value.isoformat()
        case list() | tuple() | set() | frozenset():
            items = sorted(value) if isinstance(value, set | frozenset) else value
            return [item if isinstance(item, int) else str(item) for item in items]
        case _:
            return str(value)
