"""The portal's executor answers what graphql-core's own answers: the same data, the same errors at the same places."""

from __future__ import annotations

import json
from typing import Any

import pytest
from graphql import ExecutionContext, ExecutionResult, execute_sync, parse, validate
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.executor import Executor
from tests.gateway.faulty import COMPOSITES, LEAVES, SHAPES, Gives, schema

PARTS = {
    "everything a plain field can give": "{ %s }"
    % " ".join(f"plain_{kind}_{shape}_{gives}" for kind in LEAVES for shape in ("one", "many", "grid") for gives in Gives),
    "two lists with the same bad item": "{ thing_one { plain_number_many_BAD plain_tone_many_BAD } }",
    "a list of scalars in a list": "{ thing_many { name plain_number_gridMust_BAD plain_number_many_HOLE } }",
    "null where null may not be": "{ thing_one { thing_must { thing_must { number_must(give: NOTHING) name } } name } }",
    "null at the root": "{ name number_must(give: NOTHING) }",
    "null in lists that have none": "{ thing_manyMust { tone_mustManyMust(give: HOLE) } named_one { name } }",
    "several fields null at once": "{ thing_one { number_must(give: RAISES) tone_must(give: BAD) name } }",
    "a kind of its own for each": "{ being_many { __typename ... on Bird { song } ... on Thing { name } } }",
    "an interface": "{ named_many { __typename name ...words } } fragment words on Bird { song(how: \"laut\") }",
    "no such kind": "{ being_one(give: BAD) { __typename } named_many(give: NO_VALUE) { name } }",
    "not what it says": "{ thing_many(give: BAD) { name } thing_must(give: NO_VALUE) { name } }",
    "aliases": "{ a: number_one b: number_one(give: BAD) c: thing_one { d: name e: name } }",
    "the same field twice": "{ thing_one { name } thing_one { song name } }",
    "arguments that are spoiled": '{ thing_many { echo(bound: {words: ["ein"]}) a: echo } }',
    "introspection": "{ __schema { types { name fields { name type { name ofType { name } } } } } __typename }",
}  # fmt: skip
VARIABLES = """
query ($give: Give = BAD, $yes: Boolean!, $no: Boolean = false, $n: Int = 1) {
  number_many(give: $give)
  thing_many @include(if: $yes) { name @skip(if: $yes) song @include(if: $no) needs(n: $n) number_one(give: $give) }
  ... @skip(if: $no) { tone_one(give: $give) }
}
"""


class Recorded(list[int]):
    """What mutations have added, in their order."""


def executed(by: type[ExecutionContext], text: str, variables: dict[str, Any]) -> tuple[str, list[Any], list[int]]:
    """Answer the data in their order, the errors, and what was added."""
    added = Recorded()
    result = execute_sync(
        schema, parse(text), context_value=added, variable_values=variables, execution_context_class=by
    )
    assert isinstance(result, ExecutionResult)
    errors = [(error.formatted, type(error.original_error)) for error in result.errors or ()]
    return json.dumps(result.data), errors, list(added)


def assert_same(text: str, **variables: Any) -> None:
    """Let both execute a valid document, and compare."""
    assert validate(schema, parse(text)) == []
    assert executed(Executor, text, variables) == executed(ExecutionContext, text, variables)


@pytest.mark.parametrize("about", PARTS)
def test_both_answer_the_same(about: str):
    assert_same(PARTS[about])


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", LEAVES)
def test_whatever_a_plain_field_gives_goes_wrong_in_the_same_way(kind: str, shape: str):
    for gives in Gives:
        assert_same(f"{{ thing_many {{ name plain_{kind}_{shape}_{gives} }} plain_{kind}_{shape}_{gives} }}")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", [*LEAVES, *COMPOSITES])
def test_whatever_a_resolver_gives_goes_wrong_in_the_same_way(kind: str, shape: str):
    for gives in Gives:
        asked = f"{kind}_{shape}(give: {gives}) {'' if kind in LEAVES else '{ __typename }'}"
        assert_same(f"{{ a: thing_one {{ thing_many {{ name {asked} }} }} {asked} }}")


def test_a_bad_item_of_a_list_of_scalars_has_its_own_place():
    _, errors, _ = executed(Executor, "{ a: thing_one { ns: plain_number_many_BAD } }", {})

    assert [error["path"] for error, _ in errors] == [["a", "ns", 1], ["a", "ns", 3]]


@pytest.mark.parametrize("variables", [{"yes": True}, {"yes": False, "n": 3}, {"yes": True, "no": True, "give": "GOOD", "n": 3}, {}])  # fmt: skip
def test_variables_and_directives_choose_the_same(variables: dict[str, Any]):
    assert_same(VARIABLES, **variables)


def test_mutations_happen_one_after_the_other_and_what_failed_leaves_the_rest():
    assert_same("mutation { a: add(n: 1) thing { name } b: add(n: -1) c: add(n: 2) d: mustAdd(n: 3) }")
    assert executed(Executor, "mutation { a: add(n: 1) b: add(n: -1) c: add(n: 2) }", {})[2] == [1, 2]


def test_a_mutation_that_must_not_fail_and_does_ends_the_others():
    assert_same("mutation { a: add(n: 1) b: mustAdd(n: -1) c: add(n: 2) }")
    assert executed(Executor, "mutation { a: add(n: 1) b: mustAdd(n: -1) c: add(n: 2) }", {})[2] == [1]


def leaf() -> st.SearchStrategy[str]:
    asked = st.tuples(st.sampled_from(LEAVES), st.sampled_from(list(SHAPES)), st.sampled_from(list(Gives)), directive())
    plain = asked.map(lambda one: f"plain_{one[0]}_{one[1]}_{one[2]} {one[3]}")
    named = asked.map(lambda one: f"{one[0]}_{one[1]}_{one[2]}: {one[0]}_{one[1]}(give: {one[2]}) {one[3]}")
    variable = asked.map(lambda one: f"v_{one[0]}_{one[1]}: {one[0]}_{one[1]}(give: $give)")
    return st.one_of(plain, named, variable, st.sampled_from(["name", "song", "__typename", "needs(n: $n)"]))


def directive() -> st.SearchStrategy[str]:
    return st.sampled_from(["", "", "", "@skip(if: $yes)", "@include(if: $yes)", "@skip(if: false)"])


def selection(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Answer fields with selections of their own, alone or in fragments."""
    parts = st.lists(inner, min_size=1, max_size=4).map(" ".join)
    head = st.tuples(
        st.sampled_from(COMPOSITES), st.sampled_from(list(SHAPES)), st.sampled_from(list(Gives)), directive()
    )
    return st.tuples(head, parts, parts).map(lambda drawn: _field(*drawn[0], *drawn[1:]))


def _field(kind: str, shape: str, gives: str, directive: str, one: str, other: str) -> str:
    head = f"{kind}_{shape}_{gives}: {kind}_{shape}(give: {gives}) {directive}"
    if kind == "thing":
        return f"{head} {{ {one} ... @include(if: $yes) {{ {other} }} }}"
    return f"{head} {{ __typename ... on Thing {{ {one} ...often }} ... on Bird {{ {other} }} }}"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.recursive(leaf(), selection, max_leaves=12), min_size=1, max_size=6),
    st.sampled_from(list(Gives)),
    st.booleans(),
    st.sampled_from([None, 3]),
)
def test_no_document_is_answered_differently(parts: list[str], give: Gives, yes: bool, n: int | None):
    text = f"""
        query ($give: Give, $yes: Boolean!, $n: Int = 1) {{ {" ".join(parts)} thing_one {{ ...often }} }}
        fragment often on Thing {{ name echo number_must(give: $give) @include(if: $yes) needs(n: $n) }}
    """
    variables = {"give": give.value, "yes": yes} | ({} if n is None else {"n": n})

    assert executed(Executor, text, variables) == executed(ExecutionContext, text, variables)
