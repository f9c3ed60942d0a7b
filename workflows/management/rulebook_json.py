"""The rulebook for machines: keys that stay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from workflows.regulation.loader import digest_of
from workflows.regulation.words import Words
from workflows.selectors.rulebook_in_code import ArticleInCode, ClauseInCode, GuardedStep, RulebookInCode


def json_of(rulebook: RulebookInCode, articles: Iterable[ArticleInCode]) -> dict[str, Any]:
    """Answer these articles of a rulebook as plain values."""
    edition = rulebook.edition
    return {
        "document_number": edition.document_number,
        "title": _words(edition.title),
        "effective_from": edition.effective_from.isoformat(),
        "digest": digest_of(edition),
        "to_confirm": list(edition.to_confirm),
        "calendar": edition.calendar.model_dump(),
        "pass_mark": str(edition.pass_mark),
        "has_tests": rulebook.has_tests,
        "cites_this_document": rulebook.is_cited,
        "articles": [_article(article) for article in articles],
    }


def _article(shown: ArticleInCode) -> dict[str, Any]:
    return {
        "number": shown.article.number,
        "subject": _words(shown.article.subject),
        "coverage": shown.coverage.value,
        "not_executable": _words(shown.article.not_executable),
        "tuition": shown.tuition.model_dump(mode="json") if shown.tuition else None,
        "clauses": [_clause(clause) for clause in shown.clauses],
        "duties": [
            {"name": duty.duty.name, "article": duty.duty.article, "steps": _steps(duty.steps)} for duty in shown.duties
        ],
        "constraints": [
            {"name": held.name, "article": held.article, "record": held.record, "tests": list(held.tests)}
            for held in shown.constraints
        ],
        "unbuilt": [
            {"name": entry.name, "article": entry.article, "words": _words(entry.words)} for entry in shown.unbuilt
        ],
    }


def _clause(shown: ClauseInCode) -> dict[str, Any]:
    clause = shown.clause
    return {
        "article": clause.article,
        "rule": shown.rule.name,
        "sentence": shown.rule.sentence,
        "file": shown.file,
        "line": shown.line,
        "strength": clause.strength.value,
        "wording": clause.wording,
        "waived_by": clause.waived_by.value if clause.waived_by else None,
        "figures": dict(shown.figures),
        "to_confirm": list(clause.to_confirm),
        "statement": _words(clause.statement),
        "remedy": _words(clause.remedy),
        "question": _words(clause.question),
        "steps": _steps(shown.steps),
        "tests": list(shown.tests),
    }


def _steps(steps: Iterable[GuardedStep]) -> list[str]:
    return [step.name for step in steps]


def _words(words: Words | None) -> dict[str, str] | None:
    return words.model_dump() if words else None
