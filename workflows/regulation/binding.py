"""What keeps a clause from binding its rule: no such rule, its figures, strength and question, words without facts."""

from __future__ import annotations

import difflib
import string
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from workflows.regulation.edition import Clause
from workflows.regulation.faults import fault, faults_of_figures, inside, place_of_clause
from workflows.regulation.rule import Rule
from workflows.regulation.strength import Strength
from workflows.regulation.text import Said, said
from workflows.regulation.text import marked as _


def faults_of_clause(position: int, clause: Clause, rules: Mapping[str, Rule]) -> Iterator[Said]:
    """Yield what keeps a clause from being bound, each with its place."""
    if clause.rule in rules:
        place = place_of_clause(position, clause.rule)
        for key, matter in _matters(clause, rules[clause.rule]):
            yield fault(inside(place, key), matter)
    yield from faults_of_rule(position, clause.rule, clause.parameters, rules)


def faults_of_rule(position: int, name: str, figures: Mapping[str, Any], rules: Mapping[str, Rule]) -> Iterator[Said]:
    """Yield whether the rule of a clause is none, and what is wrong with the figures for it."""
    place = place_of_clause(position, name)
    rule = rules.get(name)
    if rule is None:
        yield fault(place, _unknown(name, rules))
        return
    try:
        rule.parameters_type.model_validate(dict(figures))
    except ValidationError as error:
        yield from faults_of_figures(error, rule.parameters_type, place)


def _unknown(name: str, rules: Mapping[str, Rule]) -> Said:
    known = ", ".join(sorted(rules))
    if near := difflib.get_close_matches(name, rules, n=1):
        return said(_("no such rule; did you mean %(near)s? The code has %(rules)s"), near=near[0], rules=known)
    return said(_("no such rule; The code has %(rules)s"), rules=known)


def _matters(clause: Clause, rule: Rule) -> Iterator[tuple[str, Said]]:
    """Yield what is wrong with a clause for this rule, besides its figures: each with the key in the clause."""
    if rule.unless_said and clause.strength is not Strength.MANDATORY:
        matter = _("the portal is not sound without this rule; it must be mandatory, or remove the clause")
        yield "strength", said(matter)
    if rule.asks_back and clause.question is None:
        matter = _("missing; this rule may find that it cannot tell, and somebody must be asked: add zh and en")
        yield "question", said(matter)
    figures = rule.parameters_type.model_fields
    for name in clause.to_confirm:
        if name not in figures:
            matter = _("%(name)s is no figure of this rule; it has %(figures)s")
            yield "to_confirm", said(matter, name=name, figures=", ".join(figures) or said(_("none")))
    words = {"statement": clause.statement, "remedy": clause.remedy, "question": clause.question}
    for key, sentence in words.items():
        for language in ("zh", "en") if sentence else ():
            template = getattr(sentence, language)
            yield from ((f"{key}.{language}", found) for found in _matters_of_template(template, rule.facts))


def _matters_of_template(template: str, facts: tuple[str, ...]) -> Iterator[Said]:
    try:
        fields = [(name, spec, conversion) for _text, name, spec, conversion in string.Formatter().parse(template)]
    except ValueError as error:
        yield said(_("braces do not pair: %(error)s"), error=error)
        return
    for name, spec, conversion in fields:
        if name is not None and name not in facts:
            given = ", ".join(facts) or said(_("none"))
            yield said(_("{%(name)s} is no fact that the rule gives; it gives %(facts)s"), name=name, facts=given)
        elif spec or conversion:
            yield said(_("{%(name)s} stands alone in its braces; remove what follows the name"), name=name)
