"""`portal verify_log`: whether anything in the log was changed, put in, or cut off."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from workflows.models import RECORDS
from workflows.models.record import kind_of
from workflows.selectors.log import anchor_of, is_still_true, log_breaks, present_anchor


class Command(BaseCommand):
    """Recomputes every chain; keeps and compares anchors, which show that a chain's end was cut off."""

    help = "Verify the log: digests, links and places of every chain, and the anchors taken of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add what to verify, and the files of anchors."""
        parser.add_argument("--kind", choices=[kind_of(model) for model in RECORDS], help="only records of this kind")
        parser.add_argument("--record", type=int, help="only the record of this number; needs --kind")
        parser.add_argument("--anchor", type=Path, metavar="FILE", help="append the state of the log to FILE")
        parser.add_argument("--check-anchor", type=Path, metavar="FILE", help="compare the log with every line of FILE")

    def handle(
        self, *, kind: str | None, record: int | None, anchor: Path | None, check_anchor: Path | None, **options: Any
    ) -> None:
        """
        Print each fault and exit with 1 if there is any.

        An anchor is written only of a log that holds.
        """
        if record is not None and kind is None:
            raise CommandError("--record needs --kind: records of each kind are numbered from 1")
        faults = [str(found) for found in log_breaks(kind=kind, record_id=record)]
        if check_anchor is not None:
            faults += _faults_of_anchors(check_anchor)
        if faults:
            raise CommandError("\n".join(["The log does not hold:", *faults]))
        self.stdout.write("The log holds.")
        if anchor is not None:
            with anchor.open("a", encoding="utf-8") as file:
                file.write(f"{present_anchor()}\n")


def _faults_of_anchors(path: Path) -> list[str]:
    try:
        anchors = [anchor_of(line) for line in path.read_text("utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: no file of anchors: {error}") from error
    if not anchors:
        return [f"{path}: there is no anchor"]
    return [
        f"what was anchored at {kept.at.isoformat()} is not there any more"
        for kept in anchors
        if not is_still_true(kept)
    ]
