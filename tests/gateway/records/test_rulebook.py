"""Anybody reads the edition in force: its articles, and the figures by which records are judged."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories import edition
from tests.gateway.asking import Visitor
from tests.workflows.regulation.editions import RIVERSIDE
from workflows import clock
from workflows.rules import CATALOGUE
from workflows.selectors.rulebooks import edition_in_force

pytestmark = pytest.mark.django_db


def clauses() -> dict[str, tuple[str, object]]:
    """Answer the clauses that the graph shows by their rules: article and figures."""
    text = "{ rulebook { articles { number clauses { rule article parameters } } } }"
    articles = Visitor().query(text).data["rulebook"]["articles"]
    shown = [clause for article in articles for clause in article["clauses"]]
    return {clause["rule"]: (clause["article"], clause["parameters"]) for clause in shown}


def test_the_schools_own_edition_is_read_with_the_figures_that_go_without_saying():
    edition()

    assert clauses()["major_has_no_failed_course"] == ("12(2)", {"counts": "outstanding", "maximum": 0})


def test_an_edition_that_leaves_rules_out_is_read_as_far_as_it_speaks():
    edition()
    other = edition(RIVERSIDE.read_text("utf-8"))
    with clock.moved_to(dt.datetime(2027, 3, 1, 10, tzinfo=clock.SCHOOL_ZONE)):
        bound = edition_in_force(on=clock.today())
        shown = clauses()

    assert bound == other
    assert set(shown) == {clause.rule for clause in bound.rulebook.edition.clauses} < set(CATALOGUE)
    assert any(name not in shown for name, rule in CATALOGUE.items() if rule.unless_said)
