"""What tests in a browser share: signing in, and a screen without errors of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page as Screen
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from backend.postgres.folders import CHECKOUT
from workflows.models import Account
from workflows.regulation.actor import Actor

PASSWORD = "correct horse battery staple"
PICTURES = CHECKOUT / "docs" / "pictures"
"""Pictures of the documentation: with PORTAL_WRITE_PICTURES=1 a run of the tests takes them anew."""


def sign_in(screen: Screen, server: LiveServer, actor: Actor, *, to: str = "/admin/") -> None:
    """Sign in by the admin's own page, in Chinese; it leads to this address."""
    account = Account.objects.get(pk=actor.account_id)
    account.set_password(PASSWORD)
    account.save()
    screen.goto(f"{server.url}/admin/")
    screen.get_by_label("工号或学号").fill(account.username)
    screen.get_by_label("密码").fill(PASSWORD)
    screen.get_by_role("button", name="登录").click()
    expect(screen).to_have_url(f"{server.url}{to}")


@contextmanager
def no_errors_of_scripts(screen: Screen) -> Iterator[None]:
    """Assert that no script of the page fails meanwhile, and that nothing which it asks for is refused to it."""
    errors: list[str] = []
    screen.on("pageerror", lambda error: errors.append(str(error)))
    screen.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    yield
    assert errors == [], errors


def take_picture(screen: Screen, name: str) -> None:
    """Take a picture for the documentation; keep it where that is asked for, and demand that there is one elsewhere."""
    taken = screen.screenshot(animations="disabled")
    if os.environ.get("PORTAL_WRITE_PICTURES") == "1":
        PICTURES.mkdir(exist_ok=True)
        (PICTURES / f"{name}.png").write_bytes(taken)
    assert (PICTURES / f"{name}.png").exists(), f"PORTAL_WRITE_PICTURES=1 takes docs/pictures/{name}.png"
