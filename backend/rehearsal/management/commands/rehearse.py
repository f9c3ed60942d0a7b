"""``portal rehearse``: seed a college, say who is who, and serve it on this machine."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, call_command

from backend.management.commands.demo import serve
from backend.rehearsal.seeding import seed
from workflows.models import College


class Command(BaseCommand):
    """Serves a rehearsal until Ctrl-C."""

    help = "Migrate, make a college from --seed, write its accounts to a file, and serve it on loopback."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --seed, --accounts and --port."""
        parser.add_argument("--seed", type=int, default=1, help="names, places and dates vary with it")
        parser.add_argument("--accounts", type=Path, required=True, help="where to write who is who, as JSON")
        parser.add_argument("--port", type=int, default=8000, help="the port on loopback")

    def handle(self, *, accounts: Path, port: int, **options: Any) -> None:
        """Do it all; a database that has a college already is served as it is."""
        call_command("migrate", verbosity=0, interactive=False)
        if not College.objects.exists():
            cast = seed(options["seed"])
            accounts.touch(mode=0o600)
            told = {"password": cast.password, "fee_per_credit": cast.fee_per_credit, "programmes": cast.facts}
            accounts.write_text(json.dumps(told | cast.people, ensure_ascii=False, indent=2), "utf-8")
        serve(port, f"The rehearsal runs at http://localhost:{port}/; who is who: {accounts}")
