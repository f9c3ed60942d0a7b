"""What `make demo` loads: a whole college's life, once."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from backend.demo.people import PASSWORD
from tests.factories import TODAY
from tests.workflows.witness import nothing_changes
from workflows import clock
from workflows.models import Account, Application, Intake, Programme
from workflows.regulation.actor import Role
from workflows.selectors.invariants import invariant_violations
from workflows.selectors.log import log_breaks

EVERYTHING = ("auth", "cms", "wagtailcore", "workflows")
SMALL = (160, 90)
"""Pixels: of the time that the demo takes to load, pictures in its own size are a quarter."""


def load_demo() -> str:
    out = io.StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Load the demo once for all tests of the module, and answer what the command said."""
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        clock.moved_to(TODAY),
        transaction.atomic(),
    ):
        patch.setattr("backend.demo.pages.WIDE", SMALL)
        # Wagtail's own indexes, which every save writes anew, are another fifth of the time.
        patch.setattr("django_tasks.base.Task.enqueue", lambda task, *args, **how: None)
        said = load_demo()
        connection.check_constraints()
        yield said
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def on_the_day_of_the_demo() -> Iterator[None]:
    with clock.moved_to(TODAY):
        yield


def counts(*labels: str) -> dict[str, int]:
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    found = {model.__name__: model._default_manager.count() for model in models if model._meta.managed}
    return {name: count for name, count in found.items() if count}


def states(model: Any) -> dict[str, int]:
    found = list(model.objects.values_list("state", flat=True))
    return {state: found.count(state) for state in found}


@pytest.mark.django_db
def test_the_demo_is_a_whole_college_with_pages_for_all_of_it(told: str) -> None:
    assert counts("workflows") == {
        "Account": 247,
        "Application": 86,
        "College": 5,
        "ConstructionStep": 21,
        "Course": 45,
        "GrantedPlaces": 5,
        "ImportBatch": 2,
        "Intake": 5,
        "LogEntry": 419,
        "MajorResult": 49,
        "Membership": 51,
        "Notification": 160,
        "OutboxMessage": 165,
        "PlanVersion": 7,
        "Programme": 6,
        "Proposal": 7,
        "Review": 17,
        "RulebookEdition": 1,
        "StaffMember": 45,
        "Student": 200,
        "Submission": 6,
        "Waiver": 1,
    }
    assert counts("cms") == {
        "CollegePage": 6,
        "HelpPage": 8,
        "HomePage": 2,
        "LetterWords": 7,
        "PinnedRevision": 90,
        "PortalImage": 36,
        "ProgrammePage": 12,
        "SiteSettings": 1,
        "StandardPage": 4,
        "SyllabusPage": 78,
    }


@pytest.mark.django_db
def test_the_demo_shows_programmes_intakes_and_applications_in_many_states(told: str) -> None:
    assert states(Programme) == {"established": 4, "proposed": 1, "suspended": 1}
    assert states(Intake) == {"open": 2, "planned": 1, "published": 2}
    assert states(Application) == {
        "admitted": 46,
        "declined": 3,
        "draft": 4,
        "returned": 2,
        "submitted": 14,
        "under_review": 7,
        "waitlisted": 5,
        "withdrawn": 5,
    }


@pytest.mark.django_db
def test_what_the_demo_loads_is_sound(told: str) -> None:
    assert list(invariant_violations()) == []
    assert list(log_breaks()) == []


@pytest.mark.django_db
def test_loading_the_demo_again_changes_nothing_and_says_the_same(told: str) -> None:
    with nothing_changes(*EVERYTHING):
        assert load_demo() == told


@pytest.mark.django_db
def test_whom_the_demo_names_can_sign_in_with_the_password_that_it_names(told: str) -> None:
    named = re.findall(r"^  (\d+) +(\S+), (.+)$", told, re.MULTILINE)
    offices = [role.value.replace("_", " ") for role in Role]
    assert [what for _, _, what in named] == [*offices, "student with an application", "student who may apply"]
    for username, name, _ in named:
        account = Account.objects.get(username=username)
        assert account.display_name == name
        assert account.check_password(PASSWORD)


@pytest.mark.django_db
def test_the_first_query_that_the_demo_gives_answers_with_its_established_programmes(told: str) -> None:
    query = told.splitlines()[-1].strip()
    answer = Client().post("/graphql/", {"query": query}, content_type="application/json").json()
    programmes = answer["data"]["programmes"]["nodes"]
    assert {programme["title"]: programme["recruitment"]["status"] for programme in programmes} == {
        "AIGC 与商业摄影": "CLOSED",
        "低空无线通信技术及应用": "OPEN",
        "智能金融": "OPEN",
        "短视频与数字文化传播": "SUSPENDED",
        "绿色供应链与碳管理": "OPENS_LATER",
    }


@pytest.mark.django_db
def test_the_demo_is_not_loaded_where_its_passwords_would_be_a_danger(settings: Any) -> None:
    settings.DEMO = False
    with nothing_changes(*EVERYTHING), pytest.raises(CommandError, match="passwords are known to everybody"):
        load_demo()
