"""A file of the registry as a table: its encoding, what its headings are, its rows by the line on which they stand."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from workflows import reader
from workflows.regulation.words import NOTHING
from workflows.services.file_names import cleaned_name
from workflows.services.registry.characters import shown
from workflows.services.registry.faults import WHOLE_FILE, Fault, Notice, TableRefused
from workflows.services.registry.layout import Heading, Layout
from workflows.services.registry.sheets import Line, Sheet, open_sheet

MOST_ROWS = 50_000
LONGEST_FILE_NAME = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the cells that are read, by the names of their columns. The others are left in the file."""

    line: int
    cells: dict[str, str]
    numeric: frozenset[str] = frozenset()
    """Columns whose cells a sheet holds as numbers."""
    fault: Fault | None = None
    """Why the cells cannot be trusted to stand under their headings."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a file says, with nothing that is never stored: it can be kept until somebody has read the preview."""

    file_name: str
    digest: str
    """sha256 of the file's bytes."""
    encoding: str
    headings: tuple[Heading, ...] = ()
    rows: tuple[Row, ...] = ()
    notices: tuple[Notice, ...] = ()
    faults: tuple[Fault, ...] = field(default=())
    """Why no rows could be read; empty where they could."""

    def heading_of(self, column: str) -> str:
        """Answer what the file calls a column."""
        return next((heading.text for heading in self.headings if heading.column == column), column)

    def has_column(self, column: str) -> bool:
        """Answer whether the file has this column."""
        return any(heading.column == column for heading in self.headings)


def read_table(file_name: str, content: bytes, layout: Layout) -> Table:
    """Answer what a file says; one that cannot be read at all answers with why."""
    name, digest = cleaned_name(file_name, longest=LONGEST_FILE_NAME) or NOTHING, hashlib.sha256(content).hexdigest()
    encoding = ""
    try:
        sheet = open_sheet(content, lambda cells: sum(bool(h.column) for h in layout.recognised(cells)))
        encoding = sheet.encoding
        headings = _headings(sheet, layout)
        rows, blank = _rows(sheet, headings)
    except TableRefused as refused:
        return Table(name, digest, encoding, faults=refused.faults)
    return Table(name, digest, encoding, headings, rows, _notices(blank))


def _headings(sheet: Sheet, layout: Layout) -> tuple[Heading, ...]:
    line = next(sheet.lines, None)
    headings = layout.recognised([shown(cell.strip().lstrip("\ufeff")) for cell in line.cells]) if line else []
    if not any(heading.column for heading in headings):
        raise TableRefused([_no_heading(layout)])
    found = Counter(heading.column for heading in headings if heading.column)
    faults = [
        Fault(
            1,
            column.headings[0],
            "COLUMN_MISSING",
            _("No column is headed “%(heading)s”.") % {"heading": column.headings[0]},
            _("The first line must hold the headings; this one may read: %(headings)s.")
            % {"headings": reader.listed((*column.headings, column.name))},
        )
        for column in layout.columns
        if column.is_required and not found[column.name]
    ]
    faults += [
        Fault(
            1,
            heading,
            "COLUMN_TWICE",
            _("More than one column is headed “%(heading)s”.") % {"heading": heading},
            _("Leave the one that is meant."),
        )
        for heading in (layout.column_named(name).headings[0] for name, times in found.items() if times > 1)
    ]
    if faults:
        raise TableRefused(faults)
    return tuple(headings)


def _no_heading(layout: Layout) -> Fault:
    required = [column.headings[0] for column in layout.columns if column.is_required]
    return Fault(
        1,
        "",
        "NO_HEADING",
        _("No heading of such a file is in the first line."),
        _("Choose another file, or say what this one holds. The first line must hold the headings: %(headings)s.")
        % {"headings": reader.listed(required)},
    )


def _rows(sheet: Sheet, headings: tuple[Heading, ...]) -> tuple[tuple[Row, ...], int]:
    """Answer the rows, and how many empty ones were left out."""
    rows: list[Row] = []
    blank = 0
    for line in sheet.lines:
        if not any(cell.strip() for cell in line.cells):
            blank += 1
        elif len(rows) == MOST_ROWS:
            raise TableRefused([_too_many()])
        else:
            rows.append(_row(line, headings, is_padded=sheet.is_padded))
    if not rows:
        fault = Fault(
            WHOLE_FILE,
            "",
            "NO_ROWS",
            _("There is no row below the headings."),
            _("Choose the file that was exported."),
        )
        raise TableRefused([fault])
    return tuple(rows), blank


def _row(line: Line, headings: tuple[Heading, ...], *, is_padded: bool) -> Row:
    placed = [(place, heading.column) for place, heading in enumerate(headings) if heading.column]
    return Row(
        line.number,
        {column: line.cells[place] if place < len(line.cells) else "" for place, column in placed},
        frozenset(column for place, column in placed if place in line.numeric),
        _fault_of_width(line, len(headings), is_padded=is_padded),
    )


def _fault_of_width(line: Line, width: int, *, is_padded: bool) -> Fault | None:
    counts = {"found": len(line.cells), "expected": width}
    if len(line.cells) < width and not is_padded:
        return Fault(
            line.number,
            "",
            "ROW_CUT_SHORT",
            _("The row has %(found)s cells; the headings are %(expected)s.") % counts,
            _("Complete it from the register."),
        )
    if any(cell.strip() for cell in line.cells[width:]):
        return Fault(
            line.number,
            "",
            "ROW_TOO_LONG",
            _("The row has %(found)s cells; the headings are %(expected)s.") % counts,
            _("Quote a cell that holds the delimiter, or delete what is too much."),
        )
    return None


def _too_many() -> Fault:
    return Fault(
        WHOLE_FILE,
        "",
        "TOO_MANY_ROWS",
        _("The file has more than %(limit)s rows.") % {"limit": MOST_ROWS},
        _("Split it: each part is imported by itself."),
    )


def _notices(blank: int) -> tuple[Notice, ...]:
    if not blank:
        return ()
    return (Notice(WHOLE_FILE, "", "BLANK_ROWS", _("%(count)s empty rows were left out.") % {"count": blank}),)
