"""One line of JSON for each request, which tells how it went and nothing of what was said."""

import json
import logging
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve

from backend.logs import JsonFormatter, WithRequestId
from backend.middleware import ContentPolicy, RequestLog, loggable_path
from tests.factories import AccountFactory

FIELDS = ["at", "level", "logger", "request", "message", "method", "path", "status", "ms", "account"]
Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture, settings) -> Lines:
    """Answer the request log's lines so far, formatted as in production."""
    settings.MIDDLEWARE = ["backend.middleware.RequestId", "backend.middleware.RequestLog", *settings.MIDDLEWARE[1:]]
    caplog.set_level(logging.INFO, "portal.requests")
    caplog.handler.addFilter(WithRequestId())

    def formatted() -> list[dict[str, object]]:
        records = [record for record in caplog.records if record.name == "portal.requests"]
        return [json.loads(JsonFormatter().format(record)) for record in records]

    return formatted


@pytest.mark.django_db
def test_a_line_tells_how_a_request_went_and_bears_its_id(client: Client, lines: Lines) -> None:
    response = client.get("/admin/login/?next=/s3cret", headers={"X-Request-Id": "given-by-proxy-1"})
    (line,) = lines()
    assert list(line) == FIELDS
    assert (line["method"], line["path"], line["status"]) == ("GET", "/admin/login/", response.status_code)
    assert (line["request"], response["X-Request-Id"]) == ("given-by-proxy-1", "given-by-proxy-1")
    assert (line["message"], line["account"]) == ("GET /admin/login/ 200", None)
    assert isinstance(line["ms"], int)


@pytest.mark.django_db
def test_the_account_is_a_number_and_never_a_name(client: Client, lines: Lines) -> None:
    account = AccountFactory(username="202611001", display_name="张三", email="s3cret@school.test")
    client.force_login(account)
    client.get("/admin/")
    (line,) = lines()
    assert line["account"] == str(account.pk)
    assert [word for word in ("202611001", "张三", "s3cret") if word in json.dumps(line, ensure_ascii=False)] == []


@pytest.mark.django_db
def test_what_was_said_is_not_logged(client: Client, lines: Lines) -> None:
    client.cookies["sessionid"] = "s3cret-cookie"
    body = {"query": "{ s3cret }", "variables": {"password": "s3cret"}}
    client.post("/graphql/", body, content_type="application/json", headers={"Authorization": "Bearer s3cret"})
    assert ["s3cret" in json.dumps(line) for line in lines()] == [False]


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/documents/7/张三.pdf", "/documents/7/*"),
        ("/admin/password_reset/confirm/Mg/s3cret-token/", "/admin/password_reset/confirm/*/*/"),
        ("/admin/pages/12/", "/admin/pages/12/"),
    ],
)
def test_what_opens_something_or_names_somebody_is_left_out_of_the_path(
    rf: RequestFactory, path: str, logged: str
) -> None:
    request = rf.get(path)
    request.resolver_match = resolve(path)
    assert loggable_path(request) == logged


@pytest.mark.parametrize(
    ("path", "logged"),
    [("/", "/"), ("/reset/s3cret", "/reset/*"), ("/students/", "/students/"), ("/" + "a" * 300, "/" + "a" * 20)],
)
def test_of_an_address_that_is_none_of_ours_only_the_beginning_is_logged(
    rf: RequestFactory, path: str, logged: str
) -> None:
    assert loggable_path(rf.get(path)) == logged


def test_a_request_without_a_session_is_logged_too(rf: RequestFactory, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "portal.requests")
    RequestLog(lambda request: HttpResponse(status=400))(rf.get("/elsewhere"))
    assert caplog.messages == ["GET /elsewhere 400"]


@pytest.mark.django_db
def test_rows_and_statements_that_the_database_quotes_in_its_errors_are_left_out() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE people (name text CHECK (name = 'nobody'))")
        with pytest.raises(IntegrityError) as violation:
            cursor.execute("INSERT INTO people VALUES (%s)", ["".join(["张", "三"])])  # a traceback shows this line too
    assert "张三" in str(violation.value)
    record = logging.LogRecord("portal", logging.ERROR, __file__, 1, "%s", (violation.value,), None)
    record.exc_info = (type(violation.value), violation.value, violation.value.__traceback__)
    line = JsonFormatter().format(record)
    assert ("张三" in line, line.count("DETAIL: (left out)")) == (False, 3), "the message, the error and its cause"


def test_a_view_may_be_stricter_about_content_than_the_portal(rf: RequestFactory) -> None:
    def strict(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    assert ContentPolicy(strict)(rf.get("/"))["Content-Security-Policy"] == "sandbox"
    usual = ContentPolicy(lambda request: HttpResponse())(rf.get("/"))["Content-Security-Policy"]
    assert "default-src 'self'; script-src 'self' 'unsafe-inline';" in usual
