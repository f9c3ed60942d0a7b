"""Chinese is complete: every sentence of ours is in the catalogue, and what is compiled is what the catalogue says."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as translated

ROOT = Path(settings.BASE_DIR)
CATALOGUE = ROOT / "backend" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
FOLDERS = ("backend", "cms", "graphql/gateway", "workflows")
MARKERS = frozenset({"_", "gettext", "gettext_lazy", "translated"})
IN_TEMPLATES = re.compile(r"""{%\s*(?:trans|translate)\s+(["'])(.+?)\1""")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|{\w*}")


def marked() -> Iterator[str]:
    """Answer every text of our code and templates that is marked for translation."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield from _marked_in(ast.parse(path.read_text("utf-8")))
        for path in sorted((ROOT / folder).rglob("*.html")):
            yield from (match[2] for match in IN_TEMPLATES.finditer(path.read_text("utf-8")))


def _marked_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        first = node.args[0]
        if name in MARKERS and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def test_every_marked_text_is_in_the_catalogue(catalogue: polib.POFile) -> None:
    known = {entry.msgid for entry in catalogue}

    assert sorted({text for text in marked() if text} - known) == []


def test_every_entry_is_translated_and_none_is_a_guess(catalogue: polib.POFile) -> None:
    assert [entry.msgid for entry in catalogue if not entry.translated() or entry.fuzzy] == []


def test_placeholders_survive(catalogue: polib.POFile) -> None:
    broken = [
        entry.msgid
        for entry in catalogue
        if not entry.msgid_plural and set(PLACEHOLDER.findall(entry.msgid)) != set(PLACEHOLDER.findall(entry.msgstr))
    ]

    assert broken == []


def test_what_is_compiled_is_what_the_catalogue_says(catalogue: polib.POFile) -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    stale = [
        entry.msgid for entry in catalogue if not entry.msgid_plural and compiled.gettext(entry.msgid) != entry.msgstr
    ]
    assert stale == []


def test_readers_get_chinese_unless_they_ask_for_english() -> None:
    with translation.override("zh-hans"):
        assert translated("under review") == "审核中"
    with translation.override("en"):
        assert translated("under review") == "under review"
