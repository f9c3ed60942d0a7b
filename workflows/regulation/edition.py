"""What an edition of the rulebook is: the law of one school from one day on, as data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workflows.regulation.actor import Role
from workflows.regulation.calendar import Calendar
from workflows.regulation.strength import Strength, strength_of

ARTICLE_PATTERN = r"^[1-9]\d?(\([1-9]\d?\))?$"
ArticleNumber = Annotated[str, Field(pattern=ARTICLE_PATTERN, description="12 or 12(1)")]
Sentence = Annotated[str, Field(min_length=2, max_length=300)]


class Part(BaseModel):
    """A part of an edition: nothing unknown, nothing changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Part):
    """A sentence for readers, in the school's own words, never the text of the measures."""

    zh: Sentence
    en: Sentence

    def in_language(self, language: str) -> str:
        """Answer the sentence in Chinese unless English is asked for."""
        return self.en if language.startswith("en") else self.zh


class Article(Part):
    """An article of the measures: what it is about and, where nothing of it can be executed, why."""

    number: Annotated[int, Field(ge=1, le=99)]
    subject: Words
    not_executable: Words | None = None


class Clause(Part):
    """A rule bound to an article: how firmly, with which figures, waived by whom, said in which words."""

    rule: str
    article: ArticleNumber
    wording: Annotated[str, Field(min_length=1, max_length=24, description="the decisive characters, no more")]
    strength: Strength
    waived_by: Role | None = None
    statement: Words
    remedy: Words
    question: Words | None = None
    to_confirm: tuple[str, ...] = ()
    """Parameters that the text leaves open: the school's decision, to be confirmed (†)."""
    parameters: Mapping[str, object] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _strength_agrees_with_the_wording(self) -> Self:
        if (read := strength_of(self.wording)) != self.strength:
            raise ValueError(f"the wording {self.wording!r} reads as {read.value}, not as {self.strength.value}")
        if (self.strength is Strength.IN_PRINCIPLE) != (self.waived_by is not None):
            raise ValueError("a clause has waived_by if, and only if, its strength is in_principle")
        return self

    @property
    def article_number(self) -> int:
        """Answer the article without its paragraph: 12 of 12(1)."""
        return int(self.article.partition("(")[0])


class Tuition(Part):
    """The fee for one credit (Art. 17)."""

    article: ArticleNumber
    wording: Annotated[str, Field(min_length=1, max_length=24)]
    amount_per_credit: Annotated[Decimal, Field(ge=0, max_digits=8, decimal_places=2)]
    currency: Literal["CNY"] = "CNY"
    effective_from: dt.date
    statement: Words

    def for_credits(self, credits: Decimal) -> Decimal:
        """Answer the fee for a plan of so many credits, in yuan with two decimals."""
        return (credits * self.amount_per_credit).quantize(Decimal("0.01"))


class Edition(Part):
    """The whole: a document, the day from which it speaks, its articles and clauses."""

    document_number: Annotated[str, Field(min_length=2, max_length=60)]
    title: Words
    effective_from: dt.date
    calendar: Calendar = Calendar()
    tuition: Tuition
    articles: tuple[Article, ...]
    clauses: tuple[Clause, ...]

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        numbers = [article.number for article in self.articles]
        if numbers != list(range(1, len(numbers) + 1)):
            raise ValueError("articles are numbered from 1 on, none missing, none twice")
        rules = [clause.rule for clause in self.clauses]
        if twice := sorted({name for name in rules if rules.count(name) > 1}):
            raise ValueError(f"one clause per rule; bound twice: {', '.join(twice)}")
        cited = {clause.article_number for clause in self.clauses}
        if strangers := sorted(cited - set(numbers)):
            raise ValueError(f"clauses cite articles that are not listed: {strangers}")
        return self
