"""Reading the demo's files, moved to the present: years of entry and of results follow the academic year."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from workflows import clock
from workflows.regulation.calendar import Calendar

FOLDER = Path(__file__).parent / "content"
WRITTEN_FOR = 2026
"""The academic year, by its first calendar year, that the files speak of."""


@cache
def toml(name: str) -> dict[str, Any]:
    """Answer one of the files; decimals stay exact."""
    with (FOLDER / name).open("rb") as file:
        return tomllib.load(file, parse_float=Decimal)


def folder(name: str) -> list[dict[str, Any]]:
    """Answer every file of a folder, by name."""
    return [toml(f"{name}/{path.name}") for path in sorted((FOLDER / name).glob("*.toml"))]


def shift() -> int:
    """Answer by how many years the files lie behind the present academic year."""
    return Calendar().period_of(clock.today()).year - WRITTEN_FOR


def registry_file(name: str, years: int) -> bytes:
    """Answer an export of the registry, moved by so many years, in the encoding that registries use."""
    rows = list(csv.reader(io.StringIO((FOLDER / name).read_bytes().decode("gb18030"))))
    header, body = rows[0], rows[1:]
    moved = io.StringIO()
    writer = csv.writer(moved, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_moved(column, cell, years) for column, cell in zip(header, row, strict=True)] for row in body)
    return moved.getvalue().encode("gb18030")


def _moved(column: str, cell: str, years: int) -> str:
    match column:
        case "学号":
            return f"{cell[0]}{int(cell[1:3]) + years:02}{cell[3:]}"
        case "年级":
            return str(int(cell) + years)
        case "预计毕业日期":
            return f"{int(cell[:4]) + years}{cell[4:]}"
        case "学年":
            first = int(cell[:4]) + years
            return f"{first}-{first + 1}"
        case _:
            return cell


def in_days(days: int, *, hour: int) -> dt.datetime:
    """Answer an hour of a day so many days from today, in the school's time."""
    day = clock.today() + dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time(hour), tzinfo=clock.SCHOOL_ZONE)
