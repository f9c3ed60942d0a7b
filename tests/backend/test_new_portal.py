"""A new portal is opened by its operators: site, colleges, the first office; from then on by files and at the desk."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cms.models import CollegePage, HomePage
from tests.factories import AccountFactory
from tests.workflows.witness import nothing_changes
from workflows.models import College, Membership
from workflows.services.people import SCHOOL_EDITORS

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.fixture
def site() -> None:
    """Open a site of a school that nobody knows."""
    run("open_site", "海滨大学", "--title-en", "Seaside University")


def test_from_nothing_to_the_first_officer_at_the_desk(site: None):
    run("register_college", "OCEAN", "海洋学院", "--name-en", "Ocean College")
    account = AccountFactory()
    run("grant_office", account.username, "aao_officer")
    client = Client()
    client.force_login(account)

    assert {page.title for page in HomePage.objects.all()} == {"海滨大学", "Seaside University"}
    assert {page.title for page in CollegePage.objects.all()} == {"海洋学院", "Ocean College"}
    assert client.get("/admin/registry/").status_code == 200
    assert account.groups.filter(name=SCHOOL_EDITORS).exists()


def test_an_office_is_withdrawn_again(site: None):
    run("register_college", "OCEAN", "海洋学院")
    account = AccountFactory()
    for further in ((), ("--withdraw",)):
        run("grant_office", account.username, "college_officer", "--college", "OCEAN", *further)

    assert not Membership.objects.exists()
    assert not account.groups.exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("register_college", "OCEAN", "天文学院"), "code"),
        (("register_college", "SKY", "海洋学院"), "name"),
        (("register_college", "LONGERTHAN8", "天文学院"), "code"),
        (("register_college", "", "天文学院"), "code"),
        (("grant_office", "nobody", "expert"), "account"),
        (("grant_office", "900000", "college_officer"), "name it"),
        (("grant_office", "900000", "expert", "--college", "OCEAN"), "the school"),
        (("grant_office", "900000", "teacher", "--college", "SKY"), "college"),
        (("grant_office", "900000", "expert", "--withdraw"), "office"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(site: None, words: tuple[str, ...], why: str):
    run("register_college", "OCEAN", "海洋学院")
    AccountFactory(username="900000")
    with nothing_changes("workflows", "cms"), pytest.raises(CommandError, match=why):
        run(*words)

    assert College.objects.count() == 1


def test_a_college_needs_a_site():
    with nothing_changes("workflows"), pytest.raises(CommandError, match="open_site"):
        run("register_college", "OCEAN", "海洋学院")
