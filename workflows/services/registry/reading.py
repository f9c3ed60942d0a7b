"""From the cells of a table to values: every fault of every row at once, and the rows that come twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from workflows.services.registry.cells import registry_number_from_a_number
from workflows.services.registry.characters import shown
from workflows.services.registry.faults import CellFault, Fault, Notice
from workflows.services.registry.layout import Column, Layout
from workflows.services.registry.tables import Row, Table


@dataclass(frozen=True, slots=True)
class ReadRow:
    """The values of a row, by the names of their columns; a cell that could not be read has none."""

    line: int
    values: dict[str, Any]


@dataclass(slots=True)
class ReadTable:
    """What could be read of a table, and what could not."""

    rows: list[ReadRow] = field(default_factory=list)
    """Those whose cells stand under their headings, faulty ones too."""
    faults: list[Fault] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    @property
    def bad_lines(self) -> frozenset[int]:
        """Answer the lines that have a fault."""
        return frozenset(fault.line for fault in self.faults)

    @property
    def good_rows(self) -> list[ReadRow]:
        """Answer the rows without a fault."""
        bad = self.bad_lines
        return [row for row in self.rows if row.line not in bad]


def read_rows(table: Table, layout: Layout) -> ReadTable:
    """Answer the values of every row, every fault and every cell that was put into canonical form."""
    read = ReadTable()
    columns = [(column, table.heading_of(column.name)) for column in layout.columns if table.has_column(column.name)]
    for row in table.rows:
        if row.fault is not None:
            read.faults.append(row.fault)
        else:
            read.rows.append(ReadRow(row.line, _values(row, columns, read)))
    read.faults += _repetitions(read.rows, layout)
    return read


def _values(row: Row, columns: Iterable[tuple[Column, str]], read: ReadTable) -> dict[str, Any]:
    values = {}
    for column, heading in columns:
        text = row.cells[column.name]
        try:
            if column.is_text and column.name in row.numeric:
                raise registry_number_from_a_number(text)
            reading = column.read(text)
        except CellFault as fault:
            read.faults.append(Fault(row.line, heading, fault.code, fault.reason, fault.remedy))
            continue
        values[column.name] = reading.value
        if reading.written_as is not None:
            code, message = _told(text, reading.written_as, is_private=column.is_private)
            read.notices.append(Notice(row.line, heading, code, message))
    return values


def _told(text: str, written_as: str, *, is_private: bool) -> tuple[str, str]:
    """Answer the code and the words of a notice about a cell that was put into canonical form."""
    if is_private:
        return "CANONICAL_FORM", _("The cell was put into canonical form.")
    if text.strip() == written_as:
        return "SPACES_TRIMMED", _("Spaces around “%(cell)s” were removed.") % {"cell": shown(written_as)}
    return "CANONICAL_FORM", _("“%(cell)s” is read as “%(canonical)s”.") % {
        "cell": shown(text),
        "canonical": shown(written_as),
    }


def _repetitions(rows: Iterable[ReadRow], layout: Layout) -> list[Fault]:
    """Name each later row that says again, or otherwise, what an earlier one says of the same key."""
    by_key: dict[tuple[Any, ...], list[ReadRow]] = defaultdict(list)
    for row in rows:
        if all(name in row.values for name in layout.key):
            by_key[tuple(row.values[name] for name in layout.key)].append(row)
    return [_repetition(first, later, layout) for first, *others in by_key.values() for later in others]


def _repetition(first: ReadRow, later: ReadRow, layout: Layout) -> Fault:
    heading = layout.column_named(layout.key[0]).headings[0]
    if first.values == later.values:
        return Fault(
            later.line,
            heading,
            "REPEATED_ROW",
            _("The row repeats line %(line)s.") % {"line": first.line},
            _("Delete one of the two."),
        )
    return Fault(
        later.line,
        heading,
        "CONTRADICTING_ROW",
        _("The row contradicts line %(line)s, which is about the same.") % {"line": first.line},
        _("Leave the one that the register confirms."),
    )
