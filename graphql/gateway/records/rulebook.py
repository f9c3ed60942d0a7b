"""The rulebook in the graph: the law as anybody may read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import cast

import strawberry
from strawberry.scalars import JSON

from gateway.records.enums import Strength
from workflows.regulation.edition import Article as LawArticle
from workflows.regulation.lights import Light as LawLight
from workflows.regulation.loader import BoundClause
from workflows.regulation.loader import Rulebook as LawRulebook
from workflows.regulation.rubric import Criterion as LawCriterion


@strawberry.type(description="A rule bound to an article. Public. Since 0.1.")
class Clause:
    rule: str = strawberry.field(description="The rule's name, as findings give it. Since 0.1.")
    article: str = strawberry.field(description='The article, as "12(1)". Since 0.1.')
    wording: str = strawberry.field(description="The decisive characters. Since 0.1.")
    strength: Strength = strawberry.field(description="How firmly it binds. Since 0.1.")
    parameters: JSON = strawberry.field(description="Its figures, also those that go without saying. Since 0.1.")
    to_confirm: list[str] = strawberry.field(description="Figures that the text leaves open. Since 0.1.")


@strawberry.type(description="An article of the measures. Public. Since 0.1.")
class Article:
    number: int = strawberry.field(description="Its number. Since 0.1.")
    subject: str = strawberry.field(description="What it is about, in the reader's language. Since 0.1.")
    clauses: list[Clause] = strawberry.field(description="The rules bound to it. Since 0.1.")


@strawberry.type(description="A threshold of a programme's year that the school publishes. Since 0.1.")
class Light:
    article: str = strawberry.field(description="The article for which it is published. Since 0.1.")
    message: str = strawberry.field(description="What is the matter, in the reader's language. Since 0.1.")


def lights_in(lights: Iterable[LawLight], language: str) -> list[Light]:
    """Answer lights in the reader's language."""
    return [Light(article=one.article, message=one.statement.in_language(language)) for one in lights]


@strawberry.type(description="What experts score from 1 to 5 (Art. 4, 6). Public. Since 0.1.")
class Criterion:
    key: str = strawberry.field(description="Its key, by which a score names it. Since 0.1.")
    article: str = strawberry.field(description="The article that it is of. Since 0.1.")
    label: str = strawberry.field(description="What is scored, in the reader's language. Since 0.1.")


def criterion_in(criterion: LawCriterion, language: str) -> Criterion:
    """Answer a criterion in the reader's language."""
    return Criterion(key=criterion.key, article=criterion.article, label=criterion.label.in_language(language))


@strawberry.type(description="The edition of the rulebook that is in force today (Art. 20). Public. Since 0.1.")
class Rulebook:
    document_number: str = strawberry.field(description="The number of the document. Since 0.1.")
    title: str = strawberry.field(description="Its title in the reader's language. Since 0.1.")
    effective_from: dt.date = strawberry.field(description="From which day it is in force. Since 0.1.")
    articles: list[Article] = strawberry.field(description="Its articles. Since 0.1.")
    lights: list[Light] = strawberry.field(
        description="The thresholds beside which the figures of a year are read (Art. 8). Since 0.1."
    )
    criteria: list[Criterion] = strawberry.field(
        description="What experts score in a review; nothing where they only say whether they are in favour. Since 0.1."
    )


def rulebook(info: strawberry.Info) -> Rulebook:
    """Answer the edition in force today."""
    rulebook: LawRulebook = info.context.rulebook
    edition = rulebook.edition
    language = info.context.language
    return Rulebook(
        document_number=edition.document_number,
        title=edition.title.in_language(language),
        effective_from=edition.effective_from,
        articles=[_article(article, rulebook, language) for article in edition.articles],
        lights=lights_in(edition.lights, language),
        criteria=[criterion_in(criterion, language) for criterion in edition.criteria],
    )


def _article(article: LawArticle, rulebook: LawRulebook, language: str) -> Article:
    own = (clause.rule for clause in rulebook.edition.clauses if clause.article_number == article.number)
    clauses = [_clause(rulebook.clauses[rule]) for rule in own]
    return Article(number=article.number, subject=article.subject.in_language(language), clauses=clauses)


def _clause(bound: BoundClause) -> Clause:
    clause = bound.clause
    return Clause(
        rule=clause.rule,
        article=clause.article,
        wording=clause.wording,
        strength=Strength(clause.strength.value),
        parameters=cast("JSON", bound.figures),
        to_confirm=list(clause.to_confirm),
    )
