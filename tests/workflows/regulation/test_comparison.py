"""What a school reads before it puts a second edition in force."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from tests.workflows.regulation.editions import OWN, RIVERSIDE, bound, clause_in, own_tables, small_tables
from workflows.regulation.comparison import Difference, differences
from workflows.regulation.loader import Rulebook

KEYS = {"rule", "number", "articles", "clauses", "parameters"}
"""What leaves are found by; the figures of a clause are found in the rule's own type."""


def altered(part: BaseModel, prefix: str = "") -> Iterator[tuple[str, BaseModel]]:
    """Yield a part of an edition with each of its leaves altered in turn, after the leaf's path."""
    for name, value in part:
        if isinstance(value, BaseModel):
            within = altered(value, f"{prefix}{name}.")
            yield from ((path, part.model_copy(update={name: inner})) for path, inner in within)
        elif name not in KEYS:
            yield f"{prefix}{name}", part.model_copy(update={name: "otherwise"})


def alterations(own: Rulebook) -> Iterator[tuple[str, Rulebook]]:
    """Yield the rulebook with each leaf of its edition altered in turn, after the place where it is told."""
    for path, edition in altered(own.edition):
        yield path.removeprefix("calendar."), dataclasses.replace(own, edition=edition)
    for place, article in enumerate(own.edition.articles):
        for path, other in altered(article):
            articles = (*own.edition.articles[:place], other, *own.edition.articles[place + 1 :])
            edition = own.edition.model_copy(update={"articles": articles})
            yield f"article {article.number}.{path}", dataclasses.replace(own, edition=edition)
    for name in (clause.rule for clause in own.edition.clauses):
        clause = own.clauses[name]
        parts = [
            *((path, dataclasses.replace(clause, clause=other)) for path, other in altered(clause.clause)),
            *((path, dataclasses.replace(clause, parameters=other)) for path, other in altered(clause.parameters)),
        ]
        for path, bound_otherwise in parts:
            yield f"{name}.{path}", dataclasses.replace(own, clauses={**own.clauses, name: bound_otherwise})


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")  # no figure reads “otherwise”, and none need
@pytest.mark.parametrize("file", [OWN, RIVERSIDE], ids=lambda file: file.stem)
def test_whatever_is_altered_in_an_edition_is_told_at_its_place_and_nothing_else(file: Path) -> None:
    own = bound(tomllib.loads(file.read_text("utf-8")))
    found = {place: differences(own, other) for place, other in alterations(own)}
    assert {place: [(d.place, d.after) for d in told] for place, told in found.items()} == {
        place: [(place, "otherwise")] for place in found
    }
    languages = {"title", "tuition.statement", "article 1.subject"}
    assert {f"{place}.{language}" for place in languages for language in ("zh", "en")} <= found.keys()


def test_articles_that_come_and_go_are_told_in_both_languages() -> None:
    longer = own_tables()
    longer["article"].append({"number": 21, "subject": {"zh": "附则", "en": "Closing"}})
    assert differences(bound(own_tables()), bound(longer)) == [
        Difference("article 21.subject.zh", None, "附则"),
        Difference("article 21.subject.en", None, "Closing"),
    ]
    assert differences(bound(longer), bound(own_tables())) == [
        Difference("article 21.subject.zh", "附则", None),
        Difference("article 21.subject.en", "Closing", None),
    ]


def test_an_edition_does_not_differ_from_itself() -> None:
    assert differences(bound(own_tables()), bound(own_tables())) == []


def test_a_figure_that_is_written_out_does_not_differ_from_one_that_goes_without_saying() -> None:
    silent = own_tables()
    del clause_in(silent, "major_has_no_failed_course")["maximum"]
    assert differences(bound(own_tables()), bound(silent)) == []


def test_figures_that_change_come_and_go_are_told_with_both_values() -> None:
    before, after = bound(small_tables()), bound(small_tables(minimum=5, maximum=None))
    assert differences(before, after) == [
        Difference("offers_enough_courses.minimum", "6", "5"),
        Difference("offers_enough_courses.maximum", "7", None),
    ]
    assert differences(after, before)[1] == Difference("offers_enough_courses.maximum", None, "7")


def test_another_strength_is_told_with_its_wording_and_its_office() -> None:
    softer = small_tables(strength="in_principle", wording="原则上", waived_by="aao_officer")
    assert differences(bound(small_tables()), bound(softer)) == [
        Difference("offers_enough_courses.wording", "开设 6-7 门课程", "原则上"),
        Difference("offers_enough_courses.strength", "mandatory", "in_principle"),
        Difference("offers_enough_courses.waived_by", None, "aao_officer"),
    ]


def test_clauses_that_come_and_go_are_told_in_a_line_each() -> None:
    poorer = own_tables()
    poorer["clause"] = [clause for clause in poorer["clause"] if clause["rule"] != "class_ends_within_the_period"]
    gone = Difference("class_ends_within_the_period", "Art. 9, in_principle, maximum_months 12", None)
    assert differences(bound(own_tables()), bound(poorer)) == [gone]
    assert differences(bound(poorer), bound(own_tables())) == [Difference(gone.place, None, gone.before)]


def test_what_concerns_the_whole_comes_first() -> None:
    later = own_tables() | {"effective_from": "2027-09-01"}
    later["tuition"]["amount_per_credit"] = "160"
    later["article"][4]["subject"]["en"] = "Partners"
    clause_in(later, "title_is_no_major")["article"] = "4"
    assert [difference.place for difference in differences(bound(own_tables()), bound(later))] == [
        "effective_from",
        "tuition.amount_per_credit",
        "article 5.subject.en",
        "title_is_no_major.article",
    ]
