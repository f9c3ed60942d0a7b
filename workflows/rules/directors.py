"""What the measures ask of a programme's director (Art. 6(3))."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from workflows.regulation.rule import NoParameters, Parameters, rule
from workflows.regulation.verdict import Verdict, cannot_tell, met_if
from workflows.regulation.words import Figure, Words


class TitleLevel(StrEnum):
    """Levels of professional titles, whatever the track (professor, engineer, artist …)."""

    NONE = "none"
    ASSISTANT = "assistant"
    INTERMEDIATE = "intermediate"
    ASSOCIATE_SENIOR = "associate_senior"
    SENIOR = "senior"


class Degree(StrEnum):
    """Academic degrees."""

    NONE = "none"
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTOR = "doctor"


_TITLES = list(TitleLevel)
_DEGREES = list(Degree)
_TERMS: dict[str, Words] = {
    TitleLevel.NONE: Words(zh="没有", en="none"),
    TitleLevel.ASSISTANT: Words(zh="初级职称", en="assistant"),
    TitleLevel.INTERMEDIATE: Words(zh="中级职称", en="intermediate"),
    TitleLevel.ASSOCIATE_SENIOR: Words(zh="副高级职称", en="associate senior"),
    TitleLevel.SENIOR: Words(zh="正高级职称", en="senior"),
    Degree.BACHELOR: Words(zh="学士学位", en="bachelor"),
    Degree.MASTER: Words(zh="硕士学位", en="master"),
    Degree.DOCTOR: Words(zh="博士学位", en="doctor"),
}
"""How sentences say a title or a degree; either may be "none"."""


@dataclass(frozen=True, slots=True)
class DirectorFacts:
    """The director, as the staff register has them; ``None`` where the register does not say."""

    name: str
    title_level: TitleLevel | None
    degree: Degree | None
    knows_the_field: bool | None
    has_managed_teaching: bool | None


class TitleOrDegree(Parameters):
    """The lowest title and, where a school accepts one, the degree that serves instead."""

    minimum_title: Annotated[TitleLevel, Figure(Words(zh="最低职称", en="lowest title"), terms=_TERMS)]
    or_degree: Annotated[
        Literal[Degree.MASTER, Degree.DOCTOR] | None,
        Figure(Words(zh="可代替职称的学位", en="degree that serves instead"), terms=_TERMS),
    ] = None


@rule("director", "title", "minimum_title", "degree", "or_degree", terms=_TERMS)
def director_has_the_title(director: DirectorFacts, p: TitleOrDegree) -> Verdict:
    """The director holds the title, or the degree that the edition takes for it."""
    facts = {
        "director": director.name,
        "title": director.title_level,
        "minimum_title": p.minimum_title,
        "degree": director.degree,
        "or_degree": p.or_degree,
    }
    has_title = director.title_level is not None and _TITLES.index(director.title_level) >= _TITLES.index(
        p.minimum_title
    )
    has_degree = (
        p.or_degree is not None
        and director.degree is not None
        and _DEGREES.index(director.degree) >= _DEGREES.index(p.or_degree)
    )
    if not (has_title or has_degree) and director.title_level is None:
        return cannot_tell(**facts)
    return met_if(has_title or has_degree, **facts)


@rule("director", "knows_the_field", "has_managed_teaching")
def director_knows_field_and_management(director: DirectorFacts, p: NoParameters) -> Verdict:
    """The director knows where the field is going and has managed teaching."""
    facts = {
        "director": director.name,
        "knows_the_field": director.knows_the_field,
        "has_managed_teaching": director.has_managed_teaching,
    }
    answers = (director.knows_the_field, director.has_managed_teaching)
    if False not in answers and None in answers:
        return cannot_tell(**facts)
    return met_if(all(answers), **facts)
