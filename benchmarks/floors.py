"""What the portal must reach, beside which peer and on which screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from benchmarks.figures import Ratio
from benchmarks.requests import LIST, PROGRAMME


@dataclass(frozen=True, slots=True)
class Floor:
    """The least ratio of the portal's throughput to a peer's."""

    screen: str
    peer: str
    least: float


FLOORS = (
    Floor(LIST, "grapple", 6),
    Floor(LIST, "strawberry-django", 2.5),
    Floor(PROGRAMME, "grapple", 3),
    Floor(PROGRAMME, "strawberry-django", 2),
)


def missed(ratios: Mapping[tuple[str, str], Ratio], floors: Iterable[Floor] = FLOORS) -> Iterator[str]:
    """Say of each floor that is missed which it is, and by how much; ratios are known by peer and screen."""
    for floor in floors:
        reached = ratios[floor.peer, floor.screen].median
        if reached < floor.least:
            yield f"On the {floor.screen} the portal is {reached:.2f} × {floor.peer}; the floor is {floor.least:g} ×."
