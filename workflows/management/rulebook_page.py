"""The rulebook as a page of the documentation: generated, committed, and compared by CI."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import override

from workflows.management.rulebook_text import said
from workflows.management.rulebook_words import COVERAGES
from workflows.management.rules_page import catalogue_of
from workflows.models.people import ROLE_LABELS
from workflows.regulation.strength import STRENGTHS
from workflows.rules import CATALOGUE
from workflows.selectors.rulebook_in_code import ArticleInCode, ClauseInCode, GuardedStep, RulebookInCode

NOTICE = "<!-- Written by `portal generate`. Change the code or the rulebook instead, and run it again. -->"
TO_THE_ROOT = ".."
"""From the page's folder, for links to files."""


def page_of(rulebook: RulebookInCode) -> str:
    """Answer the page in English, its headings in both languages; without line numbers, which every edit would age."""
    with override("en"):
        blocks = [_opening(rulebook), *(_article(article) for article in rulebook.articles), _catalogue()]
        return "\n".join("\n".join(block) + "\n" for block in blocks)


def _opening(rulebook: RulebookInCode) -> Iterator[str]:
    edition = rulebook.edition
    yield NOTICE
    yield ""
    yield "# The rulebook, article by article"
    yield ""
    yield (
        f"{edition.document_number}, {edition.title.en} ({edition.title.zh}), in force from {edition.effective_from}. "
        "`portal rulebook` prints the same with every sentence, `--language zh` in Chinese. "
        "† marks what the text leaves open: a decision of the school, to be confirmed."
    )
    yield ""
    yield "| article | subject | coverage |"
    yield "|---|---|---|"
    for shown in rulebook.articles:
        number, subject = shown.article.number, shown.article.subject
        yield f"| [{number}](#art-{number}) | {subject.en} · {subject.zh} | {COVERAGES[shown.coverage].en} |"


def _catalogue() -> Iterator[str]:
    yield "## What a clause can bind"
    yield ""
    yield "How an edition is written: [an edition of your own](contributing.md#an-edition-of-your-own)."
    yield ""
    yield from catalogue_of(CATALOGUE.values())


def _article(shown: ArticleInCode) -> Iterator[str]:
    article = shown.article
    yield f'<a id="art-{article.number}"></a>'
    yield ""
    yield f"## Art. {article.number} · {article.subject.en} · {article.subject.zh}"
    yield ""
    yield f"*{COVERAGES[shown.coverage].en.capitalize()}.*"
    if article.not_executable:
        yield f"{article.not_executable.en}"
    if shown.tuition:
        fee = shown.tuition
        yield f"Tuition: {fee.amount_per_credit} {fee.currency} a credit, from {fee.effective_from}."
    if shown.clauses:
        yield ""
        yield "| clause | rule | strength | figures | guards | tests that name it |"
        yield "|---|---|---|---|---|---|"
        yield from (_clause(clause) for clause in shown.clauses)
    yield from _beside(shown)


def _beside(shown: ArticleInCode) -> Iterator[str]:
    """Yield what carries the article out beside its clauses, and what nobody has built."""
    if shown.duties or shown.constraints or shown.unbuilt:
        yield ""
    for duty in shown.duties:
        steps = f": {_steps(duty.steps)}" if duty.steps else ""
        yield f"- duty `{duty.duty.name}` ({duty.duty.label}){steps}"
    for held in shown.constraints:
        proof = f": {_tests(held.tests)}" if held.tests else ""
        yield f"- held by the database on {held.record}: `{held.name}`{proof}"
    for entry in shown.unbuilt:
        yield f"- not built yet, Art. {entry.article}: {entry.words.en} · {entry.words.zh}"


def _clause(shown: ClauseInCode) -> str:
    clause = shown.clause
    waived = f"; waived by: {ROLE_LABELS[clause.waived_by]}" if clause.waived_by else ""
    figures = "<br>".join(
        f"{name} = {said(value)}{' †' if name in clause.to_confirm else ''}" for name, value in shown.figures.items()
    )
    cells = (
        clause.article,
        f"[`{shown.rule.name}`]({TO_THE_ROOT}/{shown.file})<br>{shown.rule.sentence}",
        f"{STRENGTHS[clause.strength].en}: {clause.wording}{waived}",
        figures,
        _steps(shown.steps),
        _tests(shown.tests),
    )
    return f"| {' | '.join(cells)} |"


def _steps(steps: Iterable[GuardedStep]) -> str:
    return ", ".join(f"{guarded.name}" for guarded in steps)


def _tests(tests: Iterable[str]) -> str:
    """Link each file once, with its tests after it."""
    by_file: dict[str, list[str]] = {}
    for test in tests:
        file, _, name = test.partition("::")
        by_file.setdefault(file, []).append(name)
    return "<br>".join(
        f"[{file.removeprefix('tests/')}]({TO_THE_ROOT}/{file}): {', '.join(names)}" for file, names in by_file.items()
    )
