"""The demo's files, as its tests read them."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from backend.demo import pictures

CONTENT = Path(pictures.__file__).parents[1] / "content"
PROGRAMMES = sorted(path.stem for path in (CONTENT / "programmes").glob("*.toml"))
COLLEGES = sorted(path.stem for path in (CONTENT / "colleges").glob("*.toml"))
YEAR = 2026
"""The academic year 2026-2027, to which all years of the files are relative."""


@cache
def read(name: str) -> dict[str, Any]:
    with (CONTENT / name).open("rb") as file:
        return tomllib.load(file, parse_float=Decimal)


def programme(slug: str) -> dict[str, Any]:
    return read(f"programmes/{slug}.toml")


@cache
def rows(name: str) -> list[dict[str, str]]:
    text = (CONTENT / name).read_bytes().decode("gb18030")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def staff() -> dict[str, dict[str, Any]]:
    return {person["number"]: person for person in read("staff.toml")["staff"]}


def files() -> dict[str, dict[str, Any]]:
    names = [path.relative_to(CONTENT).as_posix() for path in sorted(CONTENT.rglob("*.toml"))]
    return {name: read(name) for name in names}


def tables(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Walk all tables of a file with the keys that lead to them."""
    if isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            yield from tables(inner, (*path, key))
    if isinstance(value, list):
        for inner in value:
            yield from tables(inner, path)


def texts(value: object) -> Iterator[str]:
    """Walk all sentences that a reader sees in either language."""
    for _, table in tables(value):
        for language in {"zh", "en"} & table.keys():
            yield from table[language] if isinstance(table[language], list) else [table[language]]
