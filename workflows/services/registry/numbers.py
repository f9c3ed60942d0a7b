"""How the school's student numbers look, by which a number that lost its leading zeros is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from workflows.services.registry.faults import Fault

FEWEST_TO_TELL = 5
"""Numbers from which a habit may be read."""
NEARLY_ALL = 0.9
HARDLY_ANY = 0.01
MOST_LOST = 2
"""Leading zeros that a number may have lost and still be found among those that students have."""


def leading_zeros(number: str) -> int:
    """Answer how many zeros a number begins with."""
    return len(number) - len(number.lstrip("0"))


@dataclass(frozen=True)
class Habit:
    """How many numbers there are of each length with so many leading zeros."""

    counts: Mapping[tuple[int, int], int]

    @classmethod
    def of(cls, numbers: Iterable[str]) -> Habit:
        """Answer the habit of these numbers."""
        return cls(Counter((len(number), leading_zeros(number)) for number in numbers))

    @cached_property
    def lengths(self) -> Counter[int]:
        """Answer how many numbers have each length."""
        lengths: Counter[int] = Counter()
        for (length, _zeros), count in self.counts.items():
            lengths[length] += count
        return lengths

    def with_lost_zeros(self, number: str) -> str | None:
        """Answer the number with the zeros that nearly all numbers of the common length have and this one lost."""
        common, times = self._common
        lost = common - len(number)
        if times < FEWEST_TO_TELL or lost <= 0:
            return None
        having = sum(n for (length, zeros), n in self.counts.items() if length == common and zeros >= lost)
        return number.zfill(common) if having >= NEARLY_ALL * times else None

    def is_unusual(self, number: str) -> bool:
        """Answer whether hardly any other number has this one's length."""
        total = sum(self.lengths.values())
        return len(number) != self._common[0] and self.lengths[len(number)] <= HARDLY_ANY * total

    @property
    def _common(self) -> tuple[int, int]:
        return max(self.lengths.items(), key=lambda item: item[1], default=(0, 0))


def with_zeros(number: str) -> list[str]:
    """Answer what the number may have been before it lost leading zeros."""
    return ["0" * lost + number for lost in range(1, MOST_LOST + 1)]


def known_with_zeros(number: str, known: Collection[str]) -> str | None:
    """Answer the number of a student that is this one but for lost zeros."""
    return next((whole for whole in with_zeros(number) if whole in known), None)


def lost_zeros(line: int, heading: str, number: str, whole: str) -> Fault:
    """Answer the fault of a number that lost its leading zeros."""
    return Fault(
        line,
        heading,
        "LOST_LEADING_ZERO",
        _("“%(cell)s” lost its leading zero.") % {"cell": number},
        _("Enter %(cell)s as text.") % {"cell": whole},
    )
