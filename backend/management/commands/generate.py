"""`portal generate`: writes the files that are generated from the code, or tells which have fallen behind."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backend.generated import GENERATED, Generated


class Command(BaseCommand):
    """Needs a checkout and no database."""

    help = (
        "Write the generated files: the rulebook's page, the diagrams of states, the schema and the documents of deeds."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --check."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail where a file has fallen behind")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Write what differs and remove what is left over; with --check raise CommandError that lists them."""
        root = Path(settings.BASE_DIR)
        behind = differing(root, GENERATED)
        if check and behind:
            raise CommandError("Run `portal generate`: " + ", ".join(sorted(behind)) + " have fallen behind the code.")
        for name, text in sorted(behind.items()):
            _put(root / name, text)
            self.stdout.write(f"{'wrote' if text is not None else 'removed'} {name}")


def differing(root: Path, generated: Iterable[Generated]) -> dict[str, str | None]:
    """Answer what each file under the root ought to hold and does not; None for a leftover that ought to be gone."""
    behind: dict[str, str | None] = {}
    for part in generated:
        texts = part.texts()
        present = {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in root.glob(part.pattern)}
        behind |= {name: None for name in present if name not in texts}
        behind |= {name: text for name, text in texts.items() if present.get(name) != text}
    return behind


def _put(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")
