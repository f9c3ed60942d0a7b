"""Signing in: by the headless endpoints and by Wagtail's own form, ten guesses at one account for both together."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from backend import signing_in
from tests.factories import AccountFactory
from workflows.models import Account

PASSWORD = "a long enough password"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget_guesses() -> None:
    cache.clear()


@pytest.fixture
def account() -> Account:
    return AccountFactory(is_superuser=True)


def by_app(client: Client, username: str, password: str) -> tuple[int, dict[str, object]]:
    answer = client.post(
        "/_allauth/app/v1/auth/login",
        data=json.dumps({"username": username, "password": password}),
        content_type="application/json",
    )
    return answer.status_code, answer.json()


def by_form(client: Client, username: str, password: str) -> bool:
    client.post("/admin/login/", {"username": username, "password": password})
    return client.session.get("_auth_user_id") is not None


def test_both_doors_open_to_the_right_password(account: Account) -> None:
    status, answer = by_app(Client(), account.username, PASSWORD)

    assert (status, bool(answer["meta"]["session_token"])) == (200, True)
    assert by_form(Client(), account.username, PASSWORD) is True


def test_a_known_account_and_an_unknown_one_are_refused_alike(account: Account) -> None:
    known, unknown = (by_app(Client(), name, "wrong password") for name in (account.username, "00000000"))

    assert known == unknown
    assert known[0] == 400


def test_ten_wrong_guesses_by_either_door_close_both(account: Account) -> None:
    for number in range(10):
        guesser = Client(REMOTE_ADDR=f"127.0.0.{number + 1}")
        if number % 2:
            by_form(guesser, account.username, "wrong password")
        else:
            by_app(guesser, account.username, "wrong password")

    assert by_form(Client(), account.username, PASSWORD) is False
    assert by_app(Client(), account.username, PASSWORD)[0] == 400


def test_guesses_at_one_account_leave_another_open(account: Account) -> None:
    for _ in range(10):
        by_form(Client(), account.username, "wrong password")

    assert by_form(Client(), AccountFactory(is_superuser=True).username, PASSWORD) is True


def test_nobody_signs_up() -> None:
    answer = Client().post(
        "/_allauth/app/v1/auth/signup",
        data=json.dumps({"username": "intruder", "password": PASSWORD}),
        content_type="application/json",
    )

    assert answer.status_code == 404
    assert Account.objects.filter(username="intruder").exists() is False


def mounted() -> list[str]:
    """Answer every address under which clients sign in."""

    def below(patterns: Any, prefix: str) -> Iterator[str]:
        for pattern in patterns:
            path = f"{prefix}{pattern.pattern}"
            yield from below(pattern.url_patterns, path) if hasattr(pattern, "url_patterns") else [path]

    return list(below(signing_in.addresses(), "/_allauth/"))


def test_only_what_is_in_use_is_mounted() -> None:
    shared = {
        "account/authenticators", "account/authenticators/recovery-codes", "account/authenticators/totp",
        "account/password/change", "auth/2fa/authenticate", "auth/2fa/reauthenticate", "auth/login",
        "auth/reauthenticate", "auth/session", "config",
    }  # fmt: skip
    browser, app = ({f"/_allauth/{client}/v1/{path}" for path in shared} for client in ("browser", "app"))

    assert set(mounted()) == browser | app | {"/_allauth/app/v1/tokens/refresh"}


ODD_BODIES = (
    b'{"username": "90001", "password": "\\ud800"}', b'{"username": "\\ud800", "password": "x"}', b"[" * 50_000,
    b'{"a": ' * 20_000, b"9" * 6000, b'{"username": ' + b"9" * 6000 + b"}", b"\xff\xfe", b"[]", b'"x"', b"null", b"{}", b"",
    b'{"username": "a\\u0000b", "password": "a\\u0000b", "code": "\\u0000"}', b'{"username": [], "password": {}, "code": []}',
    b'{"username": ' + b'"a' * 1 + b"a" * 60_000 + b'", "password": "x"}', b'{"a": NaN}', b"x" * 100_000,
)  # fmt: skip


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "GET"])
@pytest.mark.parametrize("signed_in", [False, True], ids=["anonymous", "signed in"])
def test_nothing_that_is_sent_is_a_fault_of_the_server(account: Account, method: str, signed_in: bool) -> None:
    client = Client(raise_request_exception=False)
    if signed_in:
        client.force_login(account)
    answers = {
        (address, body): client.generic(method, address, body, content_type="application/json").status_code
        for address in mounted()
        for body in ODD_BODIES
    }

    assert {place: status for place, status in answers.items() if status >= 500} == {}


def test_a_word_in_the_place_of_a_key_is_a_bad_request() -> None:
    client = Client(raise_request_exception=False)
    client.force_login(AccountFactory(is_superuser=True))

    assert client.get("/admin/bulk/wagtailcore/page/delete/?id=1&id=x").status_code == 400


@pytest.mark.parametrize("address", ["/admin/login/", "/graphql/", "/admin/desk/application/bulk/admit/"])
@pytest.mark.parametrize("charset", ["utf-7", "gbk", "utf-16", "latin-1"])
def test_a_form_in_another_charset_is_refused_kindly(address: str, charset: str) -> None:
    client = Client(enforce_csrf_checks=True)
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    answer = client.post(address, data=b"a=b", content_type=kind, headers={"X-CSRFToken": "x" * 32})

    assert answer.status_code == 400
