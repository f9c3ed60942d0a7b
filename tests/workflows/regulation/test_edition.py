"""What a file must be to be an edition; every fault names its place and what would mend it."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tests.workflows.regulation.editions import OWN, bound, clause_in, faults_of, own_tables, small_tables
from workflows.regulation.decisions import open_decisions
from workflows.regulation.faults import RulebookRefused
from workflows.regulation.loader import digest_of, edition_of, read_edition


def test_the_schools_own_edition_is_read() -> None:
    edition = read_edition(OWN.read_text("utf-8"))
    assert (edition.document_number, edition.effective_from) == ("长工大人信校〔2025〕62号", dt.date(2025, 9, 1))
    assert [article.number for article in edition.articles] == list(range(1, 21))


def test_what_is_no_toml_is_refused_with_the_line() -> None:
    with pytest.raises(RulebookRefused, match=r"not valid TOML: .*line 2"):
        read_edition("a = 1\nb = = 2")


@pytest.mark.parametrize("text", ["a = " + "9" * 5000, "a = " + "[" * 5000, "a = 2025-02-30", "\x00", "﻿a = 1"])
def test_what_no_parser_can_bear_is_refused_and_breaks_nothing(text: str) -> None:
    with pytest.raises(RulebookRefused, match="not valid TOML"):
        read_edition(text)


def test_an_empty_file_misses_everything_at_once() -> None:
    assert faults_of({}) == [
        "document_number: missing; add it",
        "title: missing; add it",
        "effective_from: missing; add it",
        "tuition: missing; add it",
        "edition: there is no article; add [[article]] for each",
        "edition: there is no clause, so that anything would be allowed; add [[clause]] for each rule",
    ]


def test_an_edition_without_articles_and_clauses_would_allow_anything_and_is_refused() -> None:
    assert faults_of(small_tables() | {"article": [], "clause": []}) == [
        "edition: there is no article; add [[article]] for each",
        "edition: tuition cites article 1, which is not listed; add the article or correct the number",
        "edition: there is no clause, so that anything would be allowed; add [[clause]] for each rule",
    ]


def test_an_unknown_key_is_refused_with_the_keys_that_there_are() -> None:
    tables = small_tables() | {"efective_from": "2026-01-01"}
    assert faults_of(tables) == [
        (
            "efective_from: unknown key; the keys here are "
            "document_number, title, effective_from, to_confirm, calendar, tuition, pass_mark, article, clause, assumption, light, criterion"
        )
    ]


def test_an_unknown_key_deep_inside_is_refused_with_its_path() -> None:
    tables = small_tables()
    tables["article"][0]["subject"]["fr"] = "Le plan"
    assert faults_of(tables) == ["article 1, subject.fr: unknown key; the keys here are zh, en"]


@pytest.mark.parametrize(("plural", "singular"), [("clauses", "clause"), ("articles", "article")])
def test_a_list_under_the_plural_is_not_overlooked(plural: str, singular: str) -> None:
    tables = small_tables() | {plural: []}
    assert faults_of(tables) == [f"{plural}: unknown key; write [[{singular}]]"]


@pytest.mark.parametrize("wrong", [5, "x", {"rule": "x"}, True])
def test_a_table_where_a_list_of_tables_should_be_is_refused(wrong: object) -> None:
    (fault,) = faults_of(small_tables() | {"clause": wrong})
    assert fault.startswith("clause: input should be a valid tuple")


def test_what_is_no_table_among_the_clauses_is_refused_by_its_number() -> None:
    tables = small_tables()
    tables["clause"].append("offers_enough_courses")
    (fault,) = faults_of(tables)
    assert fault.startswith("clause 2: input should be a valid dictionary")


def test_a_missing_article_is_named() -> None:
    tables = own_tables()
    del tables["article"][12]
    assert faults_of(tables) == [
        "edition: articles stand in their order from 1 on, none missing, none twice; missing: [13], twice: none",
        "edition: assumption cites article 13, which is not listed; add the article or correct the number",
    ]


def test_an_article_that_stands_twice_is_named() -> None:
    tables = small_tables()
    tables["article"] *= 2
    assert faults_of(tables) == [
        "edition: articles stand in their order from 1 on, none missing, none twice; missing: none, twice: [1]"
    ]


def test_a_clause_of_an_article_that_is_not_there_is_named_with_it() -> None:
    assert faults_of(small_tables(article="3(1)")) == [
        "edition: offers_enough_courses cites article 3, which is not listed; add the article or correct the number"
    ]


def test_tuition_of_an_article_that_is_not_there_is_named_too() -> None:
    tables = small_tables()
    tables["tuition"]["article"] = "17"
    assert faults_of(tables) == [
        "edition: tuition cites article 17, which is not listed; add the article or correct the number"
    ]


def test_a_rule_that_is_bound_twice_is_named() -> None:
    tables = small_tables()
    tables["clause"] *= 2
    assert faults_of(tables) == ["edition: one clause per rule; bound twice: offers_enough_courses"]


def test_a_clause_of_an_article_that_says_it_has_none_is_refused() -> None:
    tables = small_tables()
    tables["article"][0]["not_executable"] = {"zh": "无可执行内容。", "en": "Nothing to execute."}
    assert faults_of(tables) == [
        (
            "edition: offers_enough_courses is bound to article 1, which says not_executable; "
            "remove not_executable or correct the number"
        )
    ]


@pytest.mark.parametrize("article", ["", "0", "12.1", "12(0)", "12(一)", "Art. 12", "１２", "123", "12(1)\n"])
def test_an_article_is_written_as_12_or_12_1(article: str) -> None:
    assert faults_of(small_tables(article=article)) == [
        f"clause 1 (offers_enough_courses), article: write it as 12 or 12(1), not {article!r}"
    ]


def test_a_strength_that_the_wording_does_not_have_is_refused() -> None:
    assert faults_of(small_tables(wording="原则上 6-7 门")) == [
        (
            "clause 1 (offers_enough_courses): the wording “原则上 6-7 门” reads as in_principle, not as mandatory; "
            "correct the strength, or quote the characters that decide it"
        )
    ]


def test_a_strength_that_does_not_exist_is_refused() -> None:
    (fault,) = faults_of(small_tables(strength="soft"))
    assert fault == (
        "clause 1 (offers_enough_courses), strength: "
        "input should be 'mandatory', 'in_principle', 'usual' or 'may', not 'soft'"
    )


@pytest.mark.parametrize(
    "clause",
    [
        {"waived_by": "aao_officer"},
        {"strength": "in_principle", "wording": "原则上"},
        {"strength": "usual", "wording": "一般", "waived_by": "aao_officer"},
    ],
)
def test_an_office_for_waivers_stands_where_a_clause_binds_in_principle_and_nowhere_else(clause) -> None:
    assert faults_of(small_tables(**clause)) == [
        (
            "clause 1 (offers_enough_courses): "
            "waived_by stands where the strength is in_principle, and nowhere else; add or remove it"
        )
    ]


def test_a_sentence_in_one_language_misses_the_other() -> None:
    assert faults_of(small_tables(remedy={"zh": "请增减课程。"})) == [
        "clause 1 (offers_enough_courses), remedy.en: missing; add it"
    ]


def test_a_blank_sentence_is_no_sentence() -> None:
    (fault,) = faults_of(small_tables(remedy={"zh": "  ", "en": "Change."}))
    assert fault.startswith("clause 1 (offers_enough_courses), remedy.zh: string should have at least 1 character")


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-1", "abc", "1.234", float("nan"), "1e9", True])
def test_a_fee_is_an_amount_of_money(amount: object) -> None:
    tables = small_tables()
    tables["tuition"]["amount_per_credit"] = amount
    (fault,) = faults_of(tables)
    assert fault.startswith("tuition.amount_per_credit: ")


def test_a_figure_outside_the_clauses_can_be_left_to_confirm_and_no_other() -> None:
    assert edition_of(small_tables() | {"to_confirm": ["effective_from"]}).to_confirm == ("effective_from",)
    (fault,) = faults_of(small_tables() | {"to_confirm": ["title"]})
    assert fault.startswith("to_confirm.0: input should be 'effective_from'")


def test_the_fee_of_a_plan_is_exact_to_the_fen() -> None:
    tuition = bound(small_tables()).edition.tuition.model_copy(update={"amount_per_credit": Decimal("33.33")})
    assert tuition.for_credits(Decimal("12.5")) == Decimal("416.62")


def test_the_digest_is_that_of_the_law_and_not_of_the_layout() -> None:
    tables = small_tables()
    moved = dict(reversed(list(tables.items()))) | {"calendar": {"academic_year_starts": "09-01"}}
    assert digest_of(edition_of(moved)) == digest_of(edition_of(tables))


@pytest.mark.parametrize("clause", [{"minimum": 5}, {"wording": "开设六门"}, {"maximum": None}])
def test_another_figure_or_wording_is_another_digest(clause) -> None:
    assert digest_of(edition_of(small_tables(**clause))) != digest_of(edition_of(small_tables()))


def test_what_the_database_keeps_is_the_edition_again() -> None:
    edition = read_edition(OWN.read_text("utf-8"))
    kept = type(edition).model_validate(edition.model_dump(mode="json"))
    assert digest_of(kept) == digest_of(edition)


def test_nothing_of_an_edition_can_be_changed() -> None:
    edition = edition_of(small_tables())
    with pytest.raises(ValueError, match="frozen"):
        edition.clauses[0].wording = "可"  # type: ignore[misc]


@pytest.mark.parametrize("day", ["0001-01-01", "1949-09-30", "2201-01-01", "9999-12-31"])
@pytest.mark.parametrize("table", ["", "tuition"])
def test_a_day_that_was_mistyped_is_refused(day: str, table: str) -> None:
    tables = small_tables()
    (tables[table] if table else tables)["effective_from"] = dt.date.fromisoformat(day)
    place = f"{table}.effective_from".removeprefix(".")
    assert faults_of(tables) == [f"{place}: the day {day} is not between 1949-10-01 and 2200-12-31; correct the year"]


def test_faults_of_every_kind_come_at_once() -> None:
    tables = own_tables()
    tables["pass_mark"] = 0
    tables["article"].pop()
    clause_in(tables, "offers_enough_courses")["minimum"] = 0
    clause_in(tables, "carries_enough_credits").update(strength="soft", minimum=0)
    clause_in(tables, "title_is_no_major")["rule"] = "title_is_no_majr"
    clause_in(tables, "intake_is_open")["remedy"]["en"] = "{nothing}"
    del tables["article"][12]
    assert [fault.partition(": ")[0] for fault in faults_of(tables)] == [
        "pass_mark",
        "clause 7 (carries_enough_credits), strength",
        "edition",
        "clause 1 (title_is_no_majr)",
        "clause 6 (offers_enough_courses), minimum",
        "clause 7 (carries_enough_credits), minimum",
        "clause 19 (intake_is_open), remedy.en",
    ]


def test_a_fault_is_told_in_whatever_language_it_is_shown_in() -> None:
    words = {
        "%(place)s: %(matter)s": "%(place)s：%(matter)s",
        "%(place)s, %(key)s": "%(place)s，%(key)s",
        "clause %(position)s (%(rule)s)": "第 %(position)s 个 clause（%(rule)s）",
        "input should be %(choices)s, not %(value)s": "应为%(choices)s，而不是%(value)s",
        "%(others)s or %(last)s": "%(others)s或%(last)s",
    }
    with pytest.raises(RulebookRefused) as refused:
        edition_of(small_tables(strength="soft"))
    (fault,) = refused.value.faults

    assert fault.in_words(lambda text: words.get(text, text)) == (
        "第 1 个 clause（offers_enough_courses），strength："
        "应为'mandatory', 'in_principle', 'usual'或'may'，而不是'soft'"
    )


def test_all_faults_come_at_once() -> None:
    tables = own_tables()
    clause_in(tables, "offers_enough_courses")["strength"] = "soft"
    clause_in(tables, "intake_is_open")["article"] = "x"
    del tables["tuition"]["wording"]
    places = [fault.partition(":")[0] for fault in faults_of(tables)]
    assert places == [
        "tuition.wording",
        "clause 6 (offers_enough_courses), strength",
        "clause 19 (intake_is_open), article",
    ]


def test_what_the_schools_own_edition_leaves_open_is_listed_with_what_is_assumed() -> None:
    decisions = open_decisions(bound(own_tables()))
    figures = [decision.figure for decision in decisions if decision.subject is None]
    assumed = [decision.article for decision in decisions if decision.subject]

    assert figures == [
        "effective_from", "pass_mark", "annual_reports_open", "annual_reports_due", "experts", "in_favour", "out_of", "unclear_years", "counts",
    ]  # fmt: skip
    assert assumed == ["8", "11", "12(1)", "13(3)", "14", "16", "17", "17", "17", "18"]


def test_an_assumption_of_an_article_that_is_not_there_is_named() -> None:
    said = {"zh": "是否", "en": "whether"}
    tables = small_tables() | {"assumption": [{"article": "3", "subject": said, "assumed": {"zh": "否"}}]}
    assert faults_of(tables) == ["assumption 1, assumed.en: missing; add it"]
    tables["assumption"][0]["assumed"] = {"zh": "否", "en": "no"}
    assert faults_of(tables) == [
        "edition: assumption cites article 3, which is not listed; add the article or correct the number"
    ]


def criterion(key: str, **other: Any) -> dict[str, Any]:
    return {"key": key, "article": "1", "label": {"zh": "定位", "en": "aims"}} | other


@pytest.mark.parametrize(
    ("criteria", "fault"),
    [
        ([criterion("aims"), criterion("aims")], "edition: each criterion has a key of its own; twice: aims"),
        ([criterion("remarks")], "edition: remarks is asked of experts already; give the criterion another key"),
        ([criterion("Aims")], "criterion 1, key: write it as small_letters, not 'Aims'"),
        ([criterion("aims", article="9")], "edition: criterion cites article 9, which is not listed"),
        ([criterion("aims", label={"zh": "定位"})], "criterion 1, label.en: missing; add it"),
    ],
)
def test_a_faulty_rubric_is_named(criteria: list[dict[str, Any]], fault: str) -> None:
    tables = small_tables()
    article = str(tables["article"][0]["number"])
    rows = [row | ({} if row["article"] == "9" else {"article": article}) for row in criteria]
    (found,) = faults_of(tables | {"criterion": rows})
    assert found.startswith(fault)
