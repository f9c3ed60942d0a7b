"""What README and docs refer to is there: files, headings, commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

from backend.postgres.folders import CHECKOUT

DOCUMENTS = [CHECKOUT / "README.md", CHECKOUT / "README.zh.md", *sorted((CHECKOUT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")
DIAGRAM = re.compile(r"```mermaid\n.*?```", re.DOTALL)
CODE = re.compile(r"```[a-z]*\n(.*?)```|`([^`]+)`", re.DOTALL)
COMMAND = re.compile(r"(?:^|[\s;&|]|bin/)(make|portal) ([a-z][\w-]*)", re.MULTILINE)
each_document = pytest.mark.parametrize(
    "document", [pytest.param(path, id=path.relative_to(CHECKOUT).as_posix()) for path in DOCUMENTS]
)


def anchors_of(document: Path) -> set[str]:
    """Answer what links may name after the #, as GitHub makes it of a heading."""
    text = document.read_text("utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    made = {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
    return made | set(re.findall(r'<a id="([^"]+)">', text))


def broken_links(document: Path) -> Iterator[str]:
    """Answer the relative links that lead nowhere."""
    for link in LINK.findall(document.read_text("utf-8")):
        place, _, anchor = link.partition("#")
        target = (document.parent / place).resolve() if place else document
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            yield link


def commands_in(document: Path, program: str) -> set[str]:
    """Answer what a document tells its reader to type after `make` or `portal`, in code."""
    code = "\n".join(block or word for block, word in CODE.findall(DIAGRAM.sub("", document.read_text("utf-8"))))
    return {command for found, command in COMMAND.findall(code) if found == program}


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (CHECKOUT / "Makefile").read_text("utf-8"), re.MULTILINE))


@each_document
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    assert list(broken_links(document)) == []


@each_document
def test_every_command_that_a_document_names_is_there(document: Path) -> None:
    assert commands_in(document, "make") - targets() == set()
    assert commands_in(document, "portal") - {"help", *get_commands()} == set()


def test_links_and_commands_are_found_where_there_are_any(tmp_path: Path) -> None:
    document = tmp_path / "a.md"
    document.write_text(
        "# A heading, or two\n[x](a.md#a-heading-or-two) [y](b.md) [z](#no) [w](https://example.org)\n"
        "`make tee` and `.venv/bin/portal brew --hot`\n```\nmake coffee; portal pour\n```\nThe portal is, to make sure.\n"
    )
    assert list(broken_links(document)) == ["b.md", "#no"]
    assert (commands_in(document, "make"), commands_in(document, "portal")) == ({"tee", "coffee"}, {"brew", "pour"})
