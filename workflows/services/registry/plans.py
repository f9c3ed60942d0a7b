"""What the good rows of a file would change, whatever they are about: nothing is written yet."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from workflows.pinyin import sort_key

R = TypeVar("R", bound=Model)
Words = Callable[[str, Any], str]
"""Says the value of a field, by the field's name."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What a row changes of somebody or something that is known; the values of a private field are not shown."""

    line: int
    subject: str
    field: str
    before: str
    after: str


@dataclass(slots=True)
class Plan(Generic[R]):
    """What is added, what changes, what stays."""

    private: ClassVar[frozenset[str]] = frozenset()
    """Fields of which it is said that they change, not into what."""
    added: list[R] = field(default_factory=list)
    before: list[R] = field(default_factory=list)
    """Those that change, as they are."""
    after: list[R] = field(default_factory=list)
    """The same in the same order, as they would be."""
    changes: list[FieldChange] = field(default_factory=list)
    unchanged: int = 0

    @property
    def changed_count(self) -> int:
        """Answer how many change."""
        return len(self.after)

    def change(self, row: R, values: Mapping[str, Any], words: Words, *, line: int, subject: str = "") -> None:
        """Take up one that changes, with the values that it gets and how they are said."""
        self.before.append(row)
        self.after.append(_with(row, values))
        self.changes += [
            FieldChange(line, subject or str(row), label_of(type(row), name), *self._said(row, name, value, words))
            for name, value in values.items()
        ]

    def _said(self, row: R, name: str, value: Any, words: Words) -> tuple[str, str]:
        if name in self.private:
            return _("not shown"), _("changed")
        return words(name, getattr(row, name)), words(name, value)


def differing(row: Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """Answer those of the values that a row does not have."""
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def label_of(model: type[Model], name: str) -> str:
    """Answer what a field is called on screens."""
    return str(getattr(model._meta.get_field(name), "verbose_name", name))


def _with(row: R, values: Mapping[str, Any]) -> R:
    after = copy.copy(row)
    for name, value in values.items():
        setattr(after, name, value)
    if "name" in values:
        after.pinyin = sort_key(values["name"])  # type: ignore[attr-defined]  # whoever has a name is sorted by it
    return after
