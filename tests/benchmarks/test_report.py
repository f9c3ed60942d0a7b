"""What a run leaves behind: the table, the JSON, and a line for every floor that is missed."""

import json

import pytest

from benchmarks.__main__ import result_of
from benchmarks.client import Turn
from benchmarks.figures import Ratio
from benchmarks.floors import FLOORS, Floor, missed
from benchmarks.options import Options, options
from benchmarks.report import Result, as_json, table
from benchmarks.requests import LIST, PEERS, PROGRAMME, SCREENS

RATIOS = {(peer, screen): Ratio(median=3.0, lowest=2.5, highest=3.5) for peer in PEERS for screen in SCREENS}


def result() -> Result:
    per_second = {"portal": 60, "cached bytes": 1000}
    turns = {
        (peer, screen): [Turn(1.0, [1 / (rate := per_second.get(peer, 20))] * rate, 0.9)] * 2
        for screen in SCREENS
        for peer in PEERS
    }
    return result_of(turns, dict.fromkeys(turns, (14, 16000)))


def test_floors_are_those_of_the_issue() -> None:
    assert {(floor.screen, floor.peer): floor.least for floor in FLOORS} == {
        (LIST, "grapple"): 6,
        (LIST, "strawberry-django"): 2.5,
        (PROGRAMME, "grapple"): 3,
        (PROGRAMME, "strawberry-django"): 2,
    }


def test_a_floor_that_is_just_reached_is_not_missed() -> None:
    assert list(missed(RATIOS, [Floor(LIST, "grapple", 3)])) == []


def test_a_missed_floor_is_named_with_both_figures() -> None:
    assert list(missed(RATIOS, [Floor(LIST, "grapple", 6), Floor(PROGRAMME, "grapple", 3)])) == [
        "On the list the portal is 3.00 × grapple; the floor is 6 ×."
    ]


def test_the_table_has_a_line_for_every_peer_on_every_screen() -> None:
    screens = [text.splitlines() for text in table(result()).split("\n\n")]

    assert [lines[0] for lines in screens] == [f"The {screen}" for screen in SCREENS]
    for lines in screens:
        assert [line.split("  ")[1] for line in lines[2:]] == list(PEERS)
    portal, grapple = screens[0][2:4]
    assert portal.split() == ["portal", "60.0", "16.7", "16.7", "15.0", "14", "16000"]
    assert grapple.split() == "grapple 20.0 50.0 50.0 45.0 14 16000 3.00 × 3.00 to 3.00".split()


def test_the_json_says_what_was_measured_how_on_what_and_what_was_missed() -> None:
    floors = [Floor(LIST, "grapple", 6)]
    text = as_json(result(), Options(rounds=2), day="2026-11-22", machine={"python": "3.11"}, floors=floors)
    written = json.loads(text)

    assert set(written) == {"day", "options", "machine", "screens", "floors", "missed"}
    assert written["options"] == {"seconds": 1.5, "rounds": 2, "connections": 8, "programmes": 300}
    assert {screen: list(peers) for screen, peers in written["screens"].items()} == {
        screen: list(PEERS) for screen in SCREENS
    }
    assert written["screens"][LIST]["grapple"] == {
        "per_second": 20.0,
        "p50": 50.0,
        "p99": 50.0,
        "cpu": 45.0,
        "statements": 14,
        "size": 16000,
        "requests": 40,
        "portal_is": {"median": 3.0, "lowest": 3.0, "highest": 3.0},
    }
    assert "portal_is" not in written["screens"][LIST]["portal"]
    assert written["floors"] == [{"screen": LIST, "peer": "grapple", "least": 6}]
    assert written["missed"] == ["On the list the portal is 3.00 × grapple; the floor is 6 ×."]


def test_options_are_the_usual_ones_where_nothing_is_said() -> None:
    assert options([]) == Options()
    assert options(["--rounds", "2", "--seconds", "0.5"]) == Options(rounds=2, seconds=0.5)


@pytest.mark.parametrize("words", ["--rounds 0", "--seconds 0", "--connections 0", "--programmes 19"])
def test_nothing_can_be_measured_of_nothing(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        options(words.split())
    assert "begin above 0" in capsys.readouterr().err
