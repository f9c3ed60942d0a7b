"""``portal tour``: walk the portal's main job over HTTP, one line per step, on a server and a database of its own."""

from __future__ import annotations

import sys
import traceback
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from backend.database import database_url
from backend.tour.server import rehearsal
from backend.tour.walk import Walk


class Command(BaseCommand):
    """Walks the tour."""

    help = "Start a rehearsal on a fresh database and walk the main job as its users do, over HTTP."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --seed."""
        parser.add_argument("--seed", type=int, default=1, help="names, places and dates vary with it")
        parser.add_argument("--template", default="template1", help="a migrated database to begin with")

    def handle(self, *, seed: int, template: str, **options: Any) -> None:
        """Walk every step; exit with 1 when one failed."""
        if not getattr(settings, "DEMO", False):
            raise CommandError("The tour makes a database and a college of its own: it is for trying the portal.")
        url = database_url()
        assert url is not None  # noqa: S101  the console has started a database
        walked = failed = 0
        with rehearsal(seed=seed, database_url=url, template=template) as running:
            for sentence, step in Walk(running.base, running.cast).steps():
                walked += 1
                try:
                    self.stdout.write(f"{walked:>2}. {sentence}: {step()}")
                except Exception as error:  # noqa: BLE001  whatever a step meets, the tour tells it and goes on
                    failed += 1
                    self.stdout.write(f"{walked:>2}. {sentence}: FAILED {type(error).__name__}: {error}")
                    if not isinstance(error, AssertionError):
                        traceback.print_exc()
                self.stdout.flush()
        self.stdout.write(f"tour: {walked} steps, {failed} failed")
        if failed:
            sys.exit(1)
