"""What an edition of the rulebook is: the law of one school from one day on, as data."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, Field, model_validator

from workflows.regulation.actor import Role
from workflows.regulation.article_number import ArticleNumber, number_of
from workflows.regulation.calendar import Calendar
from workflows.regulation.lights import Light
from workflows.regulation.rubric import RESERVED, Criterion
from workflows.regulation.strength import Strength, strength_of
from workflows.regulation.text import Said, Wrong, said
from workflows.regulation.text import marked as _
from workflows.regulation.words import Figure, Part, UnitOfCount, Words, figure_of

OpenFigure = Literal[
    "effective_from",
    "academic_year_starts",
    "second_semester_starts",
    "annual_reports_open",
    "annual_reports_due",
    "amount_per_credit",
    "pass_mark",
]
Value = TypeVar("Value", int, str)
FIRST_DAY, LAST_DAY = dt.date(1949, 10, 1), dt.date(2200, 12, 31)
"""Between these lie the days of an edition: what is earlier or later was mistyped."""
YUAN = UnitOfCount(Words(zh="元", en="yuan"), one="yuan")
MARKS = UnitOfCount(Words(zh="分", en="marks"), one="mark")


def _not_mistyped(day: dt.date) -> dt.date:
    if not FIRST_DAY <= day <= LAST_DAY:
        matter = _("the day %(day)s is not between %(first)s and %(last)s; correct the year")
        raise Wrong(said(matter, day=day, first=FIRST_DAY, last=LAST_DAY))
    return day


Day = Annotated[dt.date, AfterValidator(_not_mistyped)]


class Article(Part):
    """An article of the measures: what it is about and, where nothing of it can be executed, why."""

    number: Annotated[int, Field(ge=1, le=99, strict=True)]
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
            matter = _(
                "the wording “%(wording)s” reads as %(read)s, not as %(strength)s; "
                "correct the strength, or quote the characters that decide it"
            )
            raise Wrong(said(matter, wording=self.wording, read=read.value, strength=self.strength.value))
        if (self.strength is Strength.IN_PRINCIPLE) != (self.waived_by is not None):
            matter = _("waived_by stands where the strength is in_principle, and nowhere else; add or remove it")
            raise Wrong(said(matter))
        return self

    @property
    def article_number(self) -> int:
        """Answer the article without its paragraph: 12 of 12(1)."""
        return number_of(self.article)


class Tuition(Part):
    """The fee for one credit (Art. 17)."""

    article: ArticleNumber
    wording: Annotated[str, Field(min_length=1, max_length=24)]
    amount_per_credit: Annotated[
        Decimal,
        Field(ge=0, max_digits=8, decimal_places=2),
        Figure(Words(zh="每学分学费", en="fee for a credit"), YUAN),
    ]
    currency: Literal["CNY"] = "CNY"
    effective_from: Annotated[Day, Figure(Words(zh="收费标准起始日期", en="the fee applies from"))]
    statement: Words

    def for_credits(self, credits: Decimal) -> Decimal:
        """Answer the fee for a plan of so many credits, in yuan with two decimals."""
        return (credits * self.amount_per_credit).quantize(Decimal("0.01"))


class Assumption(Part):
    """What an article leaves open and no figure says, with what is assumed until the school has confirmed it (†)."""

    article: ArticleNumber
    subject: Words
    assumed: Words


class Edition(Part):
    """The whole: a document, the day from which it speaks, its articles and clauses."""

    document_number: Annotated[str, Field(min_length=2, max_length=60)]
    title: Words
    effective_from: Annotated[Day, Figure(Words(zh="施行日期", en="in force from"))]
    to_confirm: tuple[OpenFigure, ...] = ()
    """Figures outside the clauses that the text leaves open, to be confirmed (†)."""
    calendar: Calendar = Calendar()
    tuition: Tuition
    pass_mark: Annotated[
        Decimal, Field(gt=0, le=100, decimal_places=1), Figure(Words(zh="课程及格线", en="pass mark"), MARKS)
    ] = Decimal(60)
    """The score of a hundred from which a course is passed."""
    articles: tuple[Article, ...]
    clauses: tuple[Clause, ...]
    assumptions: tuple[Assumption, ...] = ()
    lights: tuple[Light, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    """What experts score; none where they only say whether they are in favour."""

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        cited = [
            ("tuition", self.tuition.article),
            *((clause.rule, clause.article) for clause in self.clauses),
            *(("assumption", assumption.article) for assumption in self.assumptions),
            *(("light", light.article) for light in self.lights),
            *(("criterion", criterion.article) for criterion in self.criteria),
        ]
        if faults := [
            *faults_of_numbering(self.articles, cited),
            *faults_of_binding(self.articles, self.clauses),
            *faults_of_criteria(self.criteria),
        ]:
            raise Wrong(*faults)
        return self


def faults_of_numbering(articles: Sequence[Article], cited: Iterable[tuple[str, str]]) -> Iterator[Said]:
    """Yield where articles are out of their order, and who cites, under which name, an article that is not there."""
    numbers = [article.number for article in articles]
    listed = set(numbers)
    if not articles:
        yield said(_("there is no article; add [[article]] for each"))
    if numbers != list(range(1, len(numbers) + 1)):
        missing = sorted(set(range(1, max(numbers))) - listed)
        matter = _(
            "articles stand in their order from 1 on, none missing, none twice; missing: %(missing)s, twice: %(twice)s"
        )
        yield said(matter, missing=missing or said(_("none")), twice=_twice(numbers) or said(_("none")))
    for name, article in cited:
        if (number := number_of(article)) not in listed:
            matter = _("%(name)s cites article %(number)s, which is not listed; add the article or correct the number")
            yield said(matter, name=name, number=number)


def faults_of_binding(articles: Iterable[Article], clauses: Sequence[Clause]) -> Iterator[Said]:
    """Yield where clauses are missing, bind a rule twice, or are bound to an article that says it has none."""
    if not clauses:
        yield said(_("there is no clause, so that anything would be allowed; add [[clause]] for each rule"))
    if twice := _twice(clause.rule for clause in clauses):
        yield said(_("one clause per rule; bound twice: %(rules)s"), rules=", ".join(twice))
    silent = {article.number for article in articles if article.not_executable}
    for clause in clauses:
        if clause.article_number in silent:
            matter = _(
                "%(rule)s is bound to article %(number)s, which says not_executable; "
                "remove not_executable or correct the number"
            )
            yield said(matter, rule=clause.rule, number=clause.article_number)


def faults_of_criteria(criteria: Iterable[Criterion]) -> Iterator[Said]:
    """Yield where two criteria have one key, or one has the name of something else that experts are asked for."""
    keys = [criterion.key for criterion in criteria]
    if twice := _twice(keys):
        yield said(_("each criterion has a key of its own; twice: %(keys)s"), keys=", ".join(twice))
    for key in sorted(RESERVED & {*keys}):
        yield said(_("%(key)s is asked of experts already; give the criterion another key"), key=key)


def own_figure(name: str) -> Figure:
    """
    Answer the words of a figure that is the edition's own and no clause's, by its key or its path in the file.

    :raises LookupError: there is none of this name
    """
    part, _, key = name.rpartition(".")
    models: list[type[BaseModel]] = [Tuition] if part else [Edition, Calendar, Tuition]
    return figure_of(next((model for model in models if key in model.model_fields), Edition), key)


def _twice(values: Iterable[Value]) -> list[Value]:
    return sorted(value for value, times in Counter(values).items() if times > 1)
