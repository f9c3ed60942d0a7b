"""The table of docs/benchmarks.md: ratios of the last committed result, written by the run that made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from backend.postgres.folders import CHECKOUT

PAGE = CHECKOUT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- written by make bench -->\n", "<!-- until here -->\n"


def with_table(page: str, written: Mapping[str, Any]) -> str:
    """
    Answer the page with the ratios of a result in place of those that stood there.

    :raises ValueError: the page does not say where
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"docs/benchmarks.md has no place for the table: {BEGIN.strip()} … {END.strip()}")
    table = "\n".join(_lines(written))
    return f"{before}{BEGIN}\n{table}\n\n{END}{after}"


def _lines(written: Mapping[str, Any]) -> Iterator[str]:
    """Say what is known of ratios alone: figures of one machine on one day are no claim."""
    yield f"Result of [{written['day']}](../benchmarks/results/{written['day']}.json). So many times the requests per second of a"
    yield "peer are the portal's; in brackets the lowest and the highest of the rounds."
    machine = written["machine"]
    yield f"The machine's load was {machine['load_before'][0]:.1f} before and {machine['load_after'][0]:.1f} after, on {machine['cores']} cores."
    yield ""
    screens = written["screens"]
    yield f"| peer | {' | '.join(f'the {screen} | floor | SQL' for screen in screens)} |"
    yield f"|---|{'---|' * 3 * len(screens)}"
    floors = {(floor["screen"], floor["peer"]): f"{floor['least']:g} ×" for floor in written["floors"]}
    for peer in next(iter(screens.values())):
        cells = [
            f"{_ratio(peers[peer].get('portal_is'))} | {floors.get((screen, peer), '')} | {peers[peer]['statements']}"
            for screen, peers in screens.items()
        ]
        yield f"| {peer} | {' | '.join(cells)} |"
    if written["missed"]:
        yield ""
        yield from (f"**Missed:** {line}  " for line in written["missed"])


def _ratio(ratio: Mapping[str, float] | None) -> str:
    if ratio is None:
        return "1"
    return f"{ratio['median']:.2f} × ({ratio['lowest']:.2f} to {ratio['highest']:.2f})"
