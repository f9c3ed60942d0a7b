"""Reading an edition from its file, and binding its clauses to the rules of the code."""

from __future__ import annotations

import hashlib
import json
import string
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from workflows.regulation.edition import Clause, Edition, Words
from workflows.regulation.rule import Parameters, Rule, Unsaid
from workflows.regulation.strength import Strength
from workflows.regulation.verdict import Verdict


class RulebookRefused(ValueError):
    """An edition that cannot be loaded, with every fault: where it stands and what would mend it."""

    def __init__(self, faults: Iterable[str]) -> None:
        """Keep the faults one by one, so that a page can list them."""
        self.faults = list(faults)
        super().__init__("; ".join(self.faults))


@dataclass(frozen=True, slots=True)
class BoundClause:
    """A clause with its rule and with its parameters in the rule's own type."""

    clause: Clause
    rule: Rule
    parameters: Parameters

    def verdict_on(self, facts: object) -> Verdict:
        """Answer what the rule says of these facts under this edition."""
        return self.rule(facts, self.parameters)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """An edition whose every clause is bound: what judges records."""

    edition: Edition
    clauses: Mapping[str, BoundClause]

    def clause_for(self, rule: Rule) -> BoundClause | None:
        """Answer the clause of a rule, or None where this edition has no such rule."""
        return self.clauses.get(rule.name)


def read_edition(text: str) -> Edition:
    """
    Answer the edition that a TOML file's text holds, not yet bound to rules.

    :raises RulebookRefused: with every fault, each with its path in the file
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulebookRefused([f"not valid TOML: {error}"]) from error
    try:
        return Edition.model_validate(_arranged(raw))
    except ValidationError as error:
        raise RulebookRefused(_faults(error)) from error


def bind(edition: Edition, rules: Mapping[str, Rule]) -> Rulebook:
    """
    Answer the rulebook in which each clause has found its rule and each figure its type and range.

    :raises RulebookRefused: a rule that the code does not have, a parameter that the rule does not
        know or that is out of range, a sentence that mentions a fact the rule does not give
    """
    faults: list[str] = []
    bound: dict[str, BoundClause] = {}
    for clause in edition.clauses:
        rule = rules.get(clause.rule)
        if rule is None:
            faults.append(f"clause {clause.rule}: no such rule; the code has {', '.join(sorted(rules))}")
            continue
        faults += _faults_of_words(clause, rule)
        try:
            parameters = rule.parameters_type.model_validate(dict(clause.parameters))
        except ValidationError as error:
            faults += [f"clause {clause.rule}: {fault}" for fault in _faults(error)]
            continue
        faults += [
            f"clause {clause.rule}: to_confirm names {name}, which is no parameter of the rule"
            for name in clause.to_confirm
            if name not in rule.parameters_type.model_fields
        ]
        bound[clause.rule] = BoundClause(clause, rule, parameters)
    if faults:
        raise RulebookRefused(faults)
    unsaid = {name: _house_clause(rule, rule.unless_said) for name, rule in rules.items() if rule.unless_said}
    return Rulebook(edition, unsaid | bound)


def _house_clause(rule: Rule, unsaid: Unsaid) -> BoundClause:
    """Stand in for a clause that an edition need not have: it cites no article, since no article says it."""
    clause = Clause.model_construct(
        rule=rule.name,
        article="",
        wording="",
        strength=Strength.MANDATORY,
        statement=unsaid.statement,
        remedy=unsaid.remedy,
    )
    return BoundClause(clause, rule, rule.parameters_type())


def digest_of(edition: Edition) -> str:
    """Answer the sha256 of the edition's content, the same for the same law however its file is laid out."""
    canonical = json.dumps(edition.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


_CLAUSE_KEYS = frozenset(Clause.model_fields) - {"parameters"}


def _arranged(raw: dict[str, Any]) -> dict[str, Any]:
    """The file writes ``[[clause]]`` and ``[[article]]`` and puts a rule's figures beside the clause's own keys."""
    arranged = {key: value for key, value in raw.items() if key not in {"clause", "article"}}
    arranged["articles"] = raw.get("article", [])
    arranged["clauses"] = [_clause(clause) for clause in raw.get("clause", [])]
    return arranged


def _clause(raw: object) -> object:
    if not isinstance(raw, dict):
        return raw
    own = {key: value for key, value in raw.items() if key in _CLAUSE_KEYS}
    return own | {"parameters": {key: value for key, value in raw.items() if key not in _CLAUSE_KEYS}}


def _faults(error: ValidationError) -> list[str]:
    return [f"{'.'.join(str(step) for step in fault['loc']) or 'edition'}: {fault['msg']}" for fault in error.errors()]


def _faults_of_words(clause: Clause, rule: Rule) -> list[str]:
    sentences: list[tuple[str, Words | None]] = [
        ("statement", clause.statement),
        ("remedy", clause.remedy),
        ("question", clause.question),
    ]
    faults = []
    for place, words in sentences:
        for language in ("zh", "en") if words else ():
            faults += [
                f"clause {clause.rule}, {place}.{language}: {problem}"
                for problem in _faults_of_template(getattr(words, language), rule.facts)
            ]
    return faults


def _faults_of_template(template: str, facts: tuple[str, ...]) -> list[str]:
    try:
        fields = [(name, spec, conversion) for _, name, spec, conversion in string.Formatter().parse(template)]
    except ValueError as error:
        return [f"braces do not pair: {error}"]
    known = ", ".join(facts) or "none"
    return [
        f"{{{name}}} is no fact that the rule gives; it gives {known}"
        for name, spec, conversion in fields
        if name is not None and (name not in facts or spec or conversion)
    ]
