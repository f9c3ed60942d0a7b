"""The lines of a file, whatever its form: text with a delimiter, or an Excel sheet, every cell as text."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from workflows.services.registry.encodings import decoded
from workflows.services.registry.faults import WHOLE_FILE, Fault, TableRefused

LARGEST_FILE = 10 * 1024 * 1024
"""Bytes."""
LARGEST_UNPACKED = 100 * 1024 * 1024
"""Bytes of an Excel file once it is unpacked: more is a bomb, not a register."""
MOST_COLUMNS = 200
DELIMITERS = ",\t;|"

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_NO_TEXT = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF-")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BEGINNING = 1024
"""Bytes in which a file that is no text shows it by a NUL; further on a NUL is damage."""


@dataclass(frozen=True, slots=True)
class Line:
    """A record of the file and the line on which it begins."""

    number: int
    cells: list[str]
    numeric: frozenset[int] = frozenset()
    """Places of cells that a sheet holds as numbers."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that could be opened: its encoding, and its lines, read one by one."""

    encoding: str
    lines: Iterator[Line]
    is_padded: bool
    """Whether rows have as many cells as the widest: then a short row is no sign of damage."""


def open_sheet(content: bytes, recognises: Callable[[list[str]], int]) -> Sheet:
    """
    Open a file; ``recognises`` answers how many headings of a line are known, which tells the delimiter.

    :raises TableRefused: too large, empty, of an old form, or damaged; reading the lines may raise it too
    """
    if len(content) > LARGEST_FILE:
        raise _refused(
            "FILE_TOO_LARGE",
            _("The file has more than %(limit)s MB.") % {"limit": LARGEST_FILE // 2**20},
            _("Split it: each part is imported by itself."),
        )
    if content.startswith(_ZIP):
        return Sheet("xlsx", _excel_lines(content), is_padded=True)
    if content.startswith(_OLE):
        raise _refused(
            "OLD_EXCEL",
            _("This is a file of Excel 97 to 2003."),
            _("Save it as .xlsx or as CSV in UTF-8."),
        )
    if content.startswith(_NO_TEXT) or (b"\x00" in content[:_BEGINNING] and not content.startswith(_UTF16)):
        raise _no_table()
    text, encoding = decoded(content)
    if not text.strip():
        raise _refused("EMPTY_FILE", _("The file is empty."), _("Choose the file that was exported."))
    return Sheet(encoding, _text_lines(text, _delimiter(text, recognises)), is_padded=False)


def _delimiter(text: str, recognises: Callable[[list[str]], int]) -> str:
    """Answer the delimiter that makes known headings of the first line; a comma where none does better."""
    header = text.strip("\ufeff\r\n").splitlines()[0] if text.strip("\ufeff\r\n") else ""
    return max(DELIMITERS, key=lambda delimiter: recognises([cell.strip('" ') for cell in header.split(delimiter)]))


def _text_lines(text: str, delimiter: str) -> Iterator[Line]:
    # newline="" keeps every line end as it is: a quoted cell may have some, and lines are counted with them.
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        start = rows.line_num + 1
        try:
            cells = next(rows, None)
        except csv.Error as error:
            raise TableRefused(
                [
                    Fault(
                        start,
                        "",
                        "BROKEN_QUOTES",
                        _("The quotation marks of the record that begins on this line do not pair, or a cell is huge."),
                        _("Export the file anew, or double each quotation mark inside a quoted cell."),
                    )
                ]
            ) from error
        if cells is None:
            return
        yield Line(start, cells)


def _excel_lines(content: bytes) -> Iterator[Line]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            is_workbook = any(name.startswith("xl/") for name in archive.namelist())
        if not is_workbook:
            raise _no_table()
        if unpacked > LARGEST_UNPACKED:
            raise _refused(
                "FILE_TOO_LARGE",
                _("Unpacked, the file is far larger than a register."),
                _("Copy the rows into a new workbook."),
            )
        # Formulas are wanted as formulas, not as what they came to: they are refused by the cell.
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        for number, row in enumerate(book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
            yield _excel_line(number, row)
    except TableRefused:
        raise
    except Exception as error:  # openpyxl answers damage with whatever it stumbles over
        raise _refused(
            "DAMAGED_WORKBOOK",
            _("The file looks like an Excel workbook but cannot be read."),
            _("Open it in Excel and save it anew as .xlsx, without a password."),
        ) from error


def _excel_line(number: int, row: tuple[object, ...]) -> Line:
    width = max((place for place, value in enumerate(row, start=1) if value is not None), default=0)
    filled = row[:width]
    numeric = frozenset(p for p, v in enumerate(filled) if isinstance(v, int | float) and not isinstance(v, bool))
    return Line(number, [_as_text(value) for value in filled], numeric)


def _as_text(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case _:
            return str(value)


def _no_table() -> TableRefused:
    return _refused(
        "NOT_A_TABLE",
        _("This is neither a text file nor an Excel workbook."),
        _("Choose the file that was exported, as CSV or .xlsx."),
    )


def _refused(code: str, reason: str, remedy: str) -> TableRefused:
    return TableRefused([Fault(WHOLE_FILE, "", code, reason, remedy)])
