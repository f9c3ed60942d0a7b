"""What can be wrong with a file, a row or a cell of the registry, and what was put into canonical form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from workflows.services.refusals import Refusal

WHOLE_FILE = 0
"""The line of what concerns no line in particular."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row, or the whole file, cannot be imported, and what would mend it."""

    line: int
    """As a human counts in the file: the header is line 1; ``WHOLE_FILE`` where no line is to blame."""
    column: str
    """The heading in the file; empty where the whole row is to blame."""
    code: str
    reason: str
    remedy: str

    @property
    def said(self) -> str:
        """Answer the fault in words, with the line on which it is, unless that is the first one or none."""
        said = f"{self.reason} {self.remedy}"
        return _("Line %(line)s: %(fault)s") % {"line": self.line, "fault": said} if self.line > 1 else said


@dataclass(frozen=True, slots=True)
class Notice:
    """What was put into canonical form, or is worth knowing; it stops nothing."""

    line: int
    column: str
    code: str
    message: str


class CellFault(Exception):
    """A cell that cannot be taken."""

    def __init__(self, code: str, reason: str, remedy: str) -> None:
        """Say why, and what would mend it."""
        self.code, self.reason, self.remedy = code, reason, remedy
        super().__init__(f"{code}: {reason}")


class TableRefused(Refusal):
    """A file in which no rows can be read at all."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the faults."""
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.code}: {fault.reason}" for fault in self.faults))
