"""Long lists, page by page: every row once, in one order, from wherever one begins."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.factories import Scenario, courses, student
from tests.gateway.asking import Visitor
from tests.gateway.recruiting import id_of
from workflows.models import Application, Programme
from workflows.selectors.people import actor_of
from workflows.services.programmes import propose_programme

pytestmark = pytest.mark.django_db
ROWS = 25
PAGE = """ {
    totalCount nodes { id } edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
}"""
ARGUMENTS = "($first: Int!, $after: String)"
PROGRAMMES = f"query {ARGUMENTS} {{ list: programmes(first: $first, after: $after, orderBy: ORDER) {PAGE} }}"
LISTS = {
    "programmes by title": PROGRAMMES.replace("ORDER", "TITLE_ASC"),
    "programmes, the newest first": PROGRAMMES.replace("ORDER", "CREATED_AT_DESC"),
    "applications, the latest first": f"query {ARGUMENTS} {{ list: applications(first: $first, after: $after) {PAGE} }}",
    "the inbox, the oldest first": f"query {ARGUMENTS} {{ viewer {{ list: inbox(first: $first, after: $after) {PAGE} }} }}",
}
every_list = pytest.mark.parametrize("name", LISTS)


def propose(scenario: Scenario, number: int) -> Programme:
    """Propose one more programme; every third has the same title."""
    return propose_programme(
        by=actor_of(scenario.director.account),
        college=scenario.college,
        code=f"P{number:03}",
        title=f"微专业{number % 9}",
        director=scenario.director,
        courses=courses(1, teacher=scenario.director),
    )


class Lists:
    """So many programmes and applications, and somebody who sees them all."""

    def __init__(self, scenario: Scenario) -> None:
        """Make all but the first programme, and the applications."""
        self.scenario = scenario
        self.intake = scenario.open_intake()
        for number in range(1, ROWS):
            propose(scenario, number)
        self.applications = [scenario.application("submitted", intake=self.intake) for _ in range(ROWS)]

    def visitor(self, name: str) -> Visitor:
        """Answer whose list it is."""
        return Visitor(self.scenario.aao if name.startswith("programmes") else self.scenario.officer)

    def page(self, name: str, first: int, after: str | None = None) -> Any:
        """Answer a page of a list."""
        data = self.visitor(name).query(LISTS[name], first=first, after=after).data
        return (data.get("viewer") or data)["list"]

    def rows(self, name: str) -> list[str]:
        """Answer the ids of all rows of a list in their order."""
        if name.startswith("programmes"):
            order = ("pinyin", "pk") if "title" in name else ("-pk",)
            return [id_of(programme) for programme in Programme.objects.order_by(*order)]
        order = ("-pk",) if "latest" in name else ("submitted_at", "pk")
        return [id_of(application) for application in Application.objects.order_by(*order)]


@pytest.fixture(scope="module")
def lists_of_the_module(scenario_of_the_module: Scenario) -> Lists:
    return Lists(scenario_of_the_module)


@pytest.fixture
def lists(lists_of_the_module: Lists, db: None) -> Lists:
    return lists_of_the_module


def walk(lists: Lists, name: str, first: int, then: Callable[[int], None] = lambda place: None) -> list[Any]:
    """Answer all pages, each asked for after the one before; ``then`` happens after each."""
    pages = [lists.page(name, first)]
    while pages[-1]["pageInfo"]["hasNextPage"]:
        then(len(pages))
        assert len(pages) <= 2 * ROWS, "pages come again"
        pages.append(lists.page(name, first, pages[-1]["pageInfo"]["endCursor"]))
    return pages


@every_list
@pytest.mark.parametrize("first", [1, 7, 25, 100])
def test_page_by_page_every_row_comes_once_and_in_order(lists: Lists, name: str, first: int):
    pages = walk(lists, name, first)

    assert [node["id"] for page in pages for node in page["nodes"]] == lists.rows(name)
    assert {page["totalCount"] for page in pages} == {ROWS}
    assert len(pages) == -(-ROWS // first)
    assert [page["pageInfo"]["hasPreviousPage"] for page in pages] == [False] + [True] * (len(pages) - 1)
    for page in pages:
        assert [edge["node"] for edge in page["edges"]] == page["nodes"]
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]


@every_list
def test_any_row_can_be_begun_after(lists: Lists, name: str):
    whole = lists.page(name, 100)["edges"]
    after = {place: lists.page(name, 2, whole[place]["cursor"])["nodes"] for place in (0, 11, ROWS - 2, ROWS - 1)}

    assert after == {place: [edge["node"] for edge in whole[place + 1 : place + 3]] for place in after}


@every_list
def test_the_end_says_that_it_is_the_end(lists: Lists, name: str):
    last = lists.page(name, 100)["pageInfo"]["endCursor"]
    page = lists.page(name, 5, last)

    assert (page["nodes"], page["edges"], page["totalCount"]) == ([], [], ROWS)
    assert page["pageInfo"] == {"hasNextPage": False, "hasPreviousPage": True, "startCursor": None, "endCursor": None}


def test_rows_that_come_meanwhile_neither_repeat_nor_hide_others(lists: Lists):
    before = lists.rows("programmes by title")
    pages = walk(lists, "programmes by title", 7, then=lambda place: propose(lists.scenario, 100 + place) and None)
    seen = [node["id"] for page in pages for node in page["nodes"]]

    assert len(seen) == len(set(seen))
    assert [identifier for identifier in seen if identifier in before] == before


def packed(*values: Any) -> str:
    """Answer a cursor that says these values."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


CURSORS = {
    "nothing": "x",
    "no base64": "§§§",
    "NUL": "\x00",
    "no JSON": base64.urlsafe_b64encode(b"nothing of the kind").decode(),
    "no list": base64.urlsafe_b64encode(b'{"a": 1}').decode(),
    "deep": base64.urlsafe_b64encode(b"[" * 1400).decode(),
    "long": "W" * 100_000,
    "an empty list": packed(),
    "of no list": packed("pinyin", "zhi", 1),
    "an id": "UHJvZ3JhbW1lOjE",
}
VALUES = {
    "no values": (),
    "one value too many": ("a", "b", 1, 2),
    "no key": ("zhi", None),
    "a key that is no number": ("zhi", "x"),
    "a list for a key": ("zhi", [1]),
    "a key beyond all numbers": ("zhi", 2**63),
    "infinity": ("zhi", float("inf")),
    "not a number": ("zhi", float("nan")),
    "NUL in a text": ("a\x00b", 1),
    "half of a character": ("\ud800", 1),
}
"""What no row has, in cursors that are of the list in all else."""


def of_the_list(lists: Lists, name: str, values: tuple[Any, ...]) -> str:
    """Answer a cursor with the mark of a list and these values; the last only where its order has only a key."""
    given = lists.page(name, 1)["pageInfo"]["endCursor"]
    mark, *own = json.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
    return packed(mark, *(values[-len(own) :] if len(values) == 2 else values))


@every_list
@pytest.mark.parametrize("cursor", CURSORS)
def test_a_cursor_that_no_list_gave_is_refused(lists: Lists, name: str, cursor: str):
    answer = lists.visitor(name).query(LISTS[name], first=5, after=CURSORS[cursor])

    assert (answer.status, answer.codes) == (200, ["BAD_USER_INPUT"])


@pytest.mark.parametrize("name", ["programmes by title", "the inbox, the oldest first"])
@pytest.mark.parametrize("cursor", VALUES)
def test_a_cursor_with_values_that_no_row_has_is_refused(lists: Lists, name: str, cursor: str):
    answer = lists.visitor(name).query(LISTS[name], first=5, after=of_the_list(lists, name, VALUES[cursor]))

    assert (answer.status, answer.codes) == (200, ["BAD_USER_INPUT"])


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("programmes by title", "programmes, the newest first"),
        ("programmes, the newest first", "programmes by title"),
        ("programmes by title", "the inbox, the oldest first"),
        ("the inbox, the oldest first", "programmes by title"),
        ("the inbox, the oldest first", "applications, the latest first"),
    ],
)
def test_a_cursor_of_another_list_or_order_is_refused(lists: Lists, name: str, of: str):
    foreign = lists.page(of, 3)["pageInfo"]["endCursor"]

    assert lists.visitor(name).query(LISTS[name], first=5, after=foreign).codes == ["BAD_USER_INPUT"]


def test_a_cursor_shows_nothing_that_its_holder_does_not_see(lists: Lists):
    cursor = lists.page("applications, the latest first", 3)["pageInfo"]["endCursor"]
    stranger = Visitor(student())

    answer = stranger.query(LISTS["applications, the latest first"], first=5, after=cursor)
    assert (answer.data["list"]["nodes"], answer.data["list"]["totalCount"]) == ([], 0)


ODD = {
    "a day": ("2026-11-02", 1),
    "an instant of no zone": ("2026-11-02T10:00:00", 1),
    "before the first year": ("0001-01-01T00:00:00+14:00", 1),
    "after the last year": ("9999-12-31T23:59:59-12:00", 1),
    "a truth": (True, True),
    "a negative key": ("zhi", -1),
}


@every_list
@pytest.mark.parametrize("cursor", ODD)
def test_an_odd_cursor_is_refused_or_a_place_in_the_list(lists: Lists, name: str, cursor: str):
    answer = lists.visitor(name).query(LISTS[name], first=5, after=of_the_list(lists, name, ODD[cursor]))

    assert (answer.status, answer.codes) in [(200, []), (200, ["BAD_USER_INPUT"])]
