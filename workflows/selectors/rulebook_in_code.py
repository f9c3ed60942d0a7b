"""The law as the code holds it: each article with its clauses, rules, steps, constraints, tests, and what it lacks."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps

from workflows.models import RECORDS, duties
from workflows.models.duties import Duty
from workflows.regulation.article_number import number_of
from workflows.regulation.edition import Article, Clause, Edition, Tuition
from workflows.regulation.loader import BoundClause, Rulebook
from workflows.regulation.rule import Rule
from workflows.rules.unbuilt import CITED_DOCUMENT, UNBUILT, Unbuilt
from workflows.selectors.judging import Step, steps_of
from workflows.selectors.proofs import folder_of_tests, proofs_of


class Coverage(StrEnum):
    """How much of an article the code holds."""

    BUILT = "built"
    PARTLY = "partly"
    """Something of it is built, and something is not."""
    UNBUILT = "unbuilt"
    NOT_EXECUTABLE = "not_executable"
    """Nothing of it could be: the edition says why."""
    UNBOUND = "unbound"
    """The edition neither binds a rule to it nor says why not."""


@dataclass(frozen=True, slots=True)
class GuardedStep:
    """A step of a kind of record, with whose duty it is."""

    record: str
    step: Step

    @property
    def name(self) -> str:
        """Answer the step as the code names it: ``Application.submit``."""
        return f"{self.record}.{self.step.name}"


@dataclass(frozen=True, slots=True)
class ClauseInCode:
    """A clause with the rule that it binds, where that stands, what it guards and what proves it."""

    clause: Clause
    rule: Rule
    figures: Mapping[str, Any]
    """By name, as JSON would carry them; those that are not set are absent."""
    file: str
    line: int
    steps: tuple[GuardedStep, ...]
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DutyInCode:
    """A duty that cites the article, with the steps that are its."""

    duty: Duty
    steps: tuple[GuardedStep, ...]


@dataclass(frozen=True, slots=True)
class Constraint:
    """What the database holds of an article, whoever writes: a constraint or a trigger that bears its number."""

    name: str
    article: str
    record: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArticleInCode:
    """An article with everything in the code that carries it out."""

    article: Article
    coverage: Coverage
    tuition: Tuition | None
    clauses: tuple[ClauseInCode, ...]
    duties: tuple[DutyInCode, ...]
    constraints: tuple[Constraint, ...]
    unbuilt: tuple[Unbuilt, ...]


@dataclass(frozen=True, slots=True)
class RulebookInCode:
    """An edition as the code carries it out."""

    edition: Edition
    articles: tuple[ArticleInCode, ...]
    is_cited: bool
    """Whether the code cites this document: else the articles of duties and constraints are another document's."""
    has_tests: bool
    """Whether the tests are here; an installed portal has none, and says so instead of showing no proof."""


def rulebook_in_code(rulebook: Rulebook) -> RulebookInCode:
    """Answer an edition article by article, with what in the code carries it out (no query)."""
    edition = rulebook.edition
    folder = folder_of_tests()
    held = _held_by_the_database()
    tests = proofs_of({*rulebook.clauses, *(name for name, _ in held)}, folder) if folder else {}
    steps = _all_steps()
    clauses = [_clause(rulebook.clauses[clause.rule], tests) for clause in edition.clauses]
    is_cited = edition.document_number == CITED_DOCUMENT
    cited = _Cited(
        duties=_duties(steps) if is_cited else (),
        constraints=tuple(_constraint(name, record, tests) for name, record in held) if is_cited else (),
        unbuilt=UNBUILT if is_cited else (),
    )
    articles = tuple(_article(article, edition, clauses, cited) for article in edition.articles)
    return RulebookInCode(edition, articles, is_cited=is_cited, has_tests=folder is not None)


def steps_guarded_by(rule: Rule) -> tuple[GuardedStep, ...]:
    """Answer every step, of whichever record, that asks a rule."""
    return tuple(guarded for guarded in _all_steps() if rule in guarded.step.rules)


def all_duties() -> list[Duty]:
    """Answer every duty that is declared, in the order of their names."""
    return sorted((duty for duty in vars(duties).values() if isinstance(duty, Duty)), key=lambda duty: duty.name)


@dataclass(frozen=True, slots=True)
class _Cited:
    """What of the code cites articles by their number in ``CITED_DOCUMENT``."""

    duties: tuple[DutyInCode, ...]
    constraints: tuple[Constraint, ...]
    unbuilt: tuple[Unbuilt, ...]


def _article(article: Article, edition: Edition, clauses: Iterable[ClauseInCode], cited: _Cited) -> ArticleInCode:
    number = article.number
    tuition = edition.tuition if number_of(edition.tuition.article) == number else None
    own = tuple(clause for clause in clauses if clause.clause.article_number == number)
    held = tuple(constraint for constraint in cited.constraints if number_of(constraint.article) == number)
    held_by = tuple(duty for duty in cited.duties if number_of(duty.duty.article) == number)
    lacking = tuple(entry for entry in cited.unbuilt if number_of(entry.article) == number)
    coverage = _coverage(article, is_begun=bool(tuition or own or held or held_by), is_lacking=bool(lacking))
    return ArticleInCode(article, coverage, tuition, own, held_by, held, lacking)


def _coverage(article: Article, *, is_begun: bool, is_lacking: bool) -> Coverage:
    if article.not_executable is not None:
        return Coverage.NOT_EXECUTABLE
    if is_begun:
        return Coverage.PARTLY if is_lacking else Coverage.BUILT
    return Coverage.UNBUILT if is_lacking else Coverage.UNBOUND


def _all_steps() -> list[GuardedStep]:
    return [GuardedStep(model.__name__, step) for model in RECORDS for step in steps_of(model).values()]


def _clause(bound: BoundClause, tests: Mapping[str, Sequence[str]]) -> ClauseInCode:
    file, line = _place_of(bound.rule)
    return ClauseInCode(
        clause=bound.clause,
        rule=bound.rule,
        figures=bound.figures,
        file=file,
        line=line,
        steps=steps_guarded_by(bound.rule),
        tests=tuple(tests.get(bound.rule.name, ())),
    )


def _place_of(rule: Rule) -> tuple[str, int]:
    """Answer the file of a rule, as its package names it, and the line of its ``def``."""
    lines, first = inspect.getsourcelines(rule.ask)
    decorators = next(index for index, line in enumerate(lines) if line.startswith("def "))
    return f"{rule.ask.__module__.replace('.', '/')}.py", first + decorators


def _duties(steps: Sequence[GuardedStep]) -> tuple[DutyInCode, ...]:
    return tuple(DutyInCode(duty, tuple(s for s in steps if s.step.duty is duty)) for duty in all_duties())


_BEARS_ITS_ARTICLE = re.compile(r"art(?P<article>[0-9]+)(?:_(?P<paragraph>[0-9]+))?_[a-z]")


def _held_by_the_database() -> list[tuple[str, str]]:
    """Answer the names of constraints and triggers that bear an article, each with its record, sorted."""
    return sorted(
        (held.name, model.__name__)
        for model in apps.get_app_config("workflows").get_models()
        for held in (*model._meta.constraints, *getattr(model._meta, "triggers", ()))
        if _BEARS_ITS_ARTICLE.match(held.name)
    )


def _constraint(name: str, record: str, tests: Mapping[str, Sequence[str]]) -> Constraint:
    found = _BEARS_ITS_ARTICLE.match(name)
    assert found is not None  # noqa: S101  only such names were gathered
    paragraph = f"({found['paragraph']})" if found["paragraph"] else ""
    return Constraint(name, found["article"] + paragraph, record, tuple(tests.get(name, ())))
