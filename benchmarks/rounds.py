"""Measuring in rounds: each peer has a short turn in each, so that what disturbs the machine disturbs all alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from benchmarks.client import Turn, take_turn
from benchmarks.options import Options
from benchmarks.requests import PEERS, SCREENS, Page, requests_of

Turns = Mapping[tuple[str, str], list[Turn]]
"""The turns of each peer on each screen, in the order of the rounds."""
WARMING = 0.4
"""Of a turn's seconds: for threads and connections to the database that come up with the first requests."""


def measure(
    port: int, pages: Sequence[Page], options: Options, *, cpu: Callable[[], float | None], tell: Callable[[str], None]
) -> Turns:
    """Answer every turn of every round; ``cpu`` answers the processor time that the server has taken so far."""
    written = {
        (peer, screen): [request.written() for request in requests_of(peer, screen, pages)]
        for screen in SCREENS
        for peer in PEERS
    }
    tell("warming up")
    for requests in written.values():
        take_turn(port, requests, seconds=WARMING * options.seconds, connections=options.connections, cpu=cpu)
    turns: dict[tuple[str, str], list[Turn]] = {place: [] for place in written}
    places = list(written)
    for number in range(options.rounds):
        tell(f"round {number + 1} of {options.rounds}")
        # Each round begins with another peer: nobody is always the one after the slowest.
        start = number * len(places) // options.rounds
        for place in places[start:] + places[:start]:
            turn = take_turn(port, written[place], seconds=options.seconds, connections=options.connections, cpu=cpu)
            turns[place].append(turn)
    return turns
