"""The tour, as the README promises it, and the rehearsal that it walks in: on this machine only, never in production."""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import override_settings

from backend.rehearsal.middleware import is_loopback


def test_the_whole_tour_passes_on_a_seed_of_its_own(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'portal_test_template_%' ORDER BY oid DESC")
        template = cursor.fetchone()[0]

    walked = subprocess.run(
        [sys.executable, "-m", "backend.console", "tour", "--seed", "62", "--template", template],
        env=os.environ | {"DATABASE_URL": _address(), "DJANGO_SETTINGS_MODULE": "backend.settings.demo"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert walked.stdout.splitlines()[-1:] == ["tour: 35 steps, 0 failed"], walked.stdout + walked.stderr
    assert walked.returncode == 0


@pytest.mark.parametrize(
    ("address", "is_own"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("10.0.0.1", False), ("192.168.1.7", False), ("", False)],
)
def test_only_this_machine_is_loopback(address: str, *, is_own: bool) -> None:
    assert is_loopback(address) is is_own


def test_a_rehearsal_refuses_every_other_address(db: None) -> None:
    with override_settings(
        MIDDLEWARE=["backend.rehearsal.middleware.Rehearsing", *settings.MIDDLEWARE],
    ):
        answer = Client(REMOTE_ADDR="10.1.2.3").get("/healthz")

    assert (answer.status_code, answer.content) == (403, b"A rehearsal is for this machine only.")


def _address() -> str:
    place = connection.settings_dict
    who = f"{quote(str(place['USER']), safe='')}:{quote(str(place['PASSWORD']), safe='')}"
    return f"postgresql://{who}@{place['HOST']}:{place['PORT']}/{place['NAME']}"
