"""Which columns a kind of file has, by whatever heading, and what is made of the others."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows.services.registry.cells import Reader

NEVER_STORED = frozenset(
    {
        "证件号码", "证件号", "身份证号", "身份证号码", "身份证件号", "身份证", "identity number", "id number",
        "id card", "性别", "gender", "sex", "出生日期", "出生年月", "生日", "date of birth", "birth date", "birthday",
        "民族", "ethnicity", "政治面貌", "家庭住址", "通讯地址", "address",
    }
)  # fmt: skip
"""Personal data that the measures do not ask for: it is left in the file, whatever the file says."""


class Use(StrEnum):
    """What is made of a column of the file."""

    STORED = "stored"
    CHECKED = "checked"
    """Compared with what is known, and not stored again."""
    NEVER_STORED = "never_stored"
    UNKNOWN = "unknown"


USE_LABELS: Mapping[Use, Promise] = {
    Use.STORED: _("imported"),
    Use.CHECKED: _("compared"),
    Use.NEVER_STORED: _("not stored: the law does not need it"),
    Use.UNKNOWN: _("ignored"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read."""

    name: str
    headings: tuple[str, ...]
    """What files call it; the first is what messages call it."""
    read: Reader
    is_required: bool = True
    """Whether a file without the column is refused."""
    is_text: bool = False
    """Whether a sheet that holds its cells as numbers has spoilt them."""
    is_private: bool = False
    """Whether its cells stay out of messages, pages and downloads."""
    use: Use = Use.STORED


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a file as the file has it."""

    text: str
    column: str
    """The name of the column that is read; empty where none is."""
    use: Use
    is_private: bool = False

    @property
    def is_shown(self) -> bool:
        """Answer whether its cells may stand in a page or a download."""
        return bool(self.column) and not self.is_private


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a kind of file, and those that tell its rows apart."""

    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def column_named(self, name: str) -> Column:
        """Answer the column of this name."""
        return next(column for column in self.columns if column.name == name)

    def recognised(self, headings: Sequence[str]) -> list[Heading]:
        """Answer what each heading of a file is, in the file's order."""
        by_heading = {_folded(text): column for column in self.columns for text in (column.name, *column.headings)}
        return [self._heading(text, by_heading.get(_folded(text))) for text in headings]

    @staticmethod
    def _heading(text: str, column: Column | None) -> Heading:
        if column is not None:
            return Heading(text, column.name, column.use, column.is_private)
        return Heading(text, "", Use.NEVER_STORED if _folded(text) in _NEVER_STORED else Use.UNKNOWN)


def _folded(heading: str) -> str:
    """Answer a heading without what differs between exports: width, case, spaces, marks of required columns."""
    return "".join(char for char in unicodedata.normalize("NFKC", heading).casefold() if char.isalnum())


_NEVER_STORED = frozenset(_folded(text) for text in NEVER_STORED)
