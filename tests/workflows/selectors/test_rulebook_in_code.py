"""An edition article by article, as the code carries it out."""

from pathlib import Path

import pytest

from tests.workflows.regulation.editions import CHECKOUT, RIVERSIDE, bound, clause_in, own_tables
from workflows.regulation.loader import bind, read_edition
from workflows.rules import CATALOGUE
from workflows.selectors.rulebook_in_code import (
    ArticleInCode,
    ClauseInCode,
    Coverage,
    RulebookInCode,
    all_duties,
    rulebook_in_code,
)


@pytest.fixture(scope="module")
def own() -> RulebookInCode:
    """Answer the rulebook of the school's own edition."""
    return rulebook_in_code(bound(own_tables()))


@pytest.fixture(scope="module")
def riverside() -> RulebookInCode:
    """Answer the rulebook of another university's edition."""
    return rulebook_in_code(bind(read_edition(RIVERSIDE.read_text("utf-8")), CATALOGUE))


def article(book: RulebookInCode, number: int) -> ArticleInCode:
    """Answer one article."""
    return book.articles[number - 1]


def clause(book: RulebookInCode, rule: str) -> ClauseInCode:
    """Answer the clause of a rule."""
    return next(shown for part in book.articles for shown in part.clauses if shown.rule.name == rule)


def test_the_twenty_articles_stand_in_their_order(own: RulebookInCode) -> None:
    assert [shown.article.number for shown in own.articles] == list(range(1, 21))


@pytest.mark.parametrize(
    ("number", "coverage"),
    [
        (1, Coverage.NOT_EXECUTABLE),
        (3, Coverage.BUILT),
        (12, Coverage.PARTLY),
        (13, Coverage.UNBUILT),
        (17, Coverage.PARTLY),
        (20, Coverage.BUILT),
    ],
)
def test_an_article_says_how_much_of_it_is_built(own: RulebookInCode, number: int, coverage: Coverage) -> None:
    assert article(own, number).coverage is coverage


def test_every_clause_points_to_the_line_on_which_its_rule_begins(own: RulebookInCode) -> None:
    for shown in (c for part in own.articles for c in part.clauses):
        line = (CHECKOUT / shown.file).read_text("utf-8").splitlines()[shown.line - 1]
        assert line.startswith(f"def {shown.rule.name}(")


def test_a_clause_shows_its_figures_and_not_those_that_are_not_set(
    own: RulebookInCode, riverside: RulebookInCode
) -> None:
    assert clause(own, "carries_enough_credits").figures == {"minimum": "12", "maximum": "16"}
    assert clause(riverside, "carries_enough_credits").figures == {"minimum": "8"}
    assert clause(own, "title_is_no_major").figures == {}


def test_a_clause_shows_the_steps_that_its_rule_guards(own: RulebookInCode) -> None:
    assert [step.name for step in clause(own, "a_place_is_left").steps] == ["Application.admit"]
    assert "Application.submit" in [step.name for step in clause(own, "major_has_no_failed_course").steps]


def test_every_clause_of_the_schools_own_edition_is_proved_by_a_test(own: RulebookInCode) -> None:
    assert [c.rule.name for part in own.articles for c in part.clauses if not c.tests] == []


def test_the_tests_that_prove_a_clause_are_named_by_their_file(own: RulebookInCode) -> None:
    tests = clause(own, "class_ends_within_the_period").tests
    name = "test_a_period_in_months_ends_on_the_same_day_or_on_the_months_last"
    assert f"tests/workflows/rules/test_intakes.py::{name}" in tests


def test_a_duty_stands_under_its_article_with_its_steps(own: RulebookInCode) -> None:
    duties = {shown.duty.name: [step.name for step in shown.steps] for shown in article(own, 12).duties}
    assert duties["the_student"] == ["Application.submit", "Application.withdraw"]


def test_every_duty_stands_under_some_article(own: RulebookInCode) -> None:
    shown = [duty.duty.name for part in own.articles for duty in part.duties]
    assert sorted(shown) == [duty.name for duty in all_duties()]


def test_a_constraint_stands_under_the_article_that_its_name_bears(own: RulebookInCode) -> None:
    held = {shown.name: (shown.article, shown.record) for shown in article(own, 12).constraints}
    assert held["art12_1_one_in_progress"] == ("12(1)", "Application")
    assert held["art12_one_application_per_intake"] == ("12", "Application")


def test_the_tuition_stands_under_its_article(own: RulebookInCode, riverside: RulebookInCode) -> None:
    assert [part.article.number for part in own.articles if part.tuition] == [17]
    assert [part.article.number for part in riverside.articles if part.tuition] == [6]


def test_another_document_shows_its_clauses_and_none_of_the_articles_that_the_code_cites(
    riverside: RulebookInCode,
) -> None:
    assert not riverside.is_cited
    assert clause(riverside, "offers_enough_courses").clause.article == "2(1)"
    for part in riverside.articles:
        assert (part.duties, part.constraints, part.unbuilt) == ((), (), ())


def test_an_article_of_another_document_to_which_nothing_is_bound_says_so() -> None:
    tables = own_tables() | {"document_number": "别的文件"}
    standings = [part.coverage for part in rulebook_in_code(bound(tables)).articles]
    assert (standings[12], standings[5]) == (Coverage.UNBOUND, Coverage.BUILT)


def test_an_article_loses_its_clause_where_the_edition_leaves_it_out() -> None:
    tables = own_tables()
    tables["clause"].remove(clause_in(tables, "title_is_no_major"))
    assert article(rulebook_in_code(bound(tables)), 3).coverage is Coverage.UNBOUND


def test_an_installed_portal_says_that_it_is_without_its_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.selectors.rulebook_in_code.folder_of_tests", lambda: None)
    book = rulebook_in_code(bound(own_tables()))
    assert not book.has_tests
    assert clause(book, "title_is_no_major").tests == ()


def test_nothing_in_a_lawbook_depends_on_where_the_checkout_lies(own: RulebookInCode) -> None:
    for shown in (c for part in own.articles for c in part.clauses):
        assert not Path(shown.file).is_absolute()
