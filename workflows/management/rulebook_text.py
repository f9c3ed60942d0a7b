"""The rulebook as text for a terminal, in English or Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import override

from workflows.management.rulebook_words import COVERAGES, LANGUAGES, phrase
from workflows.models.people import ROLE_LABELS
from workflows.regulation.strength import STRENGTHS
from workflows.rules.unbuilt import CITED_DOCUMENT
from workflows.selectors.rulebook_in_code import (
    ArticleInCode,
    ClauseInCode,
    Constraint,
    DutyInCode,
    GuardedStep,
    RulebookInCode,
)

INDENT = "    "


def text_of(rulebook: RulebookInCode, language: str, articles: Iterable[ArticleInCode]) -> str:
    """Answer these articles of a rulebook as readable text."""
    with override(LANGUAGES[language]):
        blocks = [_heading(rulebook, language), *(_article(article, rulebook, language) for article in articles)]
        return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def said(value: object) -> str:
    """Answer a figure as a reader writes it: a list as an enumeration."""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _heading(rulebook: RulebookInCode, language: str) -> Iterator[str]:
    edition = rulebook.edition
    yield f"{edition.document_number}  {edition.title.in_language(language)}"
    dagger = " †" if "effective_from" in edition.to_confirm else ""
    in_force = phrase("in_force", language, day=edition.effective_from) + dagger
    yield f"{in_force}; {phrase('size', language, articles=len(edition.articles), clauses=len(edition.clauses))}"
    yield phrase("dagger", language)
    if not rulebook.is_cited:
        yield phrase("other_document", language, cited=CITED_DOCUMENT)
    if not rulebook.has_tests:
        yield phrase("no_tests", language)


def _article(shown: ArticleInCode, rulebook: RulebookInCode, language: str) -> Iterator[str]:
    article = shown.article
    number = phrase("article", language, number=article.number)
    yield f"{number}  {article.subject.in_language(language)}  [{COVERAGES[shown.coverage].in_language(language)}]"
    if article.not_executable:
        yield _line("why_not", language, article.not_executable.in_language(language))
    if shown.tuition:
        fee = shown.tuition
        dagger = " †" if "amount_per_credit" in rulebook.edition.to_confirm else ""
        told = phrase(
            "per_credit", language, amount=fee.amount_per_credit, currency=fee.currency, day=fee.effective_from
        )
        yield _line("tuition", language, told + dagger)
    for clause in shown.clauses:
        yield from _clause(clause, rulebook, language)
    for duty in shown.duties:
        yield _line("duty", language, _duty(duty))
    for held in shown.constraints:
        yield _line("held", language, _held(held, rulebook, language))
    for entry in shown.unbuilt:
        yield _line("lacks", language, f"{entry.article} {entry.words.in_language(language)} ({entry.name})")


def _clause(shown: ClauseInCode, rulebook: RulebookInCode, language: str) -> Iterator[str]:
    clause = shown.clause
    strength = STRENGTHS[clause.strength].in_language(language)
    yield f"  {clause.article} {shown.rule.name}: {strength} “{clause.wording}”"
    if figures := _figures(shown):
        yield INDENT + _line("figures", language, figures)
    if clause.waived_by:
        yield INDENT + _line("waived_by", language, str(ROLE_LABELS[clause.waived_by]))
    for key, words in (("statement", clause.statement), ("remedy", clause.remedy), ("question", clause.question)):
        if words:
            yield INDENT + _line(key, language, words.in_language(language))
    sentence = f"  {shown.rule.sentence}" if language == "en" else ""
    yield INDENT + _line("rule", language, f"{shown.file}:{shown.line}{sentence}")
    yield INDENT + _line("guards", language, _steps(shown.steps) or phrase("nothing", language))
    if rulebook.has_tests:
        yield from (INDENT + line for line in _tests(shown.tests, language))


def _figures(shown: ClauseInCode) -> str:
    return "; ".join(
        f"{name} = {said(value)}{' †' if name in shown.clause.to_confirm else ''}"
        for name, value in shown.figures.items()
    )


def _tests(tests: Iterable[str], language: str) -> Iterator[str]:
    for test in tests or [phrase("untested", language)]:
        yield _line("tests", language, test)


def _duty(shown: DutyInCode) -> str:
    steps = f": {_steps(shown.steps)}" if shown.steps else ""
    return f"{shown.duty.label} ({shown.duty.name}){steps}"


def _held(held: Constraint, rulebook: RulebookInCode, language: str) -> str:
    tests = ", ".join(held.tests) or phrase("untested", language)
    proof = f"; {phrase('tests', language)}: {tests}" if rulebook.has_tests else ""
    return f"{held.record}.{held.name}{proof}"


def _steps(steps: Iterable[GuardedStep]) -> str:
    return ", ".join(step.name for step in steps)


def _line(key: str, language: str, told: str) -> str:
    return f"  {phrase(key, language)}: {told}"
