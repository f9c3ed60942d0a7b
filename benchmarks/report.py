"""A run's result: as a table for people, and as JSON for whoever compares runs."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.figures import Figures, Ratio
from benchmarks.floors import Floor, missed
from benchmarks.options import Options
from benchmarks.requests import SCREENS

PORTAL = "portal"
HEAD = ("", "requests/s", "p50 ms", "p99 ms", "CPU ms", "SQL", "bytes", "portal is", "in the rounds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """All that a run has found, by peer and screen."""

    figures: Mapping[tuple[str, str], Figures]
    ratios: Mapping[tuple[str, str], Ratio]
    """How many times as quick as each other peer the portal is."""


def table(result: Result) -> str:
    """Answer a table for each screen, the portal first."""
    return "\n\n".join("\n".join(_lines(result, screen)) for screen in SCREENS)


def as_json(result: Result, options: Options, *, day: str, machine: Mapping[str, Any], floors: Iterable[Floor]) -> str:
    """Answer a run's result as the text of a file, with what it was measured on and how."""
    floors = list(floors)
    return (
        json.dumps(
            {
                "day": day,
                "options": dataclasses.asdict(options),
                "machine": dict(machine),
                "screens": {screen: _screen(result, screen) for screen in SCREENS},
                "floors": [dataclasses.asdict(floor) for floor in floors],
                "missed": list(missed(result.ratios, floors)),
            },
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
    )


def _screen(result: Result, screen: str) -> dict[str, Any]:
    return {
        peer: _rounded(dataclasses.asdict(figures))
        | ({"portal_is": _rounded(dataclasses.asdict(ratio))} if (ratio := result.ratios.get((peer, screen))) else {})
        for (peer, where), figures in result.figures.items()
        if where == screen
    }


def _rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: round(value, 2) if isinstance(value, float) else value for name, value in values.items()}


def _lines(result: Result, screen: str) -> Iterator[str]:
    rows = [HEAD] + [
        _row(peer, figures, result.ratios.get((peer, screen)))
        for (peer, where), figures in result.figures.items()
        if where == screen
    ]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    yield f"The {screen}"
    for row in rows:
        cells = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        yield f"  {row[0].ljust(widths[0])}  {'  '.join(cells)}".rstrip()


def _row(peer: str, figures: Figures, ratio: Ratio | None) -> tuple[str, ...]:
    return (
        peer,
        f"{figures.per_second:.1f}",
        f"{figures.p50:.1f}",
        f"{figures.p99:.1f}",
        "?" if figures.cpu is None else f"{figures.cpu:.1f}",
        str(figures.statements),
        str(figures.size),
        f"{ratio.median:.2f} ×" if ratio else "",
        f"{ratio.lowest:.2f} to {ratio.highest:.2f}" if ratio else "",
    )
