"""How the desk says the law: figures with name and unit, open decisions, and in what two editions differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import reader
from workflows.models.people import ROLE_LABELS
from workflows.regulation.comparison import Change
from workflows.regulation.decisions import open_decisions
from workflows.regulation.edition import own_figure
from workflows.regulation.lights import Light
from workflows.regulation.loader import BoundClause, Rulebook
from workflows.regulation.rubric import Criterion
from workflows.regulation.strength import STRENGTHS
from workflows.regulation.words import NOTHING, Figure, Words, figure_of
from workflows.rules import CATALOGUE

KEY_LABELS: dict[str, str | Promise] = {
    "document_number": gettext_lazy("document number"),
    "title": gettext_lazy("title"),
    "to_confirm": gettext_lazy("for the school to confirm (†)"),
    "article": gettext_lazy("article"),
    "wording": gettext_lazy("decisive wording"),
    "strength": gettext_lazy("strength"),
    "waived_by": gettext_lazy("waived by"),
    "statement": gettext_lazy("said where it does not hold"),
    "remedy": gettext_lazy("remedy"),
    "question": gettext_lazy("question where it cannot be told"),
    "subject": gettext_lazy("subject"),
    "not_executable": gettext_lazy("why nothing of it is executed"),
    "currency": gettext_lazy("currency"),
    "assumptions": gettext_lazy("assumed until the school confirms it (†)"),
    "lights": gettext_lazy("lights of annual reviews"),
    "criteria": gettext_lazy("what experts score"),
}
"""What the keys of an edition are called that are no figures."""
LANGUAGES = {"zh": "中文", "en": "English"}


@dataclass(frozen=True, slots=True)
class SaidFigure:
    """A figure as a reader sees it."""

    label: str
    value: str
    is_open: bool = False
    """Whether the text leaves it open (†)."""
    article: str = ""

    def __str__(self) -> str:
        return _("%(label)s: %(value)s") % {"label": self.label, "value": self.value} + (" †" if self.is_open else "")


@dataclass(frozen=True, slots=True)
class SaidChange:
    """A change as a reader sees it."""

    place: str
    """The change's own place, by which it is found in the file."""
    where: str
    what: str
    before: str
    after: str


def said_figures(bound: BoundClause) -> list[SaidFigure]:
    """Answer each figure of a clause that is set."""
    return [
        _said_figure(figure_of(bound.rule.parameters_type, name), value, is_open=name in bound.clause.to_confirm)
        for name, value in bound.figures.items()
    ]


def said_decisions(rulebook: Rulebook) -> Iterator[SaidFigure]:
    """Answer what an edition leaves to the school, with the value that holds meanwhile."""
    for decision in open_decisions(rulebook):
        if decision.subject:
            subject, assumed = Words(**decision.subject), Words(**decision.value)
            told = subject.in_language(reader.language()), assumed.in_language(reader.language())
            yield SaidFigure(*told, is_open=True, article=decision.article or "")
            continue
        figure = _figure(decision.rule, decision.figure)
        yield _said_figure(figure, decision.value, is_open=True, article=decision.article or "")


def said_changes(changes: Iterable[Change], before: Rulebook, after: Rulebook) -> list[SaidChange]:
    """Answer in what the second edition differs from the first."""
    return [
        SaidChange(one.place, _where(one, before, after), _what(one), _said(one, one.before), _said(one, one.after))
        for one in changes
    ]


def said_waiving_offices(changes: Iterable[Change], before: Rulebook, after: Rulebook) -> list[SaidChange]:
    """Answer the clauses that another office may waive from then on, or none any more, or one for the first time."""
    changes = [one for one in changes if one.rule and one.key in ("", "waived_by")]
    found = []
    for one in changes:
        offices = [_office(book.clauses.get(one.rule or "")) for book in (before, after)]
        if offices[0] != offices[1]:
            found.append(SaidChange(one.place, _where(one, before, after), str(KEY_LABELS["waived_by"]), *offices))
    return found


def _office(bound: BoundClause | None) -> str:
    role = bound.clause.waived_by if bound else None
    return str(ROLE_LABELS[role]) if role else NOTHING


def _said_figure(figure: Figure, value: Any, *, is_open: bool, article: str = "") -> SaidFigure:
    return SaidFigure(
        figure.label.in_language(reader.language()), figure.said(value, reader.language()), is_open, article
    )


def _figure(rule: str | None, name: str) -> Figure:
    return figure_of(CATALOGUE[rule].parameters_type, name) if rule else own_figure(name)


def _where(change: Change, before: Rulebook, after: Rulebook) -> str:
    """Answer the article, with the wording where it is a clause that changes."""
    if change.article:
        return _("Art. %(article)s") % {"article": change.article}
    if change.rule is None:
        return _("the whole edition")
    clause = (after.clauses.get(change.rule) or before.clauses[change.rule]).clause
    if not clause.article:  # it holds without a clause, so that only the other edition cites an article
        clause = before.clauses[change.rule].clause
    return _("Art. %(article)s “%(wording)s”") % {"article": clause.article, "wording": clause.wording}


def _what(change: Change) -> str:
    if not change.key:
        return _("the whole clause")
    part, _dot, language = change.key.rpartition(".")
    if language in LANGUAGES:
        return f"{_name_of(change, part)} ({LANGUAGES[language]})"
    return _name_of(change, change.key)


def _name_of(change: Change, key: str) -> str:
    """Answer what a key is called: of the tuition, with its part."""
    part, _dot, own = key.rpartition(".")
    name = str(KEY_LABELS[own]) if own in KEY_LABELS else _figure(change.rule, key).label.in_language(reader.language())
    return _("tuition: %(key)s") % {"key": name} if part == "tuition" else name


def _said(change: Change, value: Any) -> str:
    if value is None or value == []:
        return NOTHING
    if isinstance(value, BoundClause):
        return _whole_clause(value)
    match change.key:
        case "strength":
            return STRENGTHS[value].in_language(reader.language())
        case "waived_by":
            return str(ROLE_LABELS[value])
        case "assumptions":
            return "；".join(_assumption(one) for one in value)
        case "lights":
            return "；".join(light_in_words(Light(**one)) for one in value)
        case "criteria":
            return "；".join(criterion_in_words(Criterion(**one)) for one in value)
        case "to_confirm":
            return reader.listed(_figure(change.rule, name).label.in_language(reader.language()) for name in value)
    is_named = change.key.rpartition(".")[2] in {*KEY_LABELS, *LANGUAGES}
    return str(value) if is_named else _figure(change.rule, change.key).said(value, reader.language())


def light_in_words(light: Light) -> str:
    """Answer a light with its article."""
    return " ".join(
        [_("Art. %(article)s") % {"article": light.article}, light.statement.in_language(reader.language())]
    )


def criterion_in_words(criterion: Criterion) -> str:
    """Answer a criterion with its article."""
    label = criterion.label.in_language(reader.language())
    return " ".join([_("Art. %(article)s") % {"article": criterion.article}, label])


def _assumption(told: dict[str, Any]) -> str:
    subject, assumed = (Words(**told[name]).in_language(reader.language()) for name in ("subject", "assumed"))
    return " ".join([_("Art. %(article)s") % {"article": told["article"]}, f"{subject}: {assumed}"])


def _whole_clause(bound: BoundClause) -> str:
    said = [
        words.in_language(reader.language()) for words in (STRENGTHS[bound.clause.strength], bound.clause.statement)
    ]
    return reader.in_turn([*said, *said_figures(bound)])
