"""Whatever a client sends: a clear answer, never a 5xx, nothing of ours broken and nothing written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.ids import MalformedId, from_global_id, to_global_id
from gateway.limits import BODY_BYTES
from tests.factories import CollegeFactory, Scenario, StudentFactory, edition, grant_office, student
from tests.gateway.arguments import text_places
from tests.gateway.asking import JSON, PATH, Answer, Visitor, document_named, document_names
from tests.workflows.witness import nothing_changes
from workflows.models import Account
from workflows.regulation.actor import Actor, Role
from workflows.selectors.people import actor_of

pytestmark = pytest.mark.django_db

NOTHING = "{ __typename }"
A_FEW = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
BODIES = {
    "empty": b" ",
    "no json": b"{query}",
    "half": b'{"query": "{__typename}"',
    "two": b'{"query": "{__typename}"} {}',
    "batch": json.dumps([{"query": NOTHING}]).encode(),
    "empty batch": b"[]",
    "null": b"null",
    "text": b'"{__typename}"',
    "number": b"1",
    "NaN": b'{"query": "{__typename}", "variables": {"a": NaN}}',
    "Infinity": b'{"query": "{__typename}", "variables": {"a": -Infinity}}',
    "deep": b"[" * 100_000,
    "deep variables": b'{"query": "{__typename}", "variables": ' + b'{"a":' * 20_000 + b"1" + b"}" * 20_000 + b"}",
    "invalid UTF-8": b'{"query": "\xff\xfe"}',
    "UTF-16": '{"query": "{__typename}"}'.encode("utf-16"),
    "Latin-1": '{"query": "{__typename} # é"}'.encode("latin-1"),
    "GB18030": '{"query": "{__typename} # 学生"}'.encode("gb18030"),
    "half of a character": b'{"query": "{__typename} # \\ud800"}',
    "half of a character in a variable": b'{"query": "{__typename}", "variables": {"a": ["\\uDFFF"]}}',
    "half of a character in a name": b'{"query": "{__typename}", "variables": {"\\ud83d": 1}}',
    "half of a character in an id": b'{"documentId": "\\udc00"}',
    "more digits than a number has": b'{"query": "{__typename}", "variables": {"a": ' + b"1" * 5000 + b"}}",
}
EVIL = {
    "NUL": "\x00",
    "NUL inside": "智\x00能",
    "control characters and line ends": "\x01\x1b[31m\x7f\x85\n\r\u2028\u2029",
    "right to left and zero width": "\u202e\u2066智能\u2069\u200b\u200d\ufeff",
    "four bytes and no characters": "𠮷𝕏🎓👩‍🎓\ufffe\uffff\U0010ffff\ue000",
    "combining": "e" + "\u0301" * 500,
    "wildcards": "%_\\'\";--*?[](){}|&!:<->@",
    "full width": "１２３ＡＢＣ，。·",
    "long": "长" * 20_000,
    "an id of another kind": to_global_id("College", 1),
    "an id of nothing": to_global_id("Nothing", 1),
    "the largest id": to_global_id("Programme", 10**18 - 1),
    "blank": " \u3000",
}
CODES = {"BAD_DOCUMENT", "BAD_USER_INPUT", "UNAUTHENTICATED"}


def refused(answer: Answer) -> tuple[int, list[str]]:
    """Answer the status and the codes of a request that was not run."""
    assert "data" not in answer.body
    return answer.status, answer.codes


def everybody_at_once() -> Actor:
    """Answer a student who holds every office: nothing is refused for a lack of duty."""
    college = CollegeFactory()
    account = StudentFactory(college=college).account
    for role in Role:
        school_wide = role in {Role.AAO_OFFICER, Role.EXPERT, Role.SCHOOL_APPROVER, Role.BURSAR}
        grant_office(account, role, None if school_wide else college)
    return actor_of(account)


# Bodies -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_no_request_says_what_is_wrong(name: str):
    code = "BAD_REQUEST" if name in {"batch", "empty batch", "null", "text", "number"} else "BAD_JSON"

    assert refused(Visitor().send(BODIES[name])) == (400, [code])


def test_a_byte_order_mark_is_no_fault():
    assert Visitor().send(b'\xef\xbb\xbf{"query": "{__typename}"}').data == {"__typename": "Query"}


@pytest.mark.parametrize("length", ["99999999999", str(BODY_BYTES + 1), "9" * 5000, "-1", "abc", "1e3", "１", "²"])
def test_a_length_that_is_too_much_or_no_number_is_refused_before_the_body_is_read(length: str):
    response = Visitor().client.generic("POST", PATH, b"{}", content_type=JSON, CONTENT_LENGTH=length)

    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (413, "BODY_LIMIT")


def test_a_body_without_a_length_is_an_empty_one():
    response = Visitor().client.generic("POST", PATH, b'{"query": "{__typename}"}', JSON, CONTENT_LENGTH="")

    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_JSON")


@A_FEW
@given(body=st.binary(max_size=200))
def test_no_bytes_break_the_endpoint(body: bytes):
    assert Visitor().send(body or b" ").status in {400, 200}


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@A_FEW
@given(
    payload=st.fixed_dictionaries(
        {},
        optional={
            name: JSON_VALUES | st.just(NOTHING) for name in ("query", "documentId", "operationName", "variables")
        },
    )
)
def test_no_payload_breaks_the_endpoint(payload: Any):
    answer = Visitor().post(payload)

    assert (answer.status in {200, 400}, "INTERNAL" in answer.codes) == (True, False)


@pytest.fixture
def law() -> None:
    edition()


@pytest.mark.usefixtures("law")
@A_FEW
@given(
    name=st.sampled_from(document_names()),
    variables=st.dictionaries(
        st.sampled_from("id first after filter orderBy path text programme input".split()), JSON_VALUES
    ),
)
def test_no_variables_break_a_document(name: str, variables: dict[str, Any]):
    answer = Visitor().query(document_named(name), **variables)

    assert (answer.status in {200, 400}, set(answer.codes) - CODES - {"COST_LIMIT", "BAD_JSON"}) == (True, set())


@A_FEW
@given(text=st.text(st.sampled_from('{}()[]:!$@"#,. \n\\&|=abc0-fragmentonquery__typename'), max_size=80))
def test_no_text_breaks_the_parser(text: str):
    answer = Visitor().post({"query": text})

    assert (answer.status in {200, 400}, "INTERNAL" in answer.codes) == (True, False)


# Texts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVIL)
def test_no_text_breaks_an_argument_and_none_is_kept(name: str):
    Scenario()
    visitor = Visitor(everybody_at_once())
    with nothing_changes():
        answers = {place.name: visitor.query(place.document, text=EVIL[name]) for place in text_places()}

    assert {place: answer.body for place, answer in answers.items() if set(answer.codes) - CODES} == {}
    assert {answer.status for answer in answers.values()} == {200}


@pytest.mark.parametrize("number", ["1" * 5000, "-" + "1" * 5000, "2147483648", "1e400", "0.5"])
def test_a_number_that_is_none_of_ours_is_a_fault_of_the_document(number: str):
    assert Visitor().query(f"{{ programmes(first: {number}) {{ totalCount }} }}").codes == ["BAD_DOCUMENT"]


@pytest.mark.parametrize("number", [1e400, 0.5, 2**31, "1", True, None, [1], {}], ids=str)
def test_a_variable_that_is_no_such_number_is_a_fault_of_the_document(number: Any):
    body = json.dumps({"query": document_named("viewer"), "variables": {"first": number}}).replace("Infinity", "1e400")
    answer = Visitor(student()).send(body)

    assert answer.codes == ["BAD_USER_INPUT" if number is None else "BAD_DOCUMENT"]


# Ids --------------------------------------------------------------------------------------------------------------


@given(st.sampled_from(["Programme", "A", "X" * 60]), st.integers(1, 10**18 - 1))
def test_an_id_packs_its_type_and_key(type_name: str, key: int):
    assert from_global_id(to_global_id(type_name, key)) == (type_name, key)


@given(st.text(max_size=40) | st.text(st.sampled_from("UHJvZ3JhbW1lOjE=\n -_"), max_size=24))
def test_an_id_is_written_in_one_way_only(text: str):
    try:
        name, key = from_global_id(text)
    except MalformedId:
        return
    assert to_global_id(name, key) == text


def test_what_only_looks_like_an_id_finds_nothing():
    college = CollegeFactory()
    identifier = to_global_id("College", college.pk)

    def found(text: str) -> bool:
        return Visitor().query("query ($id: ID!) { node(id: $id) { id } }", id=text).data["node"] is not None

    assert found(identifier)
    spoilt = (f"College:{college.pk}", f"{identifier}=", f"{identifier}\n", f"!{identifier}", identifier.lower())
    assert [text for text in spoilt if found(text)] == []


def test_an_account_that_is_none_sees_what_nobody_sees():
    Account.objects.update(is_active=False)

    assert Visitor().query("{ viewer { name } }").data == {"viewer": None}
