"""``make bench``: seed, serve, compare what the peers say, measure them in rounds, print, and hold the floors."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from backend.postgres import PostgresError
from backend.postgres.folders import CHECKOUT
from benchmarks import database
from benchmarks.checking import DisagreementError, checked
from benchmarks.client import WrongAnswerError
from benchmarks.environment import environment
from benchmarks.figures import figures_of, ratio_of
from benchmarks.floors import FLOORS, missed
from benchmarks.machine import cpu_seconds, machine
from benchmarks.options import Options, options
from benchmarks.page import PAGE, with_table
from benchmarks.portal import prepare, some_pages
from benchmarks.report import PORTAL, Result, as_json, table
from benchmarks.rounds import Turns, measure
from benchmarks.server import NotServingError, serving
from workflows import clock

RESULTS = Path(__file__).with_name("results")
PAGES = 20
"""Programmes whose screen is asked for in turn."""


def main() -> None:
    """Run the bench, and exit with 1 where a floor is missed."""
    asked = options()
    if not (find_spec("grapple") and find_spec("strawberry_django")):
        sys.exit("The peers are not installed here: make bench installs them.")
    try:
        failures = run(asked)
    except (PostgresError, NotServingError, DisagreementError, WrongAnswerError) as error:
        sys.exit(f"bench: {error}")
    sys.exit("\n".join(["", *failures]) if failures else 0)


def run(asked: Options) -> list[str]:
    """Measure, print and write down; answer which floors were missed."""
    load = os.getloadavg()
    with database.server() as server_url:
        name = f"portal_bench_{asked.programmes}"
        state = CHECKOUT / ".portal" / "bench" / name
        state.mkdir(parents=True, exist_ok=True)
        variables = environment(database.url_of(server_url, name), state)
        tell(f"preparing {asked.programmes} programmes")
        prepare(variables, server_url, name, asked.programmes)
        result = measured(asked, variables, state / "server.log")
        facts = machine(database.version(server_url), load)
    day = clock.today().isoformat()
    text = as_json(result, asked, day=day, machine=facts, floors=FLOORS)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{day}.json").write_text(text, "utf-8")
    PAGE.write_text(with_table(PAGE.read_text("utf-8"), json.loads(text)), "utf-8")
    print(f"\n{table(result)}\n\nWritten to benchmarks/results/{day}.json and docs/benchmarks.md.")
    return list(missed(result.ratios))


def measured(asked: Options, variables: Mapping[str, str], log: Path) -> Result:
    """Answer the figures of every peer on every screen, all of one server."""
    pages = some_pages(PAGES)
    with serving(variables, log) as (port, pid):
        tell("comparing what the peers say")
        costs = checked(port, pages)
        turns = measure(port, pages, asked, cpu=lambda: cpu_seconds(pid), tell=tell)
    return result_of(turns, costs)


def result_of(turns: Turns, costs: Mapping[tuple[str, str], tuple[int, int]]) -> Result:
    """Answer figures and ratios of all turns; ``costs`` are the statements and bytes of an answer."""
    return Result(
        figures={
            place: figures_of(taken, statements=costs[place][0], size=costs[place][1]) for place, taken in turns.items()
        },
        ratios={
            (peer, screen): ratio_of(turns[PORTAL, screen], taken)
            for (peer, screen), taken in turns.items()
            if peer != PORTAL
        },
    )


def tell(message: str) -> None:
    """Say what is going on, for whoever waits."""
    print(f"{message} …", flush=True)


if __name__ == "__main__":
    main()
