"""One small named function per rule, by subject: plain Python that knows neither Django nor figures of the law."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from workflows.regulation.rule import Rule
from workflows.rules import annual_reviews, directors, intakes, plans, programmes, proposals, students

CATALOGUE: Mapping[str, Rule] = MappingProxyType(
    {
        rule.name: rule
        for module in (plans, directors, programmes, proposals, annual_reviews, intakes, students)
        for rule in vars(module).values()
        if isinstance(rule, Rule)
    }
)
"""Every rule of the code by its name: what the clauses of an edition can bind to."""
