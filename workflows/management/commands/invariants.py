"""`portal invariants`: whether everything holds that must always hold."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from workflows.selectors.invariants import invariant_violations


class Command(BaseCommand):
    """Asks the database, which recomputes every invariant from the facts."""

    help = "List every violated invariant; exit with 1 if there is any."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --format."""
        parser.add_argument("--format", choices=("text", "json"), default="text", help="how to list them")

    def handle(self, *, format: str, **options: Any) -> None:
        """Print one violation a line, or all of them as a JSON list."""
        found = invariant_violations()
        if format == "json":
            names = ("invariant", "article", "kind", "record_id", "detail")
            listed = [{name: getattr(violation, name) for name in names} for violation in found]
            self.stdout.write(json.dumps(listed, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(str(violation) for violation in found) or "Every invariant holds.")
        if found:
            sys.exit(1)
