"""What the text of an edition leaves open (†): decisions of the school, to be confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workflows.regulation.loader import Rulebook


@dataclass(frozen=True, slots=True)
class OpenDecision:
    """A figure that the text does not give, with the one that is set meanwhile, as JSON would carry it."""

    figure: str
    value: Any
    article: str | None = None
    rule: str | None = None
    """None where the figure is the edition's own and no clause's."""


def open_decisions(rulebook: Rulebook) -> list[OpenDecision]:
    """Answer what is to be confirmed: first what concerns the whole edition, then clause by clause."""
    edition = rulebook.edition
    whole = {
        "effective_from": edition.effective_from.isoformat(),
        "amount_per_credit": str(edition.tuition.amount_per_credit),
        "pass_mark": str(edition.pass_mark),
        **edition.calendar.model_dump(),
    }
    own = [OpenDecision(figure, whole[figure]) for figure in edition.to_confirm]
    return own + [
        OpenDecision(figure, rulebook.clauses[clause.rule].figures.get(figure), clause.article, clause.rule)
        for clause in edition.clauses
        for figure in clause.to_confirm
    ]
