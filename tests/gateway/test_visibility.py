"""Who sees what: every field that a query reaches, for every role, with a canary in everything that is not for all."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from wagtail.models import Page

from tests.gateway.canaries import CANARIES, ROLES, World
from tests.gateway.walking import Walk, reachable_fields
from workflows.models import Course

MATRIX = Path(__file__).with_name("visibility_matrix.json")
EVERYBODY = "everybody"
DEEP = ("viewer", "colleges", "rulebook", "siteSettings", "applications(first: 100)")
SHALLOW = (
    "homePage(locale: EN)",
    "sitemap(first: 100)",
    "menu(name: MAIN)",
    "menu(name: FOOTER)",
    *(f'searchPages(text: "{text}", first: 100)' for text in ("canary", "智能", "消息")),
)
LOOKING_AROUND = {"anonymous", "other student", "officer"}
"""Who goes one edge further from programmes; the others see the pages that one of these sees."""
NOT_IN_THIS_WORLD = {
    *(f"{name}.title" for name in ("CallToActionBlock", "CareersBlock", "DocumentBlock", "PartnersBlock")),
    *(f"{name}.title" for name in ("QuestionsBlock", "StepsBlock")),
    *(f"{name}.text" for name in ("AssessmentBlock", "CallToActionBlock", "LinkItem", "PartnerItem")),
    *(f"{name}.heroImage" for name in ("CollegePage", "HomePage", "StandardPage", "SyllabusPage")),
    *(f"HomePage.{name}" for name in ("parent", "ancestors")),
    *("PictureBlock.alt", "ReadingBlock.isbn", "MenuItem.children", "Document.fileSize", "Intake.waivers"),
    "YearFigure.sisters",  # the median of three others at least
    "Application.waivers",  # no clause of the school's own edition about applications can be waived
    *("StandardPage.translations", "SyllabusPage.translations", "Decision.reason", "Decision.meaning"),
}
"""Fields that nobody sees filled here: words that editors left out, and what is rare."""


@pytest.fixture(scope="module")
def world(around_the_module: None) -> World:
    return World()


@pytest.fixture(scope="module")
def walks(world: World) -> dict[str, Walk]:
    """Let every role walk through all that it can get."""
    return {role: walk_of(world, role) for role in ROLES}


def walk_of(world: World, role: str) -> Walk:
    """
    Answer what a role gets from every root field, and from the id of every row, its own and others'.

    Edges between pages multiply: there one edge from every page says as much as four from the home page.
    """
    walk, further = Walk(world.actors[role]), int(role in LOOKING_AROUND)
    for root in DEEP:
        walk.ask(root)
    walk.ask("programmes(first: 100)", hops=2 + further)
    walk.ask("pages(first: 100)", hops=1)
    for root in SHALLOW:
        walk.ask(root, hops=1 if root.startswith("search") else 0)
    for path in world.paths:
        walk.ask("page(path: $text)", hops=0, text=path)
    for path in ("/", *world.redirects):
        walk.ask("route(path: $text)", hops=1, text=path)
    for identifier, row in world.rows.items():
        is_one_of_many = isinstance(row, Page | Course) and row not in world.shown
        walk.ask("node(id: $id)", hops=0 if is_one_of_many else 1, id=identifier)
    return walk


def cells(walks: dict[str, Walk]) -> dict[str, str]:
    """Answer the matrix: for each field, the roles to which it told something."""
    fields = reachable_fields() | {field for walk in walks.values() for field in walk.seen}
    seeing = {field: [role for role in ROLES if field in walks[role].seen] for field in sorted(fields)}
    return {field: EVERYBODY if len(roles) == len(ROLES) else ", ".join(roles) for field, roles in seeing.items()}


def test_every_canary_is_heard_by_those_for_whom_it_is_and_by_nobody_else(walks: dict[str, Walk]):
    heard = {canary: frozenset(role for role in ROLES if walks[role].tells(canary)) for canary in CANARIES}

    assert {canary: sorted(roles) for canary, roles in heard.items() if roles != CANARIES[canary]} == {}


def test_an_applicant_does_not_hear_that_she_is_admitted_before_the_list_is_published(walks: dict[str, Walk]):
    words = ("ADMITTED", "admitted", "已录取")
    heard = {role: [word for word in words if walks[role].tells(word)] for role in ("admitted", "officer")}

    assert heard == {"admitted": [], "officer": list(words)}


def test_who_sees_which_field_is_what_the_committed_matrix_says(walks: dict[str, Walk]):
    now = cells(walks)
    if os.environ.get("PORTAL_WRITE_MATRIX") == "1":
        MATRIX.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n", "utf-8")
    committed = json.loads(MATRIX.read_text("utf-8"))

    assert sorted(now) == sorted(committed), (
        "a new field needs a cell: PORTAL_WRITE_MATRIX=1, and look at the difference"
    )
    assert {field: roles for field, roles in now.items() if roles != committed[field]} == {}


def test_every_field_is_seen_by_somebody(walks: dict[str, Walk]):
    assert {field for field, roles in cells(walks).items() if not roles} == NOT_IN_THIS_WORLD


def test_what_a_root_field_shows_is_what_its_id_shows(world: World, walks: dict[str, Walk]):
    for role in ROLES:
        by_id = {key.rpartition(" ")[2] for key, data in walks[role].answers.items() if data and data.get("node")}
        assert ids_in(walks[role]) - by_id == set(), role


def ids_in(walk: Walk) -> set[str]:
    """Answer the ids of all rows that somebody was shown."""
    found: set[str] = set()
    waiting: list[object] = list(walk.answers.values())
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            found |= {value["id"]} if "id" in value else set()
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return found
