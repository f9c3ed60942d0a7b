"""The rows that stop an import, as a file to work through: what is wrong with each, beside it."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _

from workflows.services.registry.importing import BadRow, ImportPreview
from workflows.services.workbook import write_workbook


def bad_rows_workbook(preview: ImportPreview) -> bytes:
    """
    Answer the bad rows as an Excel file; after each row, what is wrong.

    Phones, identity numbers and columns that are not read stay out of it.
    """
    shown = [heading for heading in preview.headings if heading.is_shown]
    head = [*(heading.text for heading in shown), _("line"), _("reason"), _("remedy")]
    rows = (
        [
            *(bad.row.cells[heading.column] if bad.row else "" for heading in shown),
            str(bad.line or ""),
            _joined(bad, "reason"),
            _joined(bad, "remedy"),
        ]
        for bad in preview.bad_rows
    )
    output = io.BytesIO()
    write_workbook(_("bad rows"), head, rows, output)
    return output.getvalue()


def _joined(bad: BadRow, part: str) -> str:
    return " ".join(
        f"{fault.column}: {getattr(fault, part)}" if fault.column else getattr(fault, part) for fault in bad.faults
    )
