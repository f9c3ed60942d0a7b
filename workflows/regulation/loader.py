"""Reading an edition from its file, and binding its clauses to the rules of the code."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import string
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from workflows.regulation.edition import Clause, Edition
from workflows.regulation.faults import TABLES, faults_of_edition, faults_of_figures, place_of_clause
from workflows.regulation.rule import Parameters, Rule, Unsaid
from workflows.regulation.strength import Strength
from workflows.regulation.text import can_be_stored
from workflows.regulation.verdict import Verdict

DEEPEST = 20
"""Parts of one key: a parser takes minutes over thousands of them."""
_LONG_PATH = re.compile(rf"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){{{DEEPEST}}}""")


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


def decoded(content: bytes) -> str:
    """
    Answer the text of an edition's file.

    :raises RulebookRefused: it is not in UTF-8, as no table of a spreadsheet and no picture is
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RulebookRefused([f"is not in UTF-8 (byte {error.start}); save it as UTF-8"]) from error


def read_edition(text: str) -> Edition:
    """
    Answer the edition that a TOML file's text holds, not yet bound to rules.

    :raises RulebookRefused: with every fault, each with its path in the file
    """
    if too_deep := _LONG_PATH.search(text):
        line = text.count("\n", 0, too_deep.start()) + 1
        raise RulebookRefused([f"line {line}: a key of more than {DEEPEST} parts; an edition needs three at most"])
    try:
        raw = tomllib.loads(text)
        is_storable = _can_be_stored(raw)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is a plain ValueError
        raise RulebookRefused([f"not valid TOML: {error}"]) from error
    if not is_storable:
        raise RulebookRefused(["a text holds the character NUL, which cannot be stored; remove it"])
    return edition_of(raw)


def _can_be_stored(found: Any) -> bool:
    if isinstance(found, Mapping):
        return all(_can_be_stored(value) for pair in found.items() for value in pair)
    if isinstance(found, list):
        return all(map(_can_be_stored, found))
    return not isinstance(found, str) or can_be_stored(found)


def edition_of(raw: Mapping[str, Any]) -> Edition:
    """
    Answer the edition that the tables of a TOML file make.

    :raises RulebookRefused: with every fault, each with its path in the file
    """
    arranged = _arranged(raw)
    faults = [f"{plural}: unknown key; write [[{singular}]]" for plural, singular in TABLES.items() if plural in raw]
    try:
        edition = Edition.model_validate(arranged)
    except ValidationError as error:
        raise RulebookRefused(faults + faults_of_edition(error, Edition, arranged)) from error
    if faults:
        raise RulebookRefused(faults)
    return edition


def bind(edition: Edition, rules: Mapping[str, Rule]) -> Rulebook:
    """
    Answer the rulebook in which each clause has found its rule and each figure its type and range.

    :raises RulebookRefused: a rule that the code does not have, a figure that the rule does not
        know or that is out of range, a sentence that mentions a fact the rule does not give, a question
        that is not worded, a softer strength than the portal can bear
    """
    faults: list[str] = []
    bound: dict[str, BoundClause] = {}
    for position, clause in enumerate(edition.clauses, start=1):
        place = place_of_clause(position, clause.rule)
        rule = rules.get(clause.rule)
        if rule is None:
            faults.append(f"{place}: {_unknown(clause.rule, rules)}")
            continue
        faults += [f"{place}, {fault}" for fault in _faults_of_clause(clause, rule)]
        try:
            parameters = rule.parameters_type.model_validate(dict(clause.parameters))
        except ValidationError as error:
            faults += faults_of_figures(error, rule.parameters_type, place)
            continue
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
    arranged["articles"] = raw.get("article", [])
    arranged["clauses"] = [_clause(clause) for clause in clauses] if isinstance(clauses, list) else clauses
    return arranged


def _clause(raw: object) -> object:
    if not isinstance(raw, dict):
        return raw
    own = {key: value for key, value in raw.items() if key in _CLAUSE_KEYS}
    return own | {"parameters": {key: value for key, value in raw.items() if key not in _CLAUSE_KEYS}}


def _unknown(name: str, rules: Mapping[str, Rule]) -> str:
    near = difflib.get_close_matches(name, rules, n=1)
    meant = f"did you mean {near[0]}? " if near else ""
    return f"no such rule; {meant}The code has {', '.join(sorted(rules))}"


def _faults_of_clause(clause: Clause, rule: Rule) -> Iterator[str]:
    """Yield what is wrong with a clause for this rule, besides its figures: each with the key in the clause."""
    if rule.unless_said and clause.strength is not Strength.MANDATORY:
        yield "strength: the portal is not sound without this rule; it must be mandatory, or remove the clause"
    if rule.asks_back and clause.question is None:
        yield "question: missing; this rule may find that it cannot tell, and somebody must be asked: add zh and en"
    figures = rule.parameters_type.model_fields
    for name in clause.to_confirm:
        if name not in figures:
            yield f"to_confirm: {name} is no figure of this rule; it has {', '.join(figures) or 'none'}"
    words = {"statement": clause.statement, "remedy": clause.remedy, "question": clause.question}
    for place, said in words.items():
        for language in ("zh", "en") if said else ():
            for fault in _faults_of_template(getattr(said, language), rule.facts):
                yield f"{place}.{language}: {fault}"


def _faults_of_template(template: str, facts: tuple[str, ...]) -> Iterator[str]:
    try:
        fields = [(name, spec, conversion) for _, name, spec, conversion in string.Formatter().parse(template)]
    except ValueError as error:
        yield f"braces do not pair: {error}"
        return
    for name, spec, conversion in fields:
        if name is not None and name not in facts:
            yield f"{{{name}}} is no fact that the rule gives; it gives {', '.join(facts) or 'none'}"
        elif spec or conversion:
            yield f"{{{name}}} stands alone in its braces; remove what follows the name"
