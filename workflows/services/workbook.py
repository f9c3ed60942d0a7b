"""Files for Excel: texts stay texts, so that no number loses its zeros and nothing is taken for a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMN_WIDTH = 20
"""In characters: an instant stands in it, which Excel shows as a row of # where it does not."""
LONGEST_TITLE = 31
"""Characters that the name of a sheet can have."""
_NOT_IN_A_FILE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no file of Excel can hold."""


def write_workbook(title: str, head: Sequence[str], rows: Iterable[Iterable[Any]], output: IO[bytes]) -> None:
    """Write one sheet row by row: whole numbers, days and instants as such, texts as texts that nothing computes."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title=title[:LONGEST_TITLE])
    for place in range(1, len(head) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = COLUMN_WIDTH
    for row in chain([head], rows):
        sheet.append([_cell(sheet, value) for value in row])
    workbook.save(output)


def _cell(sheet: Any, value: Any) -> WriteOnlyCell:
    kept = _NOT_IN_A_FILE.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, value=kept)
    if isinstance(kept, str):
        cell.data_type, cell.number_format = "s", "@"
    return cell
