"""What the text of an edition leaves open (†): decisions of the school, to be confirmed."""

from __future__ import annotations

from collections.abc import Mapping
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
    subject: Mapping[str, str] | None = None
    """In both languages what is open, where it is no figure: then the value is a sentence in both."""


def open_decisions(rulebook: Rulebook) -> list[OpenDecision]:
    """Answer what is to be confirmed: first what concerns the whole edition, then clause by clause, then the rest."""
    edition = rulebook.edition
    whole = {
        "effective_from": edition.effective_from.isoformat(),
        "amount_per_credit": str(edition.tuition.amount_per_credit),
        "pass_mark": str(edition.pass_mark),
        **edition.calendar.model_dump(),
    }
    own = [OpenDecision(figure, whole[figure]) for figure in edition.to_confirm]
    of_clauses = [
        OpenDecision(figure, rulebook.clauses[clause.rule].figures.get(figure), clause.article, clause.rule)
        for clause in edition.clauses
        for figure in clause.to_confirm
    ]
    assumed = [
        OpenDecision("assumption", one.assumed.model_dump(), one.article, subject=one.subject.model_dump())
        for one in edition.assumptions
    ]
    return own + of_clauses + assumed
