"""`portal rulebook`: reads an edition aloud, validates it, compares it with another, loads it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError

from workflows.management.rulebook_json import json_of
from workflows.management.rulebook_text import said, text_of
from workflows.management.rulebook_words import LANGUAGES, phrase
from workflows.regulation.comparison import Difference, differences
from workflows.regulation.decisions import open_decisions
from workflows.regulation.edition_file import decoded
from workflows.regulation.faults import RulebookRefused
from workflows.regulation.loader import Rulebook, read_rulebook
from workflows.regulation.words import Words
from workflows.rules import CATALOGUE
from workflows.selectors.rulebook_in_code import ArticleInCode, RulebookInCode, rulebook_in_code
from workflows.services.rulebooks import load_edition


class Command(BaseCommand):
    """Needs no database, except to load."""

    help = (
        "Print an edition of the rulebook: each article with its clauses, the rules that carry them out, the steps "
        "that these guard and the tests that prove them. Without --file it is the school's own edition."
    )
    # The checks refuse a faulty rulebook, and this command is how one finds the fault.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add what to do, with which file, in which language and form."""
        parser.add_argument("--file", type=Path, help="an edition to show and validate that need not be loaded")
        parser.add_argument("--language", choices=sorted(LANGUAGES), default="en", help="default: %(default)s")
        parser.add_argument("--format", choices=["text", "json"], default="text", help="default: %(default)s")
        deed = parser.add_mutually_exclusive_group()
        deed.add_argument("--article", type=int, help="this article alone")
        deed.add_argument("--to-confirm", action="store_true", help="list what the text leaves open (†)")
        deed.add_argument("--compare", type=Path, nargs=2, metavar=("A", "B"), help="say in what B differs from A")
        deed.add_argument("--load", type=Path, metavar="FILE", help="load an edition into the database")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is asked; raise CommandError with every fault of a file that is refused."""
        if options["load"]:
            self._load(options["load"])
        elif options["compare"]:
            before, after = (_rulebook(path) for path in options["compare"])
            self._compare(before, after, options["format"])
        else:
            rulebook = _rulebook(options["file"] or Path(settings.RULEBOOK_FILE))
            if options["to_confirm"]:
                self._list_open_decisions(rulebook, options["language"], options["format"])
            else:
                self._show(rulebook, options["article"], options["language"], options["format"])

    def _show(self, rulebook: Rulebook, article: int | None, language: str, form: str) -> None:
        in_code = rulebook_in_code(rulebook)
        articles = _chosen(in_code, article)
        if form == "json":
            self._write_json(json_of(in_code, articles))
        else:
            self.stdout.write(text_of(in_code, language, articles), ending="")

    def _list_open_decisions(self, rulebook: Rulebook, language: str, form: str) -> None:
        decisions = open_decisions(rulebook)
        if form == "json":
            told = [asdict(decision) for decision in decisions]
            self._write_json([{key: value for key, value in one.items() if key != "subject" or value} for one in told])
            return
        for decision in decisions:
            if decision.subject:
                words = Words(**decision.subject), Words(**decision.value)
                self.stdout.write(f"{decision.article} {': '.join(one.in_language(language) for one in words)}")
                continue
            place = f"{decision.article} {decision.rule}." if decision.rule else ""
            self.stdout.write(f"{place}{decision.figure} = {said(decision.value)}")
        if not decisions:
            self.stdout.write(phrase("none_open", language))

    def _compare(self, before: Rulebook, after: Rulebook, form: str) -> None:
        found = differences(before, after)
        if form == "json":
            self._write_json([asdict(difference) for difference in found])
            return
        for difference in found:
            self.stdout.write(_difference(difference))
        if not found:
            self.stdout.write("The two editions say the same.")

    def _load(self, path: Path) -> None:
        text = _read(path)
        try:
            edition, is_new = load_edition(text)
        except RulebookRefused as refusal:
            raise _refused(path, refusal) from refusal
        except (DatabaseError, ImproperlyConfigured) as error:
            raise CommandError(f"{path} was not loaded, because the database cannot be used: {error}") from error
        self.stdout.write(f"{edition}: {'loaded' if is_new else 'unchanged, it was loaded before'}")

    def _write_json(self, value: object) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False, indent=2))


def _rulebook(path: Path) -> Rulebook:
    text = _read(path)
    try:
        return read_rulebook(text, CATALOGUE)
    except RulebookRefused as refusal:
        raise _refused(path, refusal) from refusal


def _read(path: Path) -> str:
    try:
        return decoded(path.read_bytes())
    except OSError as error:
        raise CommandError(f"{path}: cannot be read: {error.strerror}") from error
    except RulebookRefused as refusal:
        raise CommandError(f"{path}: {refusal}") from refusal


def _refused(path: Path, refusal: RulebookRefused) -> CommandError:
    faults = "\n".join(f"  {fault}" for fault in refusal.faults)
    return CommandError(f"{path} is refused:\n{faults}")


def _chosen(in_code: RulebookInCode, number: int | None) -> tuple[ArticleInCode, ...]:
    chosen = tuple(shown for shown in in_code.articles if number in (None, shown.article.number))
    if not chosen:
        raise CommandError(f"There is no article {number}: the edition has 1 to {len(in_code.articles)}.")
    return chosen


def _difference(difference: Difference) -> str:
    if difference.before is None:
        return f"+ {difference.place}: {difference.after}"
    if difference.after is None:
        return f"- {difference.place}: {difference.before}"
    return f"~ {difference.place}: {difference.before} → {difference.after}"
