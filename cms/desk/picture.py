"""A picture of a record's states: where it stands, and which steps lead on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from workflows.models import Record
from workflows.models.record import state_field
from workflows.selectors.judging import steps_of

WIDE, HIGH = 132, 36
"""Of a state's box, in the picture's own units; one is a pixel where there is room."""
ACROSS, DOWN = 68, 24
"""Between boxes."""
MARGIN = 8


@dataclass(frozen=True, slots=True)
class Box:
    """A state and where its box stands."""

    state: str
    label: str
    x: int
    y: int
    width: int = WIDE
    height: int = HIGH

    @property
    def middle(self) -> tuple[int, int]:
        """Answer where its label stands."""
        return self.x + WIDE // 2, self.y + HIGH // 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """A step from one state to another, with the line that shows it."""

    source: str
    label: str
    line: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What the template draws."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: int
    height: int


def picture_of(model: type[Record]) -> Picture:
    """Answer the picture of a kind of record, its labels in the reader's language."""
    labels = {value: str(label) for value, label in state_field(model).choices}
    boxes = {
        state: Box(state, labels[state], column * (WIDE + ACROSS), row * (HIGH + DOWN))
        for state, (column, row) in _places(model).items()
    }
    return Picture(
        tuple(boxes.values()),
        tuple(_arrows(model, boxes)),
        max(box.x for box in boxes.values()) + WIDE + MARGIN,
        max(box.y for box in boxes.values()) + HIGH + DOWN + MARGIN,
    )


@cache
def _places(model: type[Record]) -> Mapping[str, tuple[int, int]]:
    """Answer column and row of each state: as many columns from the left as steps from the beginning."""
    field = state_field(model)
    distance = {str(field.default): 0}
    reached = [str(field.default)]
    for state in reached:
        for step in steps_of(model).values():
            if state in step.sources and step.target not in distance:
                distance[step.target] = distance[state] + 1
                reached.append(step.target)
    rows: dict[int, int] = {}
    places = {}
    for state, _ in field.choices:
        column = distance.get(str(state), 0)
        places[str(state)] = (column, rows.get(column, 0))
        rows[column] = rows.get(column, 0) + 1
    return places


def _arrows(model: type[Record], boxes: Mapping[str, Box]) -> Iterator[Arrow]:
    for step in steps_of(model).values():
        for source in sorted(step.sources):
            yield Arrow(source, str(step.label), _line(boxes[source], boxes[step.target]))


def _line(source: Box, target: Box) -> str:
    """Answer the path of a curve: onwards from side to side, back and within a column around the boxes."""
    if target.x > source.x:
        start, end = (source.x + WIDE, source.middle[1]), (target.x, target.middle[1])
        bend = (end[0] - start[0]) // 2
        return f"M{start[0]} {start[1]} C{start[0] + bend} {start[1]} {end[0] - bend} {end[1]} {end[0]} {end[1]}"
    start, end = (source.middle[0], source.y + HIGH), (target.middle[0], target.y + HIGH)
    low = max(start[1], end[1]) + DOWN
    return f"M{start[0]} {start[1]} C{start[0]} {low} {end[0]} {low} {end[0]} {end[1]}"
