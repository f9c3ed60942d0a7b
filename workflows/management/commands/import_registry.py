"""`portal import_registry`: students and failed courses from the registry's files, a dry run unless told otherwise."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from workflows import clock, reader
from workflows.models import Account, ImportBatch
from workflows.regulation.actor import Actor
from workflows.selectors.people import actor_of
from workflows.services.refusals import Busy, NotPermitted
from workflows.services.registry.bad_rows import bad_rows_workbook
from workflows.services.registry.eligibility import ChangeOfEligibility
from workflows.services.registry.importing import ImportPreview, ImportRefused, commit_table, preview_table, read_file
from workflows.services.registry.layout import USE_LABELS


class Command(BaseCommand):
    """Exits with 1 when the file has bad rows, and then nothing is written, with --commit or without."""

    help = (
        "Import students, or their results in the major, from a file of the registry: CSV in UTF-8, UTF-16 or "
        "GB 18030, or .xlsx. Without --commit nothing is written: what would change and every bad row are shown."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add what to import, on whose behalf, and how to show it."""
        parser.add_argument("kind", choices=ImportBatch.Kind.values, help="what the file holds")
        parser.add_argument("file", type=Path, help="the file that the registry exported")
        parser.add_argument(
            "--as", dest="number", required=True, metavar="NUMBER", help="the staff number of whoever imports"
        )
        parser.add_argument("--commit", action="store_true", help="write it: all of it or, with a bad row, nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text", help="default: %(default)s")
        parser.add_argument("--bad-rows", type=Path, metavar="XLSX", help="write the bad rows with their reasons here")

    def handle(self, *args: Any, **options: Any) -> None:
        """Preview and, if told to, commit; raise CommandError for a file or an account that will not do."""
        kind, by = ImportBatch.Kind(options["kind"]), _actor(options["number"])
        try:
            table = read_file(kind, options["file"].name, _content(options["file"]), by=by)
            preview = preview_table(kind, table, by=by, at=clock.now())
            batch = commit_table(kind, table, by=by, at=clock.now()) if options["commit"] and preview.is_clean else None
        except NotPermitted as refusal:
            message = _("%(number)s may not import: %(why)s") % {"number": options["number"], "why": refusal.said}
            raise CommandError(message) from refusal
        except ImportRefused as refusal:
            # Another import came in between.
            preview, batch = refusal.preview, None
        except Busy as refusal:
            raise CommandError(_("Another import is under way: try again when it has ended.")) from refusal
        if options["bad_rows"] and not preview.is_clean:
            _write(options["bad_rows"], bad_rows_workbook(preview))
        self.stdout.write(_as_json(preview, batch) if options["format"] == "json" else _as_text(preview, batch))
        if not preview.is_clean:
            raise CommandError(_("Bad rows: %(count)s.") % {"count": len(preview.bad_rows)}, returncode=1)


def _actor(number: str) -> Actor:
    account = Account.objects.filter(username=number).first()
    if account is None:
        raise CommandError(_("No account has the number %(number)s.") % {"number": number})
    return actor_of(account)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error


def _as_json(preview: ImportPreview, batch: ImportBatch | None) -> str:
    shown = {
        "kind": preview.kind,
        "file": preview.file_name,
        "digest": preview.digest,
        "encoding": preview.encoding,
        "columns": [{"heading": heading.text, "use": heading.use} for heading in preview.headings],
        "rows": preview.rows,
        "added": preview.added,
        "changed": preview.changed,
        "unchanged": preview.unchanged,
        "missing": preview.missing,
        "bad_rows": [asdict(fault) for fault in preview.faults],
        "notices": [asdict(notice) for notice in preview.notices],
        "eligibility": [asdict(change) for change in preview.eligibility],
        "import": batch and batch.pk,
    }
    return json.dumps(shown, ensure_ascii=False, indent=2)


def _as_text(preview: ImportPreview, batch: ImportBatch | None) -> str:
    columns = reader.listed(f"{h.text} ({USE_LABELS[h.use]})" for h in preview.headings)
    lines = [
        f"{preview.file_name}: {preview.encoding or '—'}, {_('rows')}: {preview.rows}",
        _("columns: %(columns)s") % {"columns": columns or "—"},
        _("added %(added)s, changed %(changed)s, unchanged %(unchanged)s, bad %(bad)s")
        % {
            "added": preview.added,
            "changed": preview.changed,
            "unchanged": preview.unchanged,
            "bad": len(preview.bad_rows),
        },
        *_table(
            _("bad rows"),
            [(_("line"), _("column"), _("reason"), _("remedy"))],
            ((str(f.line or "—"), f.column or "—", f.reason, f.remedy) for f in preview.faults),
        ),
        *_table(_("notices"), [], ((str(n.line or "—"), n.column or "—", n.message) for n in preview.notices)),
        *_people(_("may no longer apply"), preview.becomes_ineligible),
        *_people(_("cannot be told any more"), preview.becomes_unclear),
        *_people(_("may apply from now on"), preview.becomes_eligible),
        _outcome(preview, batch),
    ]
    return "\n".join(lines)


def _table(title: str, head: list[tuple[str, ...]], rows: Iterable[tuple[str, ...]]) -> list[str]:
    listed = list(rows)
    return ["", f"{title}: {len(listed)}", *("  " + " | ".join(row) for row in [*head, *listed])] if listed else []


def _people(title: str, changes: Iterable[ChangeOfEligibility]) -> list[str]:
    return _table(
        title, [], ((c.number, c.name, reader.in_turn(c.reasons), reader.listed(c.applications)) for c in changes)
    )


def _outcome(preview: ImportPreview, batch: ImportBatch | None) -> str:
    if batch is not None:
        return "\n" + _("Imported (number %(number)s).") % {"number": batch.pk}
    if preview.is_clean:
        return "\n" + _("Nothing was written: this was a dry run. Add --commit to import.")
    return "\n" + _("Nothing was written: mend the bad rows first.")
