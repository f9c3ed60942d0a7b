"""Signing in: by the headless endpoints and by Wagtail's own form, ten guesses at one account for both together."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from django.test import Client

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

    assert answer.status_code == 403
    assert Account.objects.filter(username="intruder").exists() is False
