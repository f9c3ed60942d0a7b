"""What holds of every rule of the code, whichever it is."""

import ast
import inspect
import re

import pytest

from workflows.regulation.rule import Rule, Unsaid
from workflows.rules import CATALOGUE

RULES = [pytest.param(rule, id=rule.name) for rule in CATALOGUE.values()]
UNSAID = [pytest.param(rule, rule.unless_said, id=rule.name) for rule in CATALOGUE.values() if rule.unless_said]


def verdicts_in(rule: Rule) -> list[tuple[str, list[str]]]:
    """Answer the verdicts that a rule's function gives, as its source says: by whose name, with which facts."""
    nodes = list(ast.walk(ast.parse(inspect.getsource(rule.ask))))
    tables: dict[str, ast.Dict] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict() as table):
                tables[name] = table
    return [
        (node.func.id, [name for keyword in node.keywords for name in names_in(keyword, tables)])
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"met_if", "cannot_tell"}
    ]


def names_in(keyword: ast.keyword, tables: dict[str, ast.Dict]) -> list[str]:
    """Answer the names of facts that a keyword gives: its own, or those of the table after two stars."""
    if keyword.arg is not None:
        return [keyword.arg]
    return [ast.literal_eval(key) for key in tables[ast.unparse(keyword.value)].keys if key is not None]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_named_as_the_sentence_that_is_true_when_it_holds(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)+", rule.name)
    assert not re.match(r"(check|validate|can|is|has|verify|ensure)_", rule.name)
    assert rule.sentence.endswith(".")


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_may_ask_back_exactly_where_its_function_says_that_it_cannot_tell(rule: Rule) -> None:
    assert rule.asks_back is ("cannot_tell" in {name for name, _ in verdicts_in(rule)})


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_gives_with_every_verdict_the_facts_that_it_declares_and_no_other(rule: Rule) -> None:
    verdicts = verdicts_in(rule)
    assert verdicts
    for _, given in verdicts:
        assert sorted(given) == sorted(rule.facts)


@pytest.mark.parametrize(("rule", "unsaid"), UNSAID)
def test_the_words_of_a_rule_without_an_article_mention_only_its_facts(rule: Rule, unsaid: Unsaid) -> None:
    for words in (unsaid.statement, unsaid.remedy):
        for sentence in (words.zh, words.en):
            assert set(re.findall(r"{(\w+)}", sentence)) <= set(rule.facts)


@pytest.mark.parametrize(("rule", "unsaid"), UNSAID)
def test_a_rule_that_holds_without_an_article_needs_no_figures(rule: Rule, unsaid: Unsaid) -> None:
    assert rule.parameters_type.model_fields == {}
