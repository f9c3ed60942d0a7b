"""Clauses find their rules, figures their ranges, sentences their facts; or the edition is refused with every fault."""

import pytest

from tests.workflows.regulation.editions import OWN, RIVERSIDE, bound, clause_in, faults_of, own_tables, small_tables
from workflows.regulation.loader import bind, read_edition
from workflows.regulation.strength import Strength
from workflows.regulation.verdict import Outcome
from workflows.rules import CATALOGUE
from workflows.rules.intakes import Places, a_place_is_left
from workflows.rules.plans import CourseCount, PlanFacts, carries_enough_credits, offers_enough_courses

PLACE = "clause 1 (offers_enough_courses)"


@pytest.mark.parametrize("path", [OWN, RIVERSIDE], ids=lambda path: path.stem)
def test_the_editions_bind(path) -> None:
    rulebook = bind(read_edition(path.read_text("utf-8")), CATALOGUE)
    for clause in rulebook.edition.clauses:
        assert rulebook.clauses[clause.rule].rule is CATALOGUE[clause.rule]


def test_a_figure_gets_the_type_that_the_rule_reads() -> None:
    clause = bound(small_tables()).clause_for(offers_enough_courses)
    assert clause is not None
    assert clause.parameters == CourseCount(minimum=6, maximum=7)


def test_a_rule_that_no_clause_binds_has_no_clause() -> None:
    assert bound(small_tables()).clause_for(carries_enough_credits) is None


def test_a_clause_asks_its_rule_with_its_figures() -> None:
    clause = bound(small_tables(minimum=2, maximum=None)).clause_for(offers_enough_courses)
    assert clause is not None
    assert clause.verdict_on(PlanFacts(2, 4, ())).outcome is Outcome.MET  # type: ignore[arg-type]


def test_an_unknown_rule_is_refused_with_the_one_that_was_meant() -> None:
    (fault,) = faults_of(small_tables(rule="offers_enough_course"))
    place, _, matter = fault.partition(": ")
    assert place == "clause 1 (offers_enough_course)"
    assert matter.startswith("no such rule; did you mean offers_enough_courses? The code has a_place_is_left, ")


def test_a_rule_that_resembles_none_is_refused_with_all_that_there_are() -> None:
    (fault,) = faults_of(small_tables(rule="zzz"))
    assert fault == f"clause 1 (zzz): no such rule; The code has {', '.join(sorted(CATALOGUE))}"


def test_an_unknown_figure_is_refused_with_the_figures_of_the_rule() -> None:
    assert faults_of(small_tables(minimun=6)) == [f"{PLACE}, minimun: unknown key; the keys here are minimum, maximum"]


def test_a_figure_for_a_rule_that_takes_none_is_refused() -> None:
    tables = own_tables()
    clause_in(tables, "title_is_no_major")["minimum"] = 1
    assert faults_of(tables) == ["clause 1 (title_is_no_major), minimum: unknown key; this rule takes no figures"]


def test_a_missing_figure_is_named() -> None:
    assert faults_of(small_tables(minimum=None)) == [f"{PLACE}, minimum: missing; add it"]


@pytest.mark.parametrize("minimum", [0, 61, -1, "6", 6.0, True, float("nan"), float("inf"), [], "六"])
def test_a_number_of_courses_is_a_whole_number_in_range(minimum: object) -> None:
    (fault,) = faults_of(small_tables(minimum=minimum))
    assert fault.startswith(f"{PLACE}, minimum: input should be")


@pytest.mark.parametrize("credits", ["NaN", "0", "-2", "200.5", "twelve", "12.25", float("nan"), True, "1e-9999"])
def test_a_sum_of_credits_is_a_decimal_in_range(credits: object) -> None:
    (fault,) = faults_of(
        small_tables(
            rule="carries_enough_credits",
            minimum=credits,
            maximum=None,
            statement={"zh": "{credits} 学分。", "en": "{credits} credits."},
        )
    )
    assert fault.startswith("clause 1 (carries_enough_credits), minimum: ")


def test_a_minimum_above_the_maximum_is_refused() -> None:
    assert faults_of(small_tables(minimum=8)) == [f"{PLACE}: maximum 7 is below minimum 8"]


def test_a_year_cannot_be_both_clear_and_unclear() -> None:
    tables = own_tables()
    clause_in(tables, "student_is_in_an_eligible_year")["unclear_years"] = [4, 5]
    assert faults_of(tables) == [
        (
            "clause 24 (student_is_in_an_eligible_year): "
            "years [4] are both in bachelor_years and in unclear_years; keep them in one"
        )
    ]


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("{course} 门", "{course} is no fact that the rule gives; it gives courses, minimum, maximum"),
        ("{} 门", "{} is no fact that the rule gives; it gives courses, minimum, maximum"),
        ("{0} 门", "{0} is no fact that the rule gives; it gives courses, minimum, maximum"),
        ("{courses.real} 门", "{courses.real} is no fact that the rule gives; it gives courses, minimum, maximum"),
        ("{courses[0]} 门", "{courses[0]} is no fact that the rule gives; it gives courses, minimum, maximum"),
        ("{courses:>10} 门", "{courses} stands alone in its braces; remove what follows the name"),
        ("{courses!r} 门", "{courses} stands alone in its braces; remove what follows the name"),
        ("{courses 门", "braces do not pair: expected '}' before end of string"),
        ("courses} 门", "braces do not pair: Single '}' encountered in format string"),
    ],
)
def test_a_sentence_mentions_facts_of_its_rule_and_nothing_else(sentence: str, fault: str) -> None:
    assert faults_of(small_tables(statement={"zh": sentence, "en": "Courses."})) == [f"{PLACE}, statement.zh: {fault}"]


def test_the_remedy_and_the_question_are_read_too() -> None:
    words = {"zh": "{x}", "en": "{y}"}
    places = [fault.partition(":")[0] for fault in faults_of(small_tables(remedy=words, question=words))]
    assert places == [f"{PLACE}, {place}" for place in ("remedy.zh", "remedy.en", "question.zh", "question.en")]


def test_what_is_left_to_confirm_is_a_figure_of_the_rule() -> None:
    assert faults_of(small_tables(to_confirm=["minimum", "wording"])) == [
        f"{PLACE}, to_confirm: wording is no figure of this rule; it has minimum, maximum"
    ]


def test_a_rule_that_may_not_be_able_to_tell_needs_its_question() -> None:
    tables = own_tables()
    del clause_in(tables, "student_is_on_the_rolls")["question"]
    assert faults_of(tables) == [
        (
            "clause 23 (student_is_on_the_rolls), question: "
            "missing; this rule may find that it cannot tell, and somebody must be asked: add zh and en"
        )
    ]


@pytest.mark.parametrize(
    ("strength", "wording", "office"),
    [("in_principle", "原则上", "aao_officer"), ("usual", "一般", None), ("may", "可", None)],
)
def test_a_rule_without_which_the_portal_is_not_sound_cannot_be_softened(strength, wording, office) -> None:
    tables = own_tables()
    clause = clause_in(tables, "a_place_is_left")
    clause |= {"strength": strength, "wording": wording} | ({"waived_by": office} if office else {})
    assert faults_of(tables) == [
        (
            "clause 14 (a_place_is_left), strength: "
            "the portal is not sound without this rule; it must be mandatory, or remove the clause"
        )
    ]


def test_such_a_rule_holds_where_an_edition_is_silent_on_it_and_cites_no_article() -> None:
    clause = bound(small_tables()).clause_for(a_place_is_left)
    assert clause is not None
    assert (clause.clause.article, clause.clause.strength) == ("", Strength.MANDATORY)
    assert clause.verdict_on(Places(places=30, taken=30)).outcome is Outcome.NOT_MET


def test_the_edition_words_such_a_rule_where_it_speaks_of_it() -> None:
    clause = bound(own_tables()).clause_for(a_place_is_left)
    assert clause is not None
    assert clause.clause.article == "6(4)"


def test_all_faults_of_all_clauses_come_at_once() -> None:
    tables = own_tables()
    clause_in(tables, "title_is_no_major")["rule"] = "title_is_free"
    clause_in(tables, "offers_enough_courses")["minimum"] = 0
    clause_in(tables, "major_has_no_failed_course")["statement"] = {"zh": "{x}", "en": "Failed."}
    places = [fault.partition(":")[0] for fault in faults_of(tables)]
    assert places == [
        "clause 1 (title_is_free)",
        "clause 6 (offers_enough_courses), minimum",
        "clause 28 (major_has_no_failed_course), statement.zh",
    ]
