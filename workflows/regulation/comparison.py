"""What differs between two editions: what a school reads before it puts the second in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.regulation.edition import Edition
from workflows.regulation.loader import BoundClause, Rulebook


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise in the second edition, with its values as JSON carries them; None where absent."""

    key: str
    """The path of what changed within its part; empty where a clause comes or goes."""
    before: Any
    after: Any
    rule: str | None = None
    """The rule of the clause that changed."""
    article: str | None = None
    """The article that changed; None with ``rule`` where it concerns the whole."""

    @property
    def place(self) -> str:
        """Answer where it stands: ``carries_enough_credits.minimum``, ``article 5.subject.en``, ``effective_from``."""
        part = self.rule or (f"article {self.article}" if self.article else "")
        return ".".join(name for name in (part, self.key) if name)


@dataclass(frozen=True, slots=True)
class Difference:
    """One change, said in a line; None where an edition does not have it."""

    place: str
    before: str | None
    after: str | None


def changes(before: Rulebook, after: Rulebook) -> list[Change]:
    """Answer everything in which the second edition differs, first what concerns the whole, then clause by clause."""
    found = [Change(*changed) for changed in _between(_whole(before.edition), _whole(after.edition))]
    for number, key, one, other in _of_articles(before.edition, after.edition):
        found.append(Change(key, one, other, article=number))
    own, others = _own_clauses(before), _own_clauses(after)
    for name in [*own, *(name for name in others if name not in own)]:
        if name not in own or name not in others:
            found.append(Change("", own.get(name), others.get(name), rule=name))
            continue
        found += [Change(*changed, rule=name) for changed in _between(_clause(own[name]), _clause(others[name]))]
    return found


def differences(before: Rulebook, after: Rulebook) -> list[Difference]:
    """Answer the same, said in a line each."""
    return [Difference(one.place, _said(one.before), _said(one.after)) for one in changes(before, after)]


def _between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for key in [*before, *(key for key in after if key not in before)]:
        one, other = before.get(key), after.get(key)
        if _said(one) != _said(other):
            yield key, one, other


def _of_articles(before: Edition, after: Edition) -> Iterator[tuple[str, str, Any, Any]]:
    for path, one, other in _between(_articles(before), _articles(after)):
        number, _, key = path.partition(".")
        yield number, key, one, other


def _said(value: Any) -> str | None:
    match value:
        case None:
            return None
        case list():
            return ", ".join(map(_item, value)) or None
        case BoundClause():
            return _summary(value)
        case _:
            return str(value)


def _item(value: Any) -> str:
    """Answer an item of a list: an assumption with what is assumed, a light with its threshold, a criterion."""
    if not isinstance(value, dict):
        return str(value)
    if "figure" in value:
        told = " ".join(f"{key} {value[key]}" for key in ("figure", "of", "below", "above") if value.get(key))
        return f"{value['article']} {told}: {value['statement']['en']} ({value['statement']['zh']})"
    if "label" in value:
        return f"{value['article']} {value['key']}: {value['label']['en']} ({value['label']['zh']})"
    return f"{value['article']} {value['subject']['en']}: {value['assumed']['en']} ({value['assumed']['zh']})"


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


def _summary(bound: BoundClause) -> str:
    figures = bound.parameters.model_dump(mode="json", exclude_none=True)
    told = "".join(f", {name} {_said(value)}" for name, value in figures.items())
    return f"Art. {bound.clause.article}, {bound.clause.strength}{told}"
