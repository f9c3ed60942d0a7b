"""Files as a registry exports them, made up row by row: any encoding, any line end, and every kind of fault."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence

from openpyxl import Workbook

HEADINGS = (
    "学号",
    "姓名",
    "性别",
    "学院",
    "专业",
    "年级",
    "学制",
    "培养层次",
    "学籍状态",
    "预计毕业日期",
    "手机号",
    "证件号码",
)
RESULT_HEADINGS = ("学号", "姓名", "课程代码", "课程名称", "学分", "成绩", "考试性质", "学年", "学期")
COLLEGES = ("海洋学院", "天文学院")
NAMES = ("欧阳一", "阿依古丽·买买提", "司徒𬭚", "诸葛二")
"""A double surname, a middle dot, an ideograph of four bytes."""
Cells = list[str]


def number_of(n: int) -> str:
    """Answer the number of the n-th student."""
    return f"02{n % 4 + 2}01{n:05}"


def student_cells(n: int) -> Cells:
    """Answer the cells of the n-th student, by HEADINGS; one in five is an upgrade student."""
    year, is_upgrade = 2022 + n % 4, n % 5 == 4
    length = 2 if is_upgrade else 4
    return [
        number_of(n),
        NAMES[n % len(NAMES)],
        "女",
        COLLEGES[n % len(COLLEGES)],
        "海洋科学",
        str(year),
        str(length),
        "专升本" if is_upgrade else "本科",
        "在读",
        f"{year + length}-06-30",
        f"100{n:08}",
        f"000000{n:012}",
    ]


def students(count: int) -> list[Cells]:
    """Answer so many students."""
    return [student_cells(n) for n in range(count)]


def result_cells(n: int, score: str, kind: str = "正常考试", *, code: str = "B1001", semester: str = "1") -> Cells:
    """Answer one attempt of the n-th student at a course of the major, by RESULT_HEADINGS."""
    return [number_of(n), NAMES[n % len(NAMES)], code, f"课程{code}", "3", score, kind, "2025-2026", semester]


def as_csv(
    rows: Iterable[Sequence[str]],
    headings: Sequence[str] = HEADINGS,
    *,
    encoding: str = "gb18030",
    line_end: str = "\r\n",
    delimiter: str = ",",
) -> bytes:
    """Answer the bytes of a text file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=line_end, delimiter=delimiter)
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Iterable[Sequence[object]], headings: Sequence[str] = HEADINGS) -> bytes:
    """Answer the bytes of a workbook, each cell of the type that it has here."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def setting(heading: str, cell: str) -> Callable[[Cells], Cells]:
    """Answer what puts this cell under a heading."""
    place = HEADINGS.index(heading)
    return lambda cells: [*cells[:place], cell, *cells[place + 1 :]]


SPOILT: dict[str, Callable[[Cells], Cells]] = {
    "LOST_LEADING_ZERO": lambda cells: [cells[0].lstrip("0"), *cells[1:]],
    "SCIENTIFIC_NOTATION": setting("学号", "2.5001E+08"),
    "WIDE_DIGITS": lambda cells: [cells[0].translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"}), *cells[1:]],
    "EMPTY number": setting("学号", ""),
    "EMPTY name": setting("姓名", "  "),
    "INVISIBLE_CHARACTER": setting("姓名", "欧\u200b阳"),
    "FORMULA": setting("姓名", '=HYPERLINK("http://127.0.0.1","x")'),
    "UNKNOWN_COLLEGE": setting("学院", "魔法学院"),
    "UNKNOWN_STATUS": setting("学籍状态", "未知"),
    "NOT_A_YEAR": setting("年级", "大三"),
    "CANONICAL_FORM": setting("预计毕业日期", "2028年6月30日"),
    "IMPOSSIBLE_DATE": setting("预计毕业日期", "2028-02-30"),
    "SPACES_TRIMMED": setting("专业", "海洋科学  "),
    "EMPTY level": setting("培养层次", ""),
    "ROW_CUT_SHORT": lambda cells: cells[:6],
    "ROW_TOO_LONG": lambda cells: [*cells, "多余"],
}
"""What spoils a row, by the code under which it is told. Two more kinds are rows that come twice."""


def spoilt_students() -> tuple[list[Cells], dict[int, str]]:
    """Answer rows of which one has each fault, the rest none; and the code by the line of the file."""
    rows = students(60)
    told = {}
    for place, (code, spoil) in enumerate(SPOILT.items()):
        rows[3 * place] = spoil(rows[3 * place])
        told[3 * place + 2] = code.split(" ")[0]
    rows.append(list(rows[1]))
    told[len(rows) + 1] = "REPEATED_ROW"
    rows.append(setting("姓名", "欧阳二")(rows[4]))
    told[len(rows) + 1] = "CONTRADICTING_ROW"
    return rows, told
