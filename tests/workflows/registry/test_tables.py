"""A file is recognised, whatever saved it; one that cannot be read says why and where."""

from __future__ import annotations

import codecs
import datetime as dt
import io
import zipfile

import pytest

from tests.workflows.registry.files import COLLEGES, HEADINGS, as_csv, as_xlsx, student_cells, students
from workflows.services.registry import sheets, tables
from workflows.services.registry.layout import Use
from workflows.services.registry.reading import read_rows
from workflows.services.registry.students import student_layout
from workflows.services.registry.tables import Table, read_table

LAYOUT = student_layout({name: pk for pk, name in enumerate(COLLEGES, start=1)})


def table_of(content: bytes) -> Table:
    return read_table("students.csv", content, LAYOUT)


def codes(table: Table) -> list[tuple[int, str]]:
    return [(fault.line, fault.code) for fault in table.faults]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_every_encoding_line_end_and_delimiter_reads_the_same(encoding: str, line_end: str, delimiter: str) -> None:
    rows = students(8)
    table = table_of(as_csv(rows, encoding=encoding, line_end=line_end, delimiter=delimiter))
    assert table.encoding == encoding
    assert [row.cells["number"] for row in table.rows] == [cells[0] for cells in rows]
    assert [row.cells["name"] for row in table.rows] == [cells[1] for cells in rows]
    assert [row.line for row in table.rows] == list(range(2, 10))


def test_utf16_is_recognised_in_either_order() -> None:
    text = as_csv(students(1), encoding="utf-8").decode()
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        table = table_of(mark + text.encode(encoding))
        assert table.encoding == "utf-16"
        assert table.rows[0].cells["number"] == student_cells(0)[0]


def test_headings_are_told_apart() -> None:
    table = table_of(as_csv([[*student_cells(0), "x"]], [*HEADINGS, "宿舍"]))
    assert {heading.text: heading.use for heading in table.headings} == {
        **dict.fromkeys(HEADINGS, Use.STORED),
        "性别": Use.NEVER_STORED,
        "证件号码": Use.NEVER_STORED,
        "宿舍": Use.UNKNOWN,
    }


def test_nothing_that_is_never_stored_is_kept_of_a_file() -> None:
    assert student_cells(0)[-1] not in repr(table_of(as_csv(students(1))))


def test_headings_in_english_will_do() -> None:
    headings = [
        "Student Number", "NAME", "sex", "college", "major", "Year of entry", "length of study", "level",
        "registry status", "expected graduation", "phone", "identity number",
    ]  # fmt: skip
    table = table_of(as_csv(students(2), headings, encoding="utf-8"))
    assert table.faults == ()
    assert [heading.use for heading in table.headings].count(Use.NEVER_STORED) == 2


def test_every_missing_column_is_named_at_once() -> None:
    kept = [place for place, heading in enumerate(HEADINGS) if heading not in {"学号", "学院", "手机号"}]
    table = table_of(as_csv([[cells[p] for p in kept] for cells in students(2)], [HEADINGS[p] for p in kept]))
    assert [(fault.line, fault.code, fault.column) for fault in table.faults] == [
        (1, "COLUMN_MISSING", "学号"),
        (1, "COLUMN_MISSING", "学院"),
    ]


def test_a_column_that_comes_twice_is_refused() -> None:
    table = table_of(as_csv([[*student_cells(0), "0"]], [*HEADINGS, "学号"]))
    assert codes(table) == [(1, "COLUMN_TWICE")]


def test_lines_are_counted_as_a_human_does() -> None:
    first, second = students(2)
    first[4] = "海洋\n科学"
    table = table_of(as_csv([first, second]))
    assert [row.line for row in table.rows] == [2, 4]


def test_empty_rows_are_left_out_and_told() -> None:
    rows = [student_cells(0), [""] * len(HEADINGS), [], student_cells(1)]
    table = table_of(as_csv(rows))
    assert [row.line for row in table.rows] == [2, 5]
    assert [notice.code for notice in table.notices] == ["BLANK_ROWS"]


def test_text_that_was_damaged_is_refused_with_its_line() -> None:
    content = as_csv(students(5), encoding="utf-8")
    lines = content.split(b"\r\n")
    lines[3] = as_csv(students(1)).split(b"\r\n")[1]
    assert codes(table_of(b"\r\n".join(lines))) == [(4, "DAMAGED_TEXT")]
    assert codes(table_of(codecs.BOM_UTF8 + b"\r\n".join(lines))) == [(4, "DAMAGED_TEXT")]


def test_text_of_no_encoding_is_refused_with_its_line() -> None:
    lines = as_csv(students(5)).split(b"\r\n")
    lines[2] += b"\xff\xff"
    assert codes(table_of(b"\r\n".join(lines))) == [(3, "DAMAGED_TEXT")]


def test_quotation_marks_that_do_not_pair_are_refused_with_the_line_of_their_record() -> None:
    lines = as_csv(students(5)).split(b"\r\n")
    lines[3] = b'"' + lines[3]
    assert codes(table_of(b"\r\n".join(lines))) == [(4, "BROKEN_QUOTES")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "EMPTY_FILE"),
        (b"\r\n \r\n", "EMPTY_FILE"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 100, "OLD_EXCEL"),
        (b"PK\x03\x04 and no archive", "DAMAGED_WORKBOOK"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "NOT_A_TABLE"),
        (b"%PDF-1.7\n", "NOT_A_TABLE"),
        (as_csv(students(1)).decode("gb18030").encode("utf-16-le"), "NOT_A_TABLE"),
        (as_csv([["1", "2"]], ["甲", "乙"]), "NO_HEADING"),
        (as_csv([]), "NO_ROWS"),
        (b"x" * (sheets.LARGEST_FILE + 1), "FILE_TOO_LARGE"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, code: str) -> None:
    assert [fault.code for fault in table_of(content).faults] == [code]


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    assert table_of(as_csv(students(3))).faults == ()
    assert codes(table_of(as_csv(students(4)))) == [(0, "TOO_MANY_ROWS")]


def test_a_workbook_that_unpacks_to_far_more_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LARGEST_UNPACKED", 1000)
    assert codes(table_of(as_xlsx(students(2)))) == [(0, "FILE_TOO_LARGE")]


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("word/document.xml", "a")
    assert codes(table_of(content.getvalue())) == [(0, "NOT_A_TABLE")]


def test_a_workbook_of_text_reads_as_the_text_file_does() -> None:
    rows = students(5)
    as_text, as_sheet = (read_rows(table_of(content), LAYOUT) for content in (as_csv(rows), as_xlsx(rows)))
    assert as_sheet.faults == []
    assert as_sheet.rows == as_text.rows


def test_a_workbook_may_hold_years_as_numbers_and_days_as_days() -> None:
    rows: list[list[object]] = [list(cells) for cells in students(2)]
    for cells in rows:
        cells[5], cells[6], cells[9] = int(str(cells[5])), float(str(cells[6])), dt.date(2028, 6, 30)
    read = read_rows(table_of(as_xlsx(rows)), LAYOUT)
    assert (read.faults, read.notices) == ([], [])
    assert read.rows[0].values["expected_graduation_on"] == dt.date(2028, 6, 30)


def test_a_workbook_that_holds_student_numbers_as_numbers_is_never_repaired() -> None:
    rows: list[list[object]] = [list(cells) for cells in students(2)]
    rows[0][0], rows[1][0] = 240100001, 2.5001e08
    read = read_rows(table_of(as_xlsx(rows)), LAYOUT)
    assert [(fault.line, fault.code) for fault in read.faults] == [(2, "NUMBER_NOT_TEXT"), (3, "NUMBER_NOT_TEXT")]


def test_a_formula_of_a_workbook_is_a_formula_whatever_it_came_to() -> None:
    rows = students(1)
    rows[0][1] = "=1+1"
    read = read_rows(table_of(as_xlsx(rows)), LAYOUT)
    assert [fault.code for fault in read.faults] == ["FORMULA"]


def test_rows_of_a_workbook_may_end_early() -> None:
    rows: list[list[object]] = [list(student_cells(0)), list(student_cells(1)[:10])]
    read = read_rows(table_of(as_xlsx(rows)), LAYOUT)
    assert read.faults == []
    assert read.rows[1].values["phone"] == ""


@pytest.mark.parametrize(
    ("name", "kept"),
    [("C:\\Users\\x\\学生.csv", "学生.csv"), ("../../etc/passwd", "passwd"), ("a\x00\u202eb.csv", "ab.csv"), ("", "—")],
)
def test_file_names_are_kept_without_their_paths(name: str, kept: str) -> None:
    assert read_table(name, b"", LAYOUT).file_name == kept
