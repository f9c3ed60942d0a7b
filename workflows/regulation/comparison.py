"""What differs between two editions: what a school reads before it puts the second in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.regulation.edition import Edition
from workflows.regulation.loader import BoundClause, Rulebook


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is otherwise in the second edition; None where an edition does not have it."""

    place: str
    """A rule and one of its keys, or a key of the edition: ``carries_enough_credits.minimum``, ``effective_from``."""
    before: str | None
    after: str | None


def differences(before: Rulebook, after: Rulebook) -> list[Difference]:
    """Answer everything in which the second edition differs, first what concerns the whole, then clause by clause."""
    found = list(_between(_whole(before.edition), _whole(after.edition), prefix=""))
    found += _between(_articles(before.edition), _articles(after.edition), prefix="article ")
    one, other = _own_clauses(before), _own_clauses(after)
    for name in [*one, *(name for name in other if name not in one)]:
        if name not in one or name not in other:
            found.append(Difference(name, _summary(one.get(name)), _summary(other.get(name))))
            continue
        found += _between(_clause(one[name]), _clause(other[name]), prefix=f"{name}.")
    return found


def _between(before: Mapping[str, Any], after: Mapping[str, Any], *, prefix: str) -> Iterator[Difference]:
    for key in [*before, *(key for key in after if key not in before)]:
        one, other = _said(before.get(key)), _said(after.get(key))
        if one != other:
            yield Difference(f"{prefix}{key}", one, other)


def _said(value: Any) -> str | None:
    match value:
        case None:
            return None
        case list():
            return ", ".join(map(str, value)) or None
        case _:
            return str(value)


def _leaves(told: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Answer by its path all that is said, so that whatever an edition learns to say is compared too."""
    leaves: dict[str, Any] = {}
    for key, value in told.items():
        leaves |= _leaves(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return leaves


def _whole(edition: Edition) -> dict[str, Any]:
    told = edition.model_dump(mode="json", exclude={"articles", "clauses", "calendar"})
    return _leaves(told | edition.calendar.model_dump(mode="json"))


def _articles(edition: Edition) -> dict[str, Any]:
    return _leaves({str(a.number): a.model_dump(mode="json", exclude={"number"}) for a in edition.articles})


def _own_clauses(rulebook: Rulebook) -> dict[str, BoundClause]:
    """Answer the clauses that the edition itself binds, in its order."""
    return {clause.rule: rulebook.clauses[clause.rule] for clause in rulebook.edition.clauses}


def _clause(bound: BoundClause) -> dict[str, Any]:
    own = bound.clause.model_dump(mode="json", exclude={"rule", "parameters"})
    words = {key: own.pop(key) for key in ("statement", "remedy", "question")}
    return _leaves(own | bound.parameters.model_dump(mode="json") | words)


def _summary(bound: BoundClause | None) -> str | None:
    if bound is None:
        return None
    figures = bound.parameters.model_dump(mode="json", exclude_none=True)
    told = "".join(f", {name} {_said(value)}" for name, value in figures.items())
    return f"Art. {bound.clause.article}, {bound.clause.strength}{told}"
