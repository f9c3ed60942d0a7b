"""What may be asked of a run."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How much is measured; the result states it."""

    seconds: float = 1.5
    """How long each peer is asked at a time."""
    rounds: int = 5
    """How often each peer has its turn."""
    connections: int = 8
    """Requests under way at a time, each on a connection that is kept alive."""
    programmes: int = 300


def options(words: Sequence[str] | None = None) -> Options:
    """Answer what the command line asks for."""
    usual = Options()
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--seconds", type=float, default=usual.seconds, help="per turn (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=usual.rounds, help="turns of each peer (default: %(default)s)")
    parser.add_argument("--connections", type=int, default=usual.connections, help="at a time (default: %(default)s)")
    parser.add_argument("--programmes", type=int, default=usual.programmes, help="seeded (default: %(default)s)")
    given = parser.parse_args(words)
    if given.seconds <= 0 or min(given.rounds, given.connections) < 1 or given.programmes < 20:
        parser.error("seconds, rounds and connections begin above 0, programmes at the 20 that a list shows")
    return Options(**vars(given))
