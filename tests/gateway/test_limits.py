"""What a document may ask for: each limit names itself, before anything is resolved and without much work."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings as live_settings
from graphql import get_introspection_query

from cms.services.sites import open_site
from gateway.limits import ALIASES, BODY_BYTES, COST, DEPTH, ROOT_FIELDS, TOKENS
from tests.factories import officer, student
from tests.gateway.asking import Visitor, document_named, document_names
from workflows.regulation.actor import Role
from workflows.selectors.paging import LARGEST_PAGE

pytestmark = pytest.mark.django_db

FEW_CALLS = 200_000
"""Calls of Python functions, from the request to the answer: what a blink is, however busy the machine."""
PAGE = 'page(path: "/")'
ALL_PAGES = "nodes { children(first: 100) { nodes { children(first: 100) { nodes { id title } } } } }"


def nested(levels: int) -> str:
    """Answer a query so many levels deep."""
    return f"{{ {PAGE} {'{ parent ' * (levels - 2)} {{ id }} {'}' * (levels - 2)} }}"


def chained(fragments: int, body: str, last: str, on: str) -> str:
    """Answer fragments that spread one another in a row; ``@`` stands for the next one's spread."""
    links = (f"fragment F{n} on {on} {{ {body.replace('@', f'...F{n + 1}')} }}" for n in range(fragments))
    return f"{' '.join(links)} fragment F{fragments} on {on} {{ {last} }}"


def in_fragments(selection: str, on: str = "Query") -> str:
    """Answer a query that asks for all it asks for through fragments."""
    return f"{{ ...A }} fragment A on {on} {{ ...B ... on {on} {{ __typename }} }} fragment B on {on} {{ {selection} }}"


def many(count: int, field: str) -> str:
    """Answer so many aliases of a field."""
    return " ".join(f"a{n}: {field}" for n in range(count))


TOO_MUCH = {
    "deep": ("DEPTH_LIMIT", nested(DEPTH + 1)),
    "deep through fragments": (
        "DEPTH_LIMIT",
        f"{{ {PAGE} {{ ...F0 }} }} {chained(4, 'parent { parent { parent { @ } } }', 'id', 'Page')}",
    ),
    "deeper than can be read": ("DEPTH_LIMIT", nested(600)),
    "a value deeper than can be read": (
        "DEPTH_LIMIT",
        f"{{ programmes(filter: {{ states: {'[' * 900}{']' * 900} }}) {{ totalCount }} }}",
    ),
    "aliases": ("ALIAS_LIMIT", f"{{ {many(ALIASES + 1, '__typename')} }}"),
    "aliases below": ("ALIAS_LIMIT", f"{{ {PAGE} {{ {many(ALIASES + 1, 'id')} }} }}"),
    "aliases through fragments": ("ALIAS_LIMIT", in_fragments(many(ALIASES + 1, "__typename"))),
    "few aliases, often spread": (
        "ALIAS_LIMIT",
        f"{{ {PAGE} {{ ...F parent {{ ...F }} translations {{ ...F }} }} }} fragment F on Page {{ {many(6, 'id')} }}",
    ),
    "root fields": ("ROOT_FIELD_LIMIT", f"{{ {'__typename ' * (ROOT_FIELDS + 1)} }}"),
    "root fields through fragments": ("ROOT_FIELD_LIMIT", in_fragments("__typename " * (ROOT_FIELDS + 1))),
    "two mutations": (
        "ROOT_FIELD_LIMIT",
        'mutation { a: openIntake(input: {id: "x"}) { __typename } closeIntake(input: {id: "x"}) { __typename } }',
    ),
    "two mutations through fragments": (
        "ROOT_FIELD_LIMIT",
        'mutation { ...A ...A } fragment A on Mutation { openIntake(input: {id: "x"}) { __typename } }',
    ),
    "tokens": ("TOKEN_LIMIT", f"{{ {'__typename ' * TOKENS} }}"),
    "values": (
        "COST_LIMIT",
        f"{{ programmes(first: 100) {{ nodes {{ page {{ children(first: 100) {{ {ALL_PAGES} }} }} }} }} }}",
    ),
    "values by default": ("COST_LIMIT", f"{{ {PAGE} {{ children {{ nodes {{ children {{ {ALL_PAGES} }} }} }} }} }}"),
    "values of edges": (
        "COST_LIMIT",
        f"{{ pages(first: 100) {{ edges {{ node {{ children(first: 100) {{ {ALL_PAGES} }} }} }} }} }}",
    ),
    "values through fragments": (
        "COST_LIMIT",
        f"{{ pages {{ ...A }} }} fragment A on PageConnection {{ nodes {{ children {{ ... {{ {ALL_PAGES} }} }} }} }}",
    ),
    "a bomb of fragments": ("ROOT_FIELD_LIMIT", f"{{ ...F0 }} {chained(45, '@ @', '__typename', 'Query')}"),
    "a bomb of fields": (
        "DEPTH_LIMIT",
        f"{{ {PAGE} {{ ...F0 }} }} {chained(45, 'parent { @ } ancestors { @ }', 'id', 'Page')}",
    ),
    "more fragments than can be compared": ("FRAGMENT_LIMIT", f"{{ ...F0 }} {chained(60, '@', '__typename', 'Query')}"),
    "more repetitions than can be compared": ("REPETITION_LIMIT", f"{{ {PAGE} {{ {'id ' * 1900} }} }}"),
    "repetitions in fragments": (
        "REPETITION_LIMIT",
        f"{{ {PAGE} {{ {' '.join(f'...F{n}' for n in range(40))} }} }} "
        + " ".join(f"fragment F{n} on Page {{ {'id ' * 15} }}" for n in range(40)),
    ),
    "the schema": ("INTROSPECTION_OFF", get_introspection_query()),
    "a type": ("INTROSPECTION_OFF", in_fragments('__type(name: "Query") { name }')),
}


@contextmanager
def counted_calls() -> Iterator[Counter[str]]:
    """Count the calls of Python functions inside."""
    calls: Counter[str] = Counter()

    def count(frame: Any, event: str, argument: Any) -> None:
        calls[event] += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(before)


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """Build the schema before anything is counted."""
    Visitor().query("{ __typename }")


@pytest.mark.parametrize("name", TOO_MUCH)
def test_too_much_is_refused_by_its_name_in_few_calls_and_without_a_question_to_the_database(
    name: str, settings: Any, django_assert_num_queries: Any
):
    settings.GRAPHQL = {**live_settings.GRAPHQL, "introspection": "nobody"}
    code, text = TOO_MUCH[name]
    visitor = Visitor()
    with django_assert_num_queries(0), counted_calls() as calls:
        answer = visitor.query(text)

    assert (answer.status, answer.codes, "data" in answer.body) == (200, [code], False)
    assert calls.total() < FEW_CALLS


@pytest.mark.parametrize("name", ["deep", "aliases", "root fields", "tokens", "values"])
def test_a_limit_says_how_much_is_allowed(name: str):
    limits = {"deep": DEPTH, "aliases": ALIASES, "root fields": ROOT_FIELDS, "tokens": TOKENS, "values": COST}
    (error,) = Visitor().query(TOO_MUCH[name][1]).body["errors"]

    assert str(limits[name]) in error["message"]


@pytest.mark.parametrize(
    "text",
    [
        nested(DEPTH),
        f"{{ {many(ALIASES, '__typename')} }}",
        f"{{ {'__typename ' * ROOT_FIELDS} }}",
        f"{{ {'__typename ' * ROOT_FIELDS} }} #{'x' * 200_000}",
        "{ pages(first: 100) { nodes { children(first: 100) { nodes { id title slug } } } } }",
    ],
    ids=["depth", "aliases", "root fields", "a long comment", "values"],
)
def test_as_much_as_is_allowed_is_answered(text: str):
    open_site(title="微专业")
    assert Visitor().query(text).codes == []


def test_a_name_given_to_itself_is_no_alias():
    assert Visitor().query(f"{{ {'__typename: __typename ' * ROOT_FIELDS} }}").codes == []


def test_a_body_has_at_most_so_many_bytes():
    longest = json.dumps({"query": "{ __typename }"}).ljust(BODY_BYTES)

    assert Visitor().send(longest).data == {"__typename": "Query"}
    assert (Visitor().send(longest + " ").status, Visitor().send(longest + " ").codes) == (413, ["BODY_LIMIT"])


# Lists ------------------------------------------------------------------------------------------------------------

LISTS = {
    "programmes": "query ($first: Int!) { programmes(first: $first) { nodes { id } } }",
    "pages": "query ($first: Int!) { pages(first: $first) { nodes { id } } }",
    "searchPages": 'query ($first: Int!) { searchPages(text: "智能", first: $first) { totalCount } }',
    "sitemap": "query ($first: Int!) { sitemap(first: $first) { nodes { path } } }",
    "applications": "query ($first: Int!) { applications(first: $first) { nodes { id } } }",
    "inbox": "query ($first: Int!) { viewer { inbox(first: $first) { nodes { id } } } }",
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_gives_none_to_a_hundred_at_a_time(name: str):
    open_site(title="微专业")
    visitor, text = Visitor(student()), LISTS[name]

    assert {first: visitor.query(text, first=first).codes for first in (0, 1, LARGEST_PAGE)} == {
        0: [],
        1: [],
        LARGEST_PAGE: [],
    }
    for first in (-1, LARGEST_PAGE + 1, 2**31 - 1, -(2**31)):
        assert visitor.query(text, first=first).codes == ["BAD_USER_INPUT"]
        assert visitor.query(text.replace("$first)", f"{first})").replace("($first: Int!)", "")).codes == [
            "BAD_USER_INPUT"
        ]


def test_asked_for_none_a_list_still_says_how_many_there_are():
    answer = Visitor().query("{ programmes(first: 0) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } }")

    page = {"hasNextPage": False, "endCursor": None}
    assert answer.data == {"programmes": {"totalCount": 0, "nodes": [], "pageInfo": page}}


# Cost -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "variables", "cost"),
    [
        ("{ __typename }", {}, 1),
        ("{ colleges { code name } }", {}, 3),
        ("{ programmes(first: 3) { nodes { id title } } }", {}, 1 + 3 * (1 + 2)),
        ("{ programmes { nodes { id } } }", {}, 1 + 20 * 2),
        ("{ programmes { totalCount } }", {}, 2),
        ("{ programmes { ...F } } fragment F on ProgrammeConnection { nodes { id } }", {}, 1 + 20 * 2),
        ("{ programmes { ... { edges { cursor } } } }", {}, 1 + 20 * 2),
        ("{ programmes(first: 0) { nodes { id } } }", {}, 1 + 2),
        ("query ($n: Int!) { programmes(first: $n) { nodes { id } } }", {"n": 7}, 1 + 7 * 2),
        ("query ($n: Int!) { programmes(first: $n) { nodes { id } } }", {"n": 7.0}, 1 + 7 * 2),
        ("query ($n: Int = 9) { programmes(first: $n) { nodes { id } } }", {}, 1 + 9 * 2),
        ("query ($n: Int! = 9) { programmes(first: $n) { nodes { id } } }", {"n": 4}, 1 + 4 * 2),
        ("{ pages(first: 2) { nodes { children(first: 3) { nodes { id } } } } }", {}, 1 + 2 * (1 + (1 + 3 * 2))),
    ],
)
def test_the_cost_is_the_number_of_values_and_is_echoed(text: str, variables: dict[str, Any], cost: int):
    assert Visitor().query(text, **variables).body["extensions"] == {"cost": cost}


def test_a_cost_given_by_a_variable_is_refused_like_any_other():
    text = TOO_MUCH["values"][1].replace("100", "$n").replace("{", "query ($n: Int!) {", 1)

    assert Visitor().query(text, n=100).codes == ["COST_LIMIT"]
    assert Visitor().query(text, n=100.0).codes == ["COST_LIMIT"]
    assert Visitor().query(text, n=1).codes == []


def test_documents_of_our_own_keep_far_from_the_limits():
    everything = {"text": "智能", "path": "/", "id": "x", "programme": "x", "input": {}}
    costs = {}
    for name in document_names():
        answer = Visitor().query(document_named(name), first=LARGEST_PAGE, **everything)
        costs[name] = answer.body.get("extensions", {}).get("cost")

    assert {name: cost for name, cost in costs.items() if cost is None or cost > COST // 5} == {}


# Fragments --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...C } fragment C on Query { ...A }",
        "{ ...A } fragment A on Query { node(id: 1) { ...B } } fragment B on Page { parent { ...C } ...B }",
        "{ __typename } fragment A on Query { ...A }",
        "{ ...A }",
        "{ ...A ...A } fragment A on Page { id }",
    ],
    ids=["itself", "in a ring", "below", "unused", "unknown", "of another type"],
)
def test_fragments_that_never_end_or_do_not_fit_are_faults_of_the_document(text: str):
    assert set(Visitor().query(text).codes) == {"BAD_DOCUMENT"}


# Introspection ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("allowed", "sees"),
    [
        ("everyone", {"nobody", "student", "staff"}),
        ("staff", {"staff"}),
        ("nobody", set()),
    ],
)
def test_who_may_read_the_schema_through_the_graph(allowed: str, sees: set[str], settings: Any):
    visitors = {"nobody": Visitor(), "student": Visitor(student()), "staff": Visitor(officer(Role.AAO_OFFICER))}
    settings.GRAPHQL = {**live_settings.GRAPHQL, "introspection": allowed}
    answers = {who: visitor.query(get_introspection_query()) for who, visitor in visitors.items()}

    assert {who for who, answer in answers.items() if answer.codes == []} == sees
    assert {who for who, answer in answers.items() if answer.codes == ["INTROSPECTION_OFF"]} == answers.keys() - sees
    assert {who for who, visitor in visitors.items() if visitor.get().status == 200} == sees


def test_the_name_of_a_type_is_no_secret(settings: Any):
    settings.GRAPHQL = {**live_settings.GRAPHQL, "introspection": "nobody"}

    assert Visitor().query("{ __typename colleges { __typename } }").codes == []


def test_reading_the_schema_in_circles_is_refused():
    text = "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }"

    assert Visitor().query(text).codes == ["BAD_DOCUMENT"]
