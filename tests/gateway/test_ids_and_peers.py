"""Global ids, and the batching of lists."""

import base64
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.ids import MalformedId, from_global_id, to_global_id
from gateway.peers import load_for, peers_of, share


@dataclass
class Row:
    """Stands in for a row."""

    pk: int
    other: list["Row"] = field(default_factory=list)


@given(st.from_regex(r"[A-Z][A-Za-z]{0,30}", fullmatch=True), st.integers(min_value=1, max_value=10**17))
def test_what_was_packed_is_unpacked(name: str, pk: int):
    assert from_global_id(to_global_id(name, pk)) == (name, pk)


@given(st.text(max_size=200))
def test_whatever_else_is_no_id(text: str):
    try:
        name, pk = from_global_id(text)
    except MalformedId:
        return
    assert base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode() == f"{name}:{pk}"


def test_the_first_row_that_asks_loads_for_all():
    asked: list[list[int]] = []

    def double(rows: list[Row]) -> dict[int, int]:
        asked.append([row.pk for row in rows])
        return {row.pk: row.pk * 2 for row in rows if row.pk != 3}

    rows = share(Row(pk) for pk in (1, 2, 3))

    assert [load_for(row, "double", double) for row in rows] == [2, 4, None]
    assert asked == [[1, 2, 3]]


def test_edges_are_kept_apart():
    rows = share([Row(1)])

    assert load_for(rows[0], ("scaled", 2), lambda rows: {1: 2}) == 2
    assert load_for(rows[0], ("scaled", 3), lambda rows: {1: 3}) == 3


def test_a_row_that_was_read_alone_is_its_own_peer():
    row = Row(7)

    assert peers_of(row).rows == [row]
    assert peers_of(row) is peers_of(row)


def test_what_was_loaded_are_peers_in_turn():
    rows = share([Row(1), Row(2)])
    loaded = {1: [Row(10), Row(11)], 2: [Row(12)]}
    children = load_for(rows[0], "children", lambda rows: loaded)

    assert children is not None
    assert [row.pk for row in peers_of(children[0]).rows] == [10, 11, 12]


def test_a_loader_that_fails_is_asked_again():
    rows = share([Row(1)])
    with pytest.raises(LookupError):
        load_for(rows[0], "edge", lambda rows: (_ for _ in ()).throw(LookupError))

    assert load_for(rows[0], "edge", lambda rows: {1: "now"}) == "now"
