"""The page of the benchmarks: its table says what the last committed result says."""

import json
from pathlib import Path

import pytest

from benchmarks.page import BEGIN, END, PAGE, with_table

RESULTS = sorted(Path(__file__).parents[2].glob("benchmarks/results/*.json"))
WRITTEN = {
    "day": "2026-11-22",
    "machine": {"load_before": [0.1, 0.2, 0.3], "load_after": [2.1, 0.2, 0.3], "cores": 2},
    "screens": {
        "list": {
            "portal": {"statements": 14},
            "grapple": {"statements": 142, "portal_is": {"median": 3.0, "lowest": 2.5, "highest": 3.5}},
        }
    },
    "floors": [{"screen": "list", "peer": "grapple", "least": 6}],
    "missed": ["On the list the portal is 3.00 × grapple; the floor is 6 ×."],
}


def test_the_page_shows_the_last_committed_result() -> None:
    page = PAGE.read_text("utf-8")

    assert with_table(page, json.loads(RESULTS[-1].read_text("utf-8"))) == page


def test_the_table_replaces_the_one_before_and_nothing_else() -> None:
    first = with_table(f"above\n{BEGIN}old\n{END}below\n", WRITTEN)

    assert first.startswith(f"above\n{BEGIN}")
    assert first.endswith(f"{END}below\n")
    assert "old" not in first
    assert "The machine's load was 0.1 before and 2.1 after, on 2 cores." in first
    assert "| portal | 1 |  | 14 |\n| grapple | 3.00 × (2.50 to 3.50) | 6 × | 142 |\n" in first
    assert "**Missed:** On the list the portal is 3.00 × grapple; the floor is 6 ×." in first
    assert with_table(first, WRITTEN) == first


def test_a_page_without_a_place_for_it_is_refused() -> None:
    with pytest.raises(ValueError, match="no place"):
        with_table("above\n", WRITTEN)
