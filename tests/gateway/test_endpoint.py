"""The one endpoint: what it takes, how it answers, and for whom."""

from __future__ import annotations

import hashlib
import logging
from typing import Any

import pytest
from django.conf import settings as live_settings
from django.db import connection
from django.test import Client

from gateway.documents import manifest
from gateway.ids import to_global_id
from tests.factories import AccountFactory, CollegeFactory, Scenario, officer, student
from tests.gateway.asking import GRAPHQL_RESPONSE, JSON, PATH, Answer, Visitor, document_named
from tests.workflows.witness import nothing_changes
from workflows.models import Account
from workflows.regulation.actor import Role

pytestmark = pytest.mark.django_db

WHO = "{ viewer { name } }"
NOTHING = "{ __typename }"
SUBMIT = 'mutation { submitApplication(input: {id: "x"}) { __typename } }'
FORMS = {
    "application/x-www-form-urlencoded": "query={__typename}",
    "multipart/form-data; boundary=x": '--x\r\nContent-Disposition: form-data; name="query"\r\n\r\n{a}\r\n--x--',
    "multipart/form-data": "nothing of the kind",
    "text/plain": NOTHING,
    "application/graphql": NOTHING,
    "": '{"query": "{__typename}"}',
}


def told(answer: Answer) -> tuple[int, list[str]]:
    """Answer the status and the codes of an answer that has no data."""
    assert "data" not in answer.body
    return answer.status, answer.codes


# What it takes ----------------------------------------------------------------------------------------------------


def test_a_query_by_post_as_json_is_answered():
    answer = Visitor().query(NOTHING)

    assert (answer.status, answer.headers["content-type"]) == (200, "application/json; charset=utf-8")
    assert answer.body == {"data": {"__typename": "Query"}, "extensions": {"cost": 1}}


@pytest.mark.parametrize("content_type", FORMS, ids=lambda content_type: content_type or "none")
def test_nothing_but_json_is_taken_by_post(content_type: str):
    assert told(Visitor().send(FORMS[content_type], content_type)) == (415, ["UNSUPPORTED_MEDIA_TYPE"])


def test_a_form_is_not_even_looked_into_where_a_session_comes_along():
    browser = Visitor(student(), client=Client(raise_request_exception=False, enforce_csrf_checks=True))

    assert told(browser.send(FORMS["multipart/form-data"], "multipart/form-data")) == (403, ["CSRF"])


def test_json_may_be_said_to_be_of_a_character_set():
    assert Visitor().send('{"query": "{__typename}"}', "application/json; charset=utf-8").status == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete", "head", "trace"])
def test_other_methods_are_not_allowed(method: str):
    response = getattr(Client(), method)(PATH)

    assert (response.status_code, response["Allow"]) == (405, "GET, POST, OPTIONS")


@pytest.mark.parametrize(
    "payload",
    [{}, {"query": NOTHING, "documentId": "0" * 64}, {"query": ""}, {"query": 7}, {"query": None}, {"query": []}],
    ids=repr,
)
def test_a_request_names_one_document(payload: dict[str, Any]):
    assert told(Visitor().post(payload)) == (400, ["BAD_REQUEST"])


@pytest.mark.parametrize(
    "more", [{"variables": []}, {"variables": "{}"}, {"variables": 1}, {"operationName": 1}], ids=repr
)
def test_variables_are_an_object_and_a_name_is_a_string(more: dict[str, Any]):
    assert told(Visitor().post({"query": NOTHING, **more})) == (400, ["BAD_REQUEST"])


def test_one_of_several_operations_is_run_by_its_name():
    text = "query A { a: __typename } query B { b: __typename }"

    assert Visitor().post({"query": text, "operationName": "B"}).data == {"b": "Query"}
    assert told(Visitor().post({"query": text})) == (200, ["BAD_DOCUMENT"])
    assert told(Visitor().post({"query": text, "operationName": "C"})) == (200, ["BAD_DOCUMENT"])


# By the address ---------------------------------------------------------------------------------------------------


def test_a_query_by_get_is_answered_with_its_variables():
    text = "query ($first: Int!) { programmes(first: $first) { totalCount } }"
    answer = Visitor().get(query=text, variables='{"first": 3}', operationName="")

    assert answer.data == {"programmes": {"totalCount": 0}}


def test_a_mutation_by_get_is_not_allowed_and_does_nothing():
    scenario, applicant = Scenario(), student()
    draft = scenario.application("draft", intake=scenario.open_intake(), by=applicant)
    visitor = Visitor(applicant)
    with nothing_changes():
        answer = visitor.get(query=SUBMIT.replace("x", to_global_id("Application", draft.pk)))

    assert (told(answer), answer.headers["allow"]) == ((405, ["METHOD_NOT_ALLOWED"]), "POST")


def test_by_get_a_request_that_is_none_says_so_by_its_status():
    assert told(Visitor().get(query=NOTHING, variables="[1]")) == (400, ["BAD_REQUEST"])
    assert told(Visitor().get(query=NOTHING, variables="{")) == (400, ["BAD_JSON"])
    assert told(Visitor().get(query="{ nothing }")) == (400, ["BAD_DOCUMENT"])


# How it answers ---------------------------------------------------------------------------------------------------


def test_the_graphql_response_type_is_answered_where_it_is_asked_for():
    answer = Visitor().query(NOTHING)
    asked = Visitor().post({"query": NOTHING}, Accept=f"{GRAPHQL_RESPONSE}, {JSON};q=0.9")

    assert (asked.status, asked.headers["content-type"]) == (200, f"{GRAPHQL_RESPONSE}; charset=utf-8")
    assert asked.body == answer.body


@pytest.mark.parametrize(
    ("payload", "status"),
    [
        ({"query": "{ nothing }"}, 400),
        ({"query": "{"}, 400),
        ({"query": "query ($n: Int!) { programmes(first: $n) { totalCount } }"}, 400),
        ({"query": "{ programmes(first: 101) { totalCount } }"}, 200),
        ({"query": "{ applications { totalCount } }"}, 200),
    ],
    ids=["unknown field", "no document", "no value", "an error while executing", "an error while executing, too"],
)
def test_with_the_graphql_response_type_a_bad_request_has_its_own_status_and_plain_json_answers_200(payload, status):
    assert Visitor().post(payload, Accept=GRAPHQL_RESPONSE).status == status
    assert Visitor().post(payload, Accept=JSON).status == 200


def test_what_never_began_has_no_data_and_what_failed_has_null():
    variables = Visitor().query("query ($n: Int!) { programmes(first: $n) { totalCount } }", n="many")
    failed = Visitor().query("{ programmes(first: 101) { totalCount } }")
    partial = Visitor().query('{ a: __typename page(path: "/", slug: "x") { id } }')

    assert ("data" in variables.body, variables.codes) == (False, ["BAD_DOCUMENT"])
    assert (failed.body["data"], failed.codes) == (None, ["BAD_USER_INPUT"])
    assert (partial.body["data"], partial.codes) == ({"a": "Query", "page": None}, ["BAD_USER_INPUT"])


def test_every_answer_bears_the_request_id_of_the_proxy_or_one_of_its_own():
    given = Visitor().post({"query": NOTHING}, X_Request_Id="from-the-proxy-7")
    made = Visitor().send("", "text/plain")

    assert given.headers["x-request-id"] == "from-the-proxy-7"
    assert len(made.headers["x-request-id"]) == 32


def test_an_error_of_ours_is_logged_and_shown_without_a_word_of_it(caplog: pytest.LogCaptureFixture):
    CollegeFactory()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE workflows_college RENAME TO gone")
    with caplog.at_level(logging.ERROR, "gateway"):
        answer = Visitor().query("{ __typename colleges { name } }")
    (record,) = (record for record in caplog.records if record.name == "gateway.errors")

    assert (answer.status, answer.codes, answer.body["data"]) == (200, ["INTERNAL"], None)
    assert answer.body["errors"][0]["path"] == ["colleges"]
    assert "college" not in answer.body["errors"][0]["message"].lower()
    assert record.exc_info is not None
    assert "workflows_college" in str(record.exc_info[1])


def test_a_statement_that_takes_too_long_is_answered_as_such(caplog: pytest.LogCaptureFixture):
    CollegeFactory()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE workflows_college RENAME TO slow")
        cursor.execute("CREATE VIEW workflows_college AS SELECT slow.* FROM slow, pg_sleep(5)")
        cursor.execute("SET LOCAL statement_timeout = 30")
    answer = Visitor().query("{ colleges { name } }")

    assert (answer.status, answer.codes) == (200, ["TIMEOUT"])
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_nothing_is_suggested_to_readers_who_may_not_introspect(settings: Any):
    misspelt = "{ programes { id } colleges { nam } node(idd: 1) { id } page(path: 1) { idd } }"
    open_to_all = Visitor().query(misspelt).text
    settings.GRAPHQL = {**settings.GRAPHQL, "introspection": "nobody"}
    closed = Visitor().query(misspelt)

    assert (open_to_all.count("Did you mean"), "Did you mean" in closed.text) == (4, False)
    assert len({error["message"] for error in closed.body["errors"]}) == len(closed.codes) > 4


# Who asks ---------------------------------------------------------------------------------------------------------


def test_nobody_without_any_cookie_may_post():
    visitor = Visitor(client=Client(enforce_csrf_checks=True))

    assert visitor.query(WHO).data == {"viewer": None}
    assert visitor.query(SUBMIT).codes == ["UNAUTHENTICATED"]


def browser(account: Account) -> Visitor:
    """Answer somebody at a browser that sends its cookies by itself, as browsers do."""
    made = Visitor(client=Client(enforce_csrf_checks=True))
    made.client.force_login(account)
    return made


def test_a_session_cookie_without_the_token_is_refused_and_does_nothing():
    scenario, applicant = Scenario(), student()
    draft = scenario.application("draft", intake=scenario.open_intake(), by=applicant)
    forged = browser(Account.objects.get(pk=applicant.account_id))
    with nothing_changes():
        answer = forged.execute("submit_application", input={"id": to_global_id("Application", draft.pk)})

    assert told(answer) == (403, ["CSRF"])
    assert told(forged.query(WHO)) == (403, ["CSRF"])


def test_a_session_cookie_with_its_token_is_the_browser_of_its_user():
    visitor = browser(AccountFactory(display_name="赵敏"))
    visitor.client.get("/_allauth/browser/v1/config")
    token = visitor.client.cookies["csrftoken"].value

    assert visitor.post({"query": WHO}, X_CSRFToken=token).data == {"viewer": {"name": "赵敏"}}
    assert told(visitor.post({"query": WHO}, X_CSRFToken="x" * 32)) == (403, ["CSRF"])


def test_a_session_cookie_reads_by_get_without_a_token():
    assert browser(AccountFactory(display_name="赵敏")).get(query=WHO).data == {"viewer": {"name": "赵敏"}}


def app_token(account: Account) -> str:
    """Answer the session token of an app in which this account has signed in."""
    credentials = {"username": account.username, "password": "a long enough password"}
    response = Client().post("/_allauth/app/v1/auth/login", credentials, content_type=JSON)
    return str(response.json()["meta"]["session_token"])


def test_a_session_token_is_its_holder_whatever_cookies_come_along():
    app, other = AccountFactory(display_name="赵敏"), AccountFactory(display_name="周芷若")
    answer = browser(other).post({"query": WHO}, X_Session_Token=app_token(app))

    assert answer.data == {"viewer": {"name": "赵敏"}}


def test_a_token_that_nobody_holds_or_that_has_ended_is_refused():
    account = AccountFactory()
    token = app_token(account)
    Client().delete("/_allauth/app/v1/auth/session", headers={"X-Session-Token": token})

    for ended in (token, "x" * 32, "", "ÿ"):
        assert told(Visitor().post({"query": WHO}, X_Session_Token=ended)) == (401, ["UNAUTHENTICATED"])
        assert told(Visitor().get({"X-Session-Token": ended}, query=WHO)) == (401, ["UNAUTHENTICATED"])


def test_a_token_ends_with_its_account():
    account = AccountFactory()
    token = app_token(account)
    Account.objects.filter(pk=account.pk).update(is_active=False)

    assert told(Visitor().post({"query": WHO}, X_Session_Token=token)) == (401, ["UNAUTHENTICATED"])


# Caches -----------------------------------------------------------------------------------------------------------


def test_a_public_answer_may_be_kept_and_is_not_sent_twice():
    first = Visitor().get(query=NOTHING)
    etag = first.headers["etag"]

    assert (first.status, first.headers["cache-control"]) == (200, "public, no-cache")
    assert set(first.headers["vary"].split(", ")) >= {"Accept", "Accept-Language", "Cookie"}
    for known in (etag, f'"other", {etag}', f"W/{etag}"):
        again = Visitor().get({"If-None-Match": known}, query=NOTHING)
        assert (again.status, again.text, again.headers["etag"]) == (304, "", etag)


def test_another_answer_has_another_tag():
    text = "{ colleges { name } }"
    before = Visitor().get(query=text).headers["etag"]
    CollegeFactory()
    after = Visitor().get({"If-None-Match": before}, query=text)

    assert (after.status, after.headers["etag"] != before) == (200, True)


@pytest.mark.parametrize("query", [WHO, NOTHING, "{ colleges { name } }"])
def test_what_is_answered_to_somebody_is_kept_by_nobody(query: str):
    answer = Visitor(officer(Role.AAO_OFFICER)).get(query=query)

    assert answer.status == 200
    assert (answer.headers["cache-control"], "etag" in answer.headers) == ("private, no-store", False)


@pytest.mark.parametrize("query", ["{ nothing }", "{ programmes(first: 101) { totalCount } }", SUBMIT])
def test_an_error_is_kept_by_nobody(query: str):
    answer = Visitor().get(query=query)

    assert (answer.headers["cache-control"], "etag" in answer.headers) == ("private, no-store", False)


def test_what_was_posted_is_kept_by_nobody():
    assert Visitor().query(NOTHING).headers["cache-control"] == "private, no-store"


# Trusted documents ------------------------------------------------------------------------------------------------


def test_a_document_of_the_manifest_is_run_by_the_sha256_of_its_text():
    text = document_named("programmes")
    identifier = hashlib.sha256(text.encode()).hexdigest()

    assert Visitor().post({"documentId": identifier}).data == Visitor().query(text).data
    assert Visitor().get(documentId=identifier).status == 200
    assert identifier in manifest()


@pytest.mark.parametrize("identifier", ["0" * 64, "", 7, "../view", "x" * 10_000], ids=str)
def test_a_document_that_nobody_knows_is_asked_for_by_its_text(identifier: Any):
    assert Visitor().post({"documentId": identifier}).codes == ["DOCUMENT_NOT_FOUND"]


def test_a_deployment_can_take_no_others(settings: Any):
    settings.GRAPHQL = {**live_settings.GRAPHQL, "trusted_only": True}

    assert Visitor().execute("programmes").status == 200
    assert Visitor().query(NOTHING).codes == ["DOCUMENT_NOT_TRUSTED"]
    assert Visitor().query(document_named("programmes") + " ").codes == ["DOCUMENT_NOT_TRUSTED"]
