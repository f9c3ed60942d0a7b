"""Reading an edition from its file, and binding its clauses to the rules of the code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from workflows.regulation.binding import faults_of_clause, faults_of_rule
from workflows.regulation.edition import (
    Article,
    Clause,
    Day,
    Edition,
    Tuition,
    faults_of_binding,
    faults_of_numbering,
)
from workflows.regulation.edition_file import tables_in
from workflows.regulation.faults import TABLES, RulebookRefused, fault, faults_of_edition
from workflows.regulation.rule import Parameters, Rule, Unsaid
from workflows.regulation.strength import Strength
from workflows.regulation.text import Said, said
from workflows.regulation.text import marked as _
from workflows.regulation.verdict import Verdict


@dataclass(frozen=True, slots=True)
class BoundClause:
    """A clause with its rule and with its parameters in the rule's own type."""

    clause: Clause
    rule: Rule
    parameters: Parameters

    def verdict_on(self, facts: object) -> Verdict:
        """Answer what the rule says of these facts under this edition."""
        return self.rule(facts, self.parameters)

    @property
    def figures(self) -> dict[str, Any]:
        """Answer the parameters by name as JSON would carry them, without those that are not set."""
        return self.parameters.model_dump(mode="json", exclude_none=True)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """An edition whose every clause is bound: what judges records."""

    edition: Edition
    clauses: Mapping[str, BoundClause]

    def clause_for(self, rule: Rule) -> BoundClause | None:
        """Answer the clause of a rule, or None where this edition has no such rule."""
        return self.clauses.get(rule.name)


def read_rulebook(text: str, rules: Mapping[str, Rule]) -> Rulebook:
    """
    Answer the rulebook that a TOML file's text holds, bound to these rules.

    :raises RulebookRefused: with every fault that can be told: also those of the clauses that are sound by themselves
    """
    return rulebook_of(tables_in(text), rules)


def read_edition(text: str) -> Edition:
    """
    Answer the edition that a TOML file's text holds, not yet bound to rules.

    :raises RulebookRefused: with every fault, each with its path in the file
    """
    return edition_of(tables_in(text))


def rulebook_of(raw: Mapping[str, Any], rules: Mapping[str, Rule]) -> Rulebook:
    """
    Answer the rulebook that the tables of a TOML file make, bound to these rules.

    :raises RulebookRefused: as ``read_rulebook`` does
    """
    try:
        edition = edition_of(raw)
    except RulebookRefused as refusal:
        rows = _arranged(raw)["clauses"]
        numbered = enumerate(rows, start=1) if isinstance(rows, list) else ()
        of_clauses = [one for position, row in numbered for one in _faults_of_row(position, row, rules)]
        raise RulebookRefused([*refusal.faults, *of_clauses], refusal.first_day) from refusal
    return bind(edition, rules)


def edition_of(raw: Mapping[str, Any]) -> Edition:
    """
    Answer the edition that the tables of a TOML file make.

    :raises RulebookRefused: with every fault, each with its path in the file
    """
    arranged = _arranged(raw)
    faults = [
        fault(plural, said(_("unknown key; write [[%(table)s]]"), table=singular))
        for plural, singular in TABLES.items()
        if plural in raw
    ]
    try:
        edition = Edition.model_validate(arranged)
    except ValidationError as error:
        faults += faults_of_edition(error, Edition, arranged)
        if all(one["loc"] for one in error.errors()):  # else what hangs together was asked already
            faults += [fault(said(_("edition")), matter) for matter in _faults_between_sound_parts(arranged)]
        raise RulebookRefused(faults, _sound(Day, arranged.get("effective_from"))) from error
    if faults:
        raise RulebookRefused(faults, edition.effective_from)
    return edition


def bind(edition: Edition, rules: Mapping[str, Rule]) -> Rulebook:
    """
    Answer the rulebook in which each clause has found its rule and each figure its type and range.

    :raises RulebookRefused: a rule that the code does not have, a figure that the rule does not
        know or that is out of range, a sentence that mentions a fact the rule does not give, a question
        that is not worded, a softer strength than the portal can bear
    """
    faults: list[Said] = []
    bound: dict[str, BoundClause] = {}
    for position, clause in enumerate(edition.clauses, start=1):
        if found := list(faults_of_clause(position, clause, rules)):
            faults += found
        else:
            rule = rules[clause.rule]
            bound[rule.name] = BoundClause(clause, rule, rule.parameters_type.model_validate(dict(clause.parameters)))
    if faults:
        raise RulebookRefused(faults, edition.effective_from)
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
    """
    Answer the sha256 of the edition's content, the same for the same law however its file is laid out.

    What an edition leaves out does not count, so that a release that knows one more key knows old editions again.
    """
    content = edition.model_dump(mode="json", exclude_defaults=True)
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


_CLAUSE_KEYS = frozenset(Clause.model_fields) - {"parameters"}


def _arranged(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The file writes ``[[clause]]`` and ``[[article]]`` and puts a rule's figures beside the clause's own keys."""
    arranged = {key: value for key, value in raw.items() if key not in {*TABLES.keys(), *TABLES.values()}}
    clauses = raw.get("clause", [])
    arranged |= {name: raw.get(table, []) for name, table in TABLES.items() if name != "clauses"}
    arranged["clauses"] = [_clause(clause) for clause in clauses] if isinstance(clauses, list) else clauses
    return arranged


def _clause(raw: object) -> object:
    if not isinstance(raw, dict):
        return raw
    own = {key: value for key, value in raw.items() if key in _CLAUSE_KEYS}
    return own | {"parameters": {key: value for key, value in raw.items() if key not in _CLAUSE_KEYS}}


def _faults_of_row(position: int, row: Any, rules: Mapping[str, Rule]) -> Iterator[Said]:
    """Yield what would keep a clause from being bound; of one that is not sound by itself, what can be told yet."""
    if clause := _sound(Clause, row):
        yield from faults_of_clause(position, clause, rules)
    elif isinstance(row, dict) and isinstance(row.get("rule"), str):
        yield from faults_of_rule(position, row["rule"], row["parameters"], rules)


def _faults_between_sound_parts(arranged: Mapping[str, Any]) -> Iterator[Said]:
    """Yield what does not hang together among those parts that are sound by themselves, while others are not."""
    articles = _sound(tuple[Article, ...], arranged["articles"])
    tuition = _sound(Tuition, arranged.get("tuition"))
    rows = arranged["clauses"] if isinstance(arranged["clauses"], list) else []
    clauses = [clause for row in rows if (clause := _sound(Clause, row))]
    if articles is not None:
        cited = [("tuition", tuition.article)] if tuition else []
        yield from faults_of_numbering(articles, [*cited, *((clause.rule, clause.article) for clause in clauses)])
    if clauses or arranged["clauses"] == []:
        yield from faults_of_binding(articles or (), clauses)


def _sound(of: Any, raw: Any) -> Any:
    """Answer a part of an edition from its table; None where it is not sound."""
    try:
        return TypeAdapter(of).validate_python(raw)
    except ValidationError:
        return None
