"""Whatever stands in a file, it is read or refused: nothing else is ever raised, and canonical is canonical."""

from __future__ import annotations

import codecs
import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflows.registry.files import COLLEGES, HEADINGS, as_csv, as_xlsx, students
from workflows.services.registry import cells
from workflows.services.registry.cells import Reader
from workflows.services.registry.faults import CellFault
from workflows.services.registry.numbers import Habit
from workflows.services.registry.reading import ReadTable, read_rows
from workflows.services.registry.results import RESULT_LAYOUT
from workflows.services.registry.students import LEVELS, STATUSES, faults_of_numbers, plan_students, student_layout
from workflows.services.registry.tables import read_table

COLLEGE_IDS = {name: pk for pk, name in enumerate(COLLEGES, start=1)}
LAYOUT = student_layout(COLLEGE_IDS)
READERS = [column.read for layout in (LAYOUT, RESULT_LAYOUT) for column in layout.columns]
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60) | st.text(
    "0123456789０１２.-/年月日Ee+=@·•\u200b\u202e\x00\ud800\ufeff\ufffd 　?缓考", max_size=30
)
"""Every code point, surrogates too; and a denser mix of what is known to hurt."""
CONTENTS = [as_csv(students(4)), as_csv(students(4), encoding="utf-8-sig"), as_csv(students(4), encoding="utf-16")]


@pytest.mark.parametrize("reader", READERS)
@given(text=ANY_TEXT)
def test_any_cell_is_read_or_refused(reader: Reader, text: str) -> None:
    try:
        reading = reader(text)
    except CellFault as fault:
        fault.reason.encode()  # surrogates are shown by their code points, so that every message can be sent
        fault.remedy.encode()
        return
    again = reader(reading.written_as if reading.written_as is not None else text)
    assert again.value == reading.value
    assert again.written_as is None


def read_whatever(content: bytes) -> ReadTable | None:
    table = read_table("x", content, LAYOUT)
    if table.faults:
        return None
    read = read_rows(table, LAYOUT)
    faults, _ = faults_of_numbers(read, "学号", known=(), habit=Habit({}))
    read.faults += faults
    plan_students(read, {}, {pk: name for name, pk in COLLEGE_IDS.items()})
    return read


@given(content=st.binary(max_size=400))
@pytest.mark.parametrize(
    "mark", [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, b"PK\x03\x04", ",".join(HEADINGS).encode()]
)
def test_any_bytes_are_read_or_refused(mark: bytes, content: bytes) -> None:
    read_whatever(mark + content)


@given(data=st.data())
@pytest.mark.parametrize("whole", [*CONTENTS, as_xlsx(students(4))])
def test_a_file_with_bytes_overwritten_is_read_or_refused(whole: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(whole) - 1))
    read_whatever(whole[:start] + data.draw(st.binary(max_size=6)) + whole[start + data.draw(st.integers(0, 6)) :])


@given(rows=st.lists(st.lists(ANY_TEXT, max_size=14), min_size=1, max_size=5), place=st.integers(0, 4))
def test_any_cells_in_a_row_are_read_or_refused(rows: list[list[str]], place: int) -> None:
    encodable = [[cell.encode("utf-8", "replace").decode() for cell in row] for row in rows]
    read = read_whatever(as_csv([*students(place), *encodable], encoding="utf-8"))
    assert read is None or {row.line for row in read.good_rows}.isdisjoint(read.bad_lines)


canonical_rows = st.builds(
    lambda number, name, college, year, length, level, status, day, phone: [
        number, name, "", college, "海洋科学", str(year), str(length), level, status, day, phone, "",
    ],
    number=st.from_regex(r"0[0-9]{9}", fullmatch=True),
    name=st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=8),
    college=st.sampled_from(COLLEGES),
    year=st.sampled_from(cells.YEARS),
    length=st.sampled_from(cells.LENGTHS_OF_STUDY),
    level=st.sampled_from(sorted(LEVELS)),
    status=st.sampled_from(sorted(STATUSES)),
    day=st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)).map(str) | st.just(""),
    phone=st.from_regex(r"[0-9]{11}", fullmatch=True) | st.just(""),
)  # fmt: skip


@settings(max_examples=50)
@given(rows=st.lists(canonical_rows, min_size=1, max_size=8, unique_by=lambda row: row[0]), data=st.data())
def test_a_canonical_table_imported_again_changes_nothing(rows: list[list[str]], data: st.DataObject) -> None:
    encoding = data.draw(st.sampled_from(["gb18030", "utf-8", "utf-8-sig", "utf-16"]))
    colleges = {pk: name for name, pk in COLLEGE_IDS.items()}
    first = read_whatever(as_csv(rows, encoding=encoding))
    assert first is not None
    assert (first.faults, first.notices) == ([], [])
    stored = {student.number: student for student in plan_students(first, {}, colleges).added}
    assert list(stored) == [row[0] for row in rows]

    exported = as_csv([_exported(student, colleges) for student in stored.values()], encoding="utf-8")
    second = read_whatever(exported)
    assert second is not None
    plan = plan_students(second, stored, colleges)
    assert (plan.added, plan.after, plan.unchanged) == ([], [], len(rows))


def _exported(student: Any, colleges: dict[int, str]) -> list[str]:
    return [
        student.number, student.name, "", colleges[student.college_id], student.major, str(student.entry_year),
        str(student.programme_years), student.level, student.status, str(student.expected_graduation_on or ""),
        student.phone, "",
    ]  # fmt: skip
