"""The pages that are generated: the rulebook's, and one for each kind of record."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override

from tests.workflows.regulation.editions import CHECKOUT, bound, own_tables
from workflows.management.rulebook_page import page_of
from workflows.management.state_pages import state_pages
from workflows.models import RECORDS, Application, Programme, Record
from workflows.models.record import kind_of, state_field, transitions_of
from workflows.rules import CATALOGUE
from workflows.selectors.judging import steps_of
from workflows.selectors.rulebook_in_code import rulebook_in_code


@pytest.fixture(scope="module")
def rulebook() -> str:
    """Answer the rulebook's page."""
    return page_of(rulebook_in_code(bound(own_tables())))


def page(model: type[Record]) -> str:
    """Answer a record's page."""
    return state_pages()[f"{kind_of(model)}.md"]


def test_the_rulebook_has_a_section_for_each_article(rulebook: str) -> None:
    assert re.findall(r"^## Art\. (\d+) ", rulebook, re.MULTILINE) == [str(number) for number in range(1, 21)]


def test_a_clause_leads_from_its_article_to_rule_figures_steps_and_tests(rulebook: str) -> None:
    (line,) = (line for line in rulebook.splitlines() if "[`carries_enough_credits`]" in line)
    clause, rule, strength, figures, steps, tests = line.strip("| ").split(" | ")
    assert clause == "6(2)"
    assert rule.startswith("[`carries_enough_credits`](../workflows/rules/plans.py)<br>The credits of ")
    assert strength == "in principle: 原则上控制在; waived by: Academic Affairs Office"
    assert figures == "minimum = 12<br>maximum = 16"
    assert steps == "Proposal.submit, Proposal.endorse, Proposal.accept, Proposal.establish"
    assert "[workflows/rules/test_plans.py](../tests/workflows/rules/test_plans.py): test_" in tests


def test_every_link_of_the_rulebook_leads_to_a_file_or_a_section(rulebook: str) -> None:
    targets = {target.partition("#") for target in re.findall(r"\]\(([^)]+)\)", rulebook)}
    assert {section for file, _, section in targets if not file and f'<a id="{section}">' not in rulebook} == set()
    assert {file for file, _, _ in targets if not (CHECKOUT / "docs" / file).exists()} == set()


def test_every_rule_of_the_code_is_listed_with_its_figures_and_facts(rulebook: str) -> None:
    rows = {line.split("`")[1]: line for line in rulebook.splitlines() if line.startswith("| `")}
    assert set(rows) == set(CATALOGUE)
    assert (
        "| `minimum`: a whole number, 1 to 60<br>`maximum`: a whole number, 1 to 60; may be left out |"
        in (rows["offers_enough_courses"])
    )
    assert "`or_degree`: `master` or `doctor`; may be left out" in rows["director_has_the_title"]
    assert "a list, each a whole number, 1 to 8" in rows["student_is_in_an_eligible_year"]
    assert "`minimum`: a decimal in quotes, more than 0 to 200" in rows["carries_enough_credits"]
    assert rows["a_place_is_left"].endswith("| places, taken | holds without a clause too; only mandatory |")
    assert rows["student_is_on_the_rolls"].endswith("| status, as_of | needs a question |")


def test_the_rulebook_is_the_same_in_whatever_language_the_process_runs(rulebook: str) -> None:
    with override("zh-hans"):
        assert page_of(rulebook_in_code(bound(own_tables()))) == rulebook
        in_chinese = state_pages()
    with override("en"):
        assert state_pages() == in_chinese


def test_no_page_tells_where_the_checkout_lies_or_which_line_a_rule_stands_in(rulebook: str) -> None:
    for text in (rulebook, *state_pages().values()):
        assert str(CHECKOUT) not in text
        assert not re.search(r"\.py:\d", text)
        assert text.endswith("\n")


@pytest.mark.parametrize("model", RECORDS)
def test_a_record_has_its_page(model: type[Record]) -> None:
    assert page(model).count("```mermaid\nstateDiagram-v2\n") == 1


@pytest.mark.parametrize("model", RECORDS)
def test_the_diagram_has_every_edge_with_its_step_and_duty(model: type[Record]) -> None:
    drawn = set(re.findall(r"^    (\w+) --> (\w+): (\w+)<br/>\(", page(model), re.MULTILINE))
    assert drawn == {(str(edge.source), str(edge.target), edge.name) for edge in transitions_of(model)}


@pytest.mark.parametrize("model", RECORDS)
def test_the_diagram_begins_at_the_initial_state_and_ends_where_no_step_leads_on(model: type[Record]) -> None:
    text = page(model)
    left = {str(edge.source) for edge in transitions_of(model)}
    states = {str(state) for state, _ in state_field(model).flatchoices}
    assert re.findall(r"\[\*\] --> (\w+)", text) == [state_field(model).default]
    assert set(re.findall(r"(\w+) --> \[\*\]", text)) == states - left


@pytest.mark.parametrize("model", RECORDS)
def test_every_step_is_listed_with_the_rules_that_guard_it(model: type[Record]) -> None:
    listed = dict(re.findall(r"^\| `(\w+)` \|.* \| ([^|]*) \|$", page(model), re.MULTILINE))
    for step in steps_of(model).values():
        assert re.findall(r"`(\w+)`", listed[step.name]) == [rule.name for rule in step.rules]


def states_of(model: type[Record]) -> dict[str, list[str]]:
    """Answer the labels in a record's table by state: for staff in both languages, for those outside in both."""
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", page(model).partition("| step |")[0], re.MULTILINE)
    return {state: labels.split(" | ") for state, labels in rows}


@pytest.mark.parametrize("model", RECORDS)
def test_every_state_is_listed_with_its_labels_for_those_inside_and_outside(model: type[Record]) -> None:
    states = states_of(model)
    assert list(states) == [str(state) for state, _ in state_field(model).flatchoices]
    assert all(len(labels) == 4 and all(labels) for labels in states.values())


def test_what_was_decided_is_shown_as_under_review_until_the_list_is_published() -> None:
    states = states_of(Application)
    hidden = {state for state, labels in states.items() if labels[2].startswith("under review;")}
    assert hidden == {state.value for state in Application.DECIDED}
    assert states["draft"][0] == states["draft"][2] == "draft"


def test_a_proposal_is_shown_to_nobody_outside() -> None:
    shown = {state: labels[2] for state, labels in states_of(Programme).items()}
    assert shown["proposed"] == "(not shown)"
    assert shown["revoked"] == "revoked"
