"""What is generated from the code and committed, so that it cannot lie: what `portal generate` works through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from gateway.records.deed_documents import deed_documents
from gateway.schema import schema, sdl
from workflows.management.permissions_page import permissions_page
from workflows.management.rulebook_page import page_of
from workflows.management.state_pages import state_pages
from workflows.regulation.loader import bind, read_edition
from workflows.rules import CATALOGUE
from workflows.selectors.rulebook_in_code import rulebook_in_code


@dataclass(frozen=True, slots=True)
class Generated:
    """Files that one generator writes, and that nobody else does."""

    pattern: str
    """Of paths in the checkout; a file that fits and that the generator does not answer is a leftover."""
    texts: Callable[[], Mapping[str, str]]
    """Answers each file's whole text by its path in the checkout: the same text for the same code, on any machine."""


def _rulebook() -> dict[str, str]:
    text = Path(settings.RULEBOOK_FILE).read_text("utf-8")
    return {"docs/rulebook.md": page_of(rulebook_in_code(bind(read_edition(text), CATALOGUE)))}


def _states() -> dict[str, str]:
    return {f"docs/states/{name}": text for name, text in state_pages().items()}


def _permissions() -> dict[str, str]:
    return {"docs/permissions.md": permissions_page()}


def _schema() -> dict[str, str]:
    return {"graphql/schema.graphql": sdl()}


def _documents() -> dict[str, str]:
    return {f"graphql/documents/deeds/{name}.graphql": text for name, text in deed_documents(schema()).items()}


GENERATED: tuple[Generated, ...] = (
    Generated("docs/rulebook.md", _rulebook),
    Generated("docs/states/*.md", _states),
    Generated("docs/permissions.md", _permissions),
    Generated("graphql/schema.graphql", _schema),
    Generated("graphql/documents/deeds/*.graphql", _documents),
)
