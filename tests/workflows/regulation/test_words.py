"""Figures in words: every one has a name in both languages, and says its values as a reader would."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

import pytest

from workflows.regulation.edition import OpenFigure, own_figure
from workflows.regulation.words import AT_LEAST, COURSES, Figure, Words, figure_of
from workflows.rules import CATALOGUE

DECLARED = [
    pytest.param(rule.parameters_type, name, id=f"{rule.name}.{name}")
    for rule in CATALOGUE.values()
    for name in rule.parameters_type.model_fields
]


@pytest.mark.parametrize(("parameters", "name"), DECLARED)
def test_every_figure_of_every_rule_has_a_name_in_both_languages(parameters, name):
    label = figure_of(parameters, name).label
    assert label.zh != label.en
    assert label.en.isascii()


@pytest.mark.parametrize("name", [*get_args(OpenFigure), "tuition.amount_per_credit", "tuition.effective_from"])
def test_every_figure_that_is_the_editions_own_has_a_name(name):
    label = own_figure(name).label
    assert label.zh != label.en


@pytest.mark.parametrize(("parameters", "name"), DECLARED)
def test_every_code_that_a_figure_may_be_is_said_in_words(parameters, name):
    schema = parameters.model_json_schema()
    known = schema.get("$defs", {})
    figure = schema["properties"][name]
    parts = [figure, *figure.get("anyOf", [])]
    parts += [known[part["$ref"].rpartition("/")[2]] for part in parts if "$ref" in part]
    codes = {code for part in parts for code in part.get("enum", ())}
    assert codes <= figure_of(parameters, name).terms.keys()


def test_a_figure_is_counted_in_its_unit():
    figure = Figure(AT_LEAST, COURSES)
    assert [figure.said(value, "en") for value in (1, 6, "12.0", Decimal(10), None)] == [
        "1 course",
        "6 courses",
        "12 courses",
        "10 courses",
        "—",
    ]
    assert figure.said(6, "zh-hans") == "6 门课程"


def test_a_list_is_told_as_an_enumeration_in_the_readers_language():
    figure = Figure(Words(zh="年级", en="years"))
    assert (figure.said([2, 3], "zh-hans"), figure.said([2, 3], "en")) == ("2、3", "2, 3")


def test_a_figure_without_words_is_told_to_whoever_declares_it():
    with pytest.raises(LookupError, match="annotate it with Figure"):
        figure_of(Words, "zh")
