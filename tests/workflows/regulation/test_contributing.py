"""What `docs/contributing.md` tells the author of an edition is complete, and its example is an edition."""

import re

import pytest

from tests.workflows.regulation.editions import CHECKOUT
from workflows.regulation.actor import Role
from workflows.regulation.calendar import Calendar
from workflows.regulation.edition import Article, Assumption, Clause, Edition, Tuition
from workflows.regulation.finding import finding_of
from workflows.regulation.lights import Light
from workflows.regulation.loader import bind, read_edition
from workflows.regulation.rubric import Criterion
from workflows.regulation.strength import Strength
from workflows.regulation.verdict import Outcome
from workflows.rules import CATALOGUE

TEXT = (CHECKOUT / "docs" / "contributing.md").read_text("utf-8")
WORDS = set(re.findall(r"\w+", " ".join(re.findall(r"`[^`\n]+`", TEXT))))
"""What stands between backticks, word by word."""
EXAMPLE = "\n".join(re.findall(r"^```toml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL))

LISTS = {"articles", "clauses", "assumptions", "lights", "criteria", "parameters"}
"""Keys that a file writes as tables, or beside the others."""


def test_the_example_is_an_edition_that_binds() -> None:
    rulebook = bind(read_edition(EXAMPLE), CATALOGUE)
    assert [clause.rule for clause in rulebook.edition.clauses] == ["carries_enough_credits", "student_is_on_the_rolls"]


def test_the_example_says_codes_in_words() -> None:
    clause = bind(read_edition(EXAMPLE), CATALOGUE).clauses["student_is_on_the_rolls"]
    found = finding_of(
        clause.clause, Outcome.NOT_MET, {"status": "on_leave"}, is_decision=True, terms=clause.rule.terms
    )
    assert found.message("zh") == "学籍状态为休学，不是在读。"


@pytest.mark.parametrize(
    "model",
    [Edition, Calendar, Tuition, Article, Clause, Assumption, Light, Criterion],
    ids=lambda model: model.__name__,
)
def test_every_key_of_a_file_is_explained(model) -> None:
    assert set(model.model_fields) - LISTS - WORDS == set()


@pytest.mark.parametrize("rule", CATALOGUE.values(), ids=lambda rule: rule.name)
def test_every_figure_of_every_rule_is_named(rule) -> None:
    assert set(rule.parameters_type.model_fields) - WORDS == set()


def test_every_strength_and_every_office_is_named() -> None:
    assert {strength.value for strength in Strength} | {role.value for role in Role} <= WORDS
