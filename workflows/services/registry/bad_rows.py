"""The rows that stop an import, as a file to work through: nothing in it that a spreadsheet would compute."""

from __future__ import annotations

import csv
import io

from django.utils.translation import gettext as _

from workflows.services.registry.characters import is_formula
from workflows.services.registry.importing import BadRow, ImportPreview


def bad_rows_csv(preview: ImportPreview) -> bytes:
    """
    Answer the bad rows as CSV in UTF-8 with its mark, so that Excel reads Chinese; after each row, what is wrong.

    Phones, identity numbers and columns that are not read stay out of it.
    """
    shown = [heading for heading in preview.headings if heading.is_shown]
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow([_safe(heading.text) for heading in shown] + [_("line"), _("reason"), _("remedy")])
    for bad in preview.bad_rows:
        cells = [bad.row.cells[heading.column] if bad.row else "" for heading in shown]
        rows.writerow([*map(_safe, cells), str(bad.line or ""), _joined(bad, "reason"), _joined(bad, "remedy")])
    return text.getvalue().encode("utf-8-sig", "replace")


def _safe(cell: str) -> str:
    """Answer the cell with a quotation mark before what a spreadsheet would compute."""
    return f"'{cell}" if is_formula(cell.lstrip()) else cell


def _joined(bad: BadRow, part: str) -> str:
    sentences = [
        f"{fault.column}: {getattr(fault, part)}" if fault.column else getattr(fault, part) for fault in bad.faults
    ]
    return _safe(" ".join(sentences))
