"""The second factor: no office without it, by whichever door; it is asked for before anybody is signed in."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from cms.visibility import visible_pages
from tests.cms.desk.asking import address_of, list_of, words_of
from tests.cms.factories import Site
from tests.factories import StaffFactory, officer, student
from workflows.models import Account, Application, Membership
from workflows.regulation.actor import Kind, Role
from workflows.selectors.people import actor_of

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough password"
SECRET = "JBSWY3DPEHPK3PXP"
HOME = "/admin/"
VIEWER = {"query": "{ viewer { offices { role } isSecondFactorOwed } }"}


@pytest.fixture(autouse=True)
def _asked_for(settings: Any) -> Iterator[None]:
    settings.SECOND_FACTOR_FOR_OFFICES = True
    cache.clear()
    yield
    cache.clear()


def code_of(secret: str = SECRET, *, windows: int = 0) -> str:
    """Answer the code that an app shows, now or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + windows))


def holder(*, has_app: bool, role: Role = Role.AAO_OFFICER) -> Account:
    """Answer an account that holds an office."""
    account = Account.objects.get(pk=officer(role).account_id)
    if has_app:
        TOTP.activate(account, SECRET)
    return account


def sign_in(account: Account, to: str = HOME, *, password: str = PASSWORD) -> tuple[Client, HttpResponse]:
    """Type number and password at the admin's door; answer the browser and where it was led."""
    client = Client()
    typed = {"username": account.username, "password": password, "next": to}
    return client, client.post("/admin/login/", typed, follow=True)


def where(response: HttpResponse) -> str:
    return str(response.request["PATH_INFO"])


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def offices(client: Client, **headers: str) -> list[dict[str, str]]:
    """Answer the offices that the graph knows of."""
    answer = client.get("/graphql/", VIEWER, headers=headers)
    viewer: dict[str, Any] = answer.json()["data"]["viewer"]
    assert viewer["isSecondFactorOwed"] is not bool(viewer["offices"])  # all of these accounts hold an office
    return list(viewer["offices"])


def test_whoever_has_no_app_sets_one_up_and_goes_where_they_wanted():
    client, page = sign_in(holder(has_app=False), "/admin/desk/application/")
    assert where(page) == "/admin/second-factor/set-up/"
    secret = client.session[SECRET_SESSION_KEY]
    assert secret in words_of(page)
    page = client.post(where(page), {"code": code_of(secret)}, follow=True)
    codes = re.findall(r"\b\d{8}\b", words_of(page))

    assert (where(page), len(codes)) == ("/admin/second-factor/recovery-codes/", 10)
    assert 'href="/admin/desk/application/"' in page.content.decode()
    assert client.get("/admin/desk/application/").status_code == 200
    assert offices(client) == [{"role": "AAO_OFFICER"}]


def test_an_app_is_not_set_up_by_a_wrong_code():
    client, page = sign_in(holder(has_app=False))
    page = client.post(where(page), {"code": "000000"}, follow=True)

    assert "second-factor" in where(client.get(HOME, follow=True))
    assert not Authenticator.objects.exists()


def test_whoever_has_an_app_is_signed_in_by_the_code_and_not_before():
    account = holder(has_app=True)
    client, page = sign_in(account, "/admin/desk/application/")
    assert (where(page), is_signed_in(client)) == ("/admin/second-factor/code/", False)
    assert client.get(HOME).status_code == 302
    wrong = client.post(where(page), {"code": "000000"})
    assert (wrong.status_code, is_signed_in(client)) == (200, False)
    page = client.post("/admin/second-factor/code/", {"code": code_of()}, follow=True)

    assert where(page) == "/admin/desk/application/"
    assert offices(client) == [{"role": "AAO_OFFICER"}]


def test_a_code_is_taken_once():
    account = holder(has_app=True)
    first, second = (sign_in(account)[0] for _ in range(2))
    for client in (first, second):
        client.post("/admin/second-factor/code/", {"code": code_of()})

    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_a_recovery_code_lets_in_once():
    account = holder(has_app=False)
    client, page = sign_in(account)
    page = client.post(where(page), {"code": code_of(client.session[SECRET_SESSION_KEY])}, follow=True)
    code = re.findall(r"\b\d{8}\b", words_of(page))[0]
    doors = [sign_in(account)[0] for _ in range(2)]
    for door in doors:
        door.post("/admin/second-factor/code/", {"code": code})

    assert [is_signed_in(door) for door in doors] == [True, False]
    assert code not in words_of(client.get("/admin/second-factor/recovery-codes/")), "shown once"


def test_guesses_at_the_code_are_counted():
    client, _ = sign_in(holder(has_app=True))
    for _ in range(11):
        client.post("/admin/second-factor/code/", {"code": "000000"})
    client.post("/admin/second-factor/code/", {"code": code_of()})

    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "address",
    ["", "desk/application/", "desk/rulebook/", "registry/", "pages/", "images/", "account/", "reports/locked/"],
)
def test_a_session_without_the_factor_finds_nothing_in_the_admin(site: Site, address: str):
    account = Account.objects.get(pk=site.scenario.officer.account_id)
    client = Client()
    client.force_login(account)
    answer = client.get(f"/admin/{address}")

    assert answer.headers["Location"].startswith("/admin/second-factor/set-up/?next=")


def test_steps_are_not_taken_without_the_factor(site: Site):
    application = site.scenario.application("submitted", intake=site.scenario.open_intake())
    client = Client()
    client.force_login(Account.objects.get(pk=site.scenario.officer.account_id))
    client.post(address_of(application, "take_up"), {"key": "k", "version": str(application.version)})

    assert Application.objects.get().state == "submitted"


def test_an_older_session_is_asked_for_the_code_and_goes_on():
    account = holder(has_app=False)
    client = Client()
    client.force_login(account)
    TOTP.activate(account, SECRET)
    page = client.get(list_of(Application), follow=True)
    assert where(page) == "/admin/second-factor/again/"
    assert offices(client) == []
    page = client.post(where(page) + "?next=" + list_of(Application), {"code": code_of()}, follow=True)

    assert where(page) == list_of(Application)
    assert offices(client) == [{"role": "AAO_OFFICER"}]


def test_the_password_alone_takes_no_factor_away():
    account = holder(has_app=False)
    client, _ = sign_in(account)
    TOTP.activate(account, SECRET)
    client.post("/admin/second-factor/password/", {"password": PASSWORD})
    client.post("/admin/second-factor/remove/")
    refused = client.delete("/_allauth/browser/v1/account/authenticators/totp")
    codes = client.get("/_allauth/browser/v1/account/authenticators/recovery-codes")

    assert (refused.status_code, codes.status_code) == (403, 403)
    assert Authenticator.objects.filter(user=account).exists()


def test_anothers_token_opens_no_browsers_factor():
    account, other = holder(has_app=False), Account.objects.get(pk=student().account_id)
    client, _ = sign_in(account)
    TOTP.activate(account, SECRET)
    login = Client().post(
        "/_allauth/app/v1/auth/login", {"username": other.username, "password": PASSWORD}, "application/json"
    )
    headers = {"X-Session-Token": login.json()["meta"]["session_token"]}
    removed = client.delete("/_allauth/browser/v1/account/authenticators/totp", headers=headers)
    codes = client.post("/_allauth/browser/v1/account/authenticators/recovery-codes", headers=headers)

    assert (removed.status_code, codes.status_code) == (403, 403)
    assert Authenticator.objects.filter(user=account).exists()


def test_groups_of_an_office_count_no_more_than_the_office():
    account = holder(has_app=False)
    group = Group.objects.create(name="office")
    account.groups.add(group)
    page = Page.objects.filter(depth=2).earliest("path")
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    restriction.groups.add(group)
    account.is_in_office = False
    assert not visible_pages(actor_of(account)).filter(pk=page.pk).exists()
    account.is_in_office = True

    assert visible_pages(actor_of(account)).filter(pk=page.pk).exists()


def test_whoever_gave_it_changes_the_app():
    client, _ = sign_in(holder(has_app=True))
    client.post("/admin/second-factor/code/", {"code": code_of()})
    assert "动态口令" in words_of(client.get("/admin/second-factor/"))
    client.post("/admin/second-factor/password/", {"password": PASSWORD})
    page = client.post("/admin/second-factor/remove/", follow=True)

    assert where(page) == "/admin/second-factor/set-up/"
    assert not Authenticator.objects.exists()


def test_an_app_of_ones_own_signs_in_with_the_code_too():
    account = holder(has_app=True)
    login = Client().post(
        "/_allauth/app/v1/auth/login", {"username": account.username, "password": PASSWORD}, "application/json"
    )
    token = login.json()["meta"]["session_token"]
    assert login.status_code == 401
    assert Client().get("/graphql/", VIEWER, headers={"X-Session-Token": token}).status_code == 401
    done = Client().post(
        "/_allauth/app/v1/auth/2fa/authenticate",
        {"code": code_of()},
        "application/json",
        headers={"X-Session-Token": token},
    )

    token = done.json()["meta"].get("session_token", token)
    assert offices(Client(), **{"X-Session-Token": token}) == [{"role": "AAO_OFFICER"}]


@pytest.mark.parametrize("spoken", [str, lambda code: f" {code[:3]}-{code[3:]} "])
def test_the_code_that_set_an_app_up_signs_nobody_in(spoken: Callable[[str], str]):
    account = holder(has_app=False)
    named = {"username": account.username, "password": PASSWORD}
    token = Client().post("/_allauth/app/v1/auth/login", named, "application/json").json()["meta"]["session_token"]
    asked = Client(headers={"X-Session-Token": token})
    asked.post("/_allauth/app/v1/auth/reauthenticate", {"password": PASSWORD}, "application/json")
    secret = asked.get("/_allauth/app/v1/account/authenticators/totp").json()["meta"]["secret"]
    code = code_of(secret)
    done = asked.post("/_allauth/app/v1/account/authenticators/totp", {"code": spoken(code)}, "application/json")
    assert done.status_code == 200, done.json()
    other, _ = sign_in(account)
    other.post("/admin/second-factor/code/", {"code": code})

    assert not is_signed_in(other)
    other.post("/admin/second-factor/code/", {"code": code_of(secret, windows=1)})
    assert is_signed_in(other)


def test_a_token_without_the_factor_holds_no_office():
    account = holder(has_app=False)
    login = Client().post(
        "/_allauth/app/v1/auth/login", {"username": account.username, "password": PASSWORD}, "application/json"
    )
    token = login.json()["meta"]["session_token"]

    assert offices(Client(), **{"X-Session-Token": token}) == []


def test_students_are_not_asked():
    client, page = sign_in(Account.objects.get(pk=student().account_id))

    assert is_signed_in(client)
    assert "second-factor" not in where(page)


def test_whoever_studies_and_holds_an_office_is_a_student_until_then():
    account = Account.objects.get(pk=student().account_id)
    StaffFactory(account=account)
    Membership.objects.create(account=account, role=Role.AAO_OFFICER)
    account.is_in_office = False
    without = actor_of(account)
    account.is_in_office = True
    having = actor_of(account)

    assert (without.kind, without.offices, without.staff_id) == (Kind.STUDENT, frozenset(), None)
    assert having.kind is Kind.STAFF
    assert having.staff_id is not None


def test_where_it_is_not_asked_for_the_password_is_enough(settings: Any):
    settings.SECOND_FACTOR_FOR_OFFICES = False
    client, page = sign_in(holder(has_app=False))

    assert (where(page), is_signed_in(client)) == (HOME, True)


@pytest.mark.parametrize("to", ["https://elsewhere.test/", "//elsewhere.test/", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(to: str):
    client, page = sign_in(holder(has_app=False), to)
    assert where(page).startswith("/admin/")
    client.get("/admin/second-factor/set-up/", {"next": to})
    page = client.post(
        "/admin/second-factor/set-up/", {"code": code_of(client.session[SECRET_SESSION_KEY])}, follow=True
    )

    assert "elsewhere" not in page.content.decode()
    assert "alert(1)" not in page.content.decode()


def test_operators_take_a_lost_factor_off():
    account = holder(has_app=True)
    call_command("remove_second_factor", account.username)

    assert not Authenticator.objects.exists()
    for number in (account.username, "nobody"):
        with pytest.raises(CommandError):
            call_command("remove_second_factor", number)
