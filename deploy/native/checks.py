"""What must be seen of the running parts: each check is named as its sentence, and relies on those before it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from deploy.native.house import CHECKOUT, HOST, House
from deploy.native.visitor import Visitor

Check = Callable[[House], None]
"""Raises where its sentence is not true."""

USERNAME, PASSWORD = "10001", "native-9f2c41aa70"
LEASE = 60
"""Seconds after which a message that a dead worker had in hand is free again."""
UNSAFE = {"DEBUG": "1", "SECRET_KEY_FILE": "", "SECRET_KEY": "for development and the demo only", "ALLOWED_HOSTS": "*"}
ACCOUNT = "from workflows.models import Account; Account.objects.create_user({name!r}, 'native@school.test', {word!r})"
LETTER = """
from django.db import transaction
from workflows.models import Account
from workflows.services.outbox import send_later
with transaction.atomic():
    to = Account.objects.get(username={name!r}).pk
    print(send_later("mail", {{"account": to, "subject": "Native", "body": "Arrives."}}).pk)
"""


# Before anything serves ---------------------------------------------------------------------------


def static_files_are_collected_without_a_secret(house: House) -> None:
    _succeeds(house, "collectstatic", "--no-input", "--verbosity", "0", DJANGO_SETTINGS_MODULE="backend.settings.build")


def deploy_checks_are_clean(house: House) -> None:
    _succeeds(house, "check", "--deploy", "--fail-level", "WARNING")


def migrations_run_to_their_end(house: House) -> None:
    _succeeds(house, "migrate", "--no-input", "--verbosity", "0", PORTAL_STATEMENT_TIMEOUT="0")
    _succeeds(house, "rulebook", "--load", str(CHECKOUT / "rulebooks/ccut-2025-62.toml"))
    _succeeds(house, "shell", "--no-imports", "--command", ACCOUNT.format(name=USERNAME, word=PASSWORD))


def unsafe_settings_are_refused_all_at_once(house: House) -> None:
    server = subprocess.run(
        [Path(sys.executable).with_name("granian"), "--workers-kill-timeout", "1", "backend.wsgi:application"],
        check=False,
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        env=house.environment(**UNSAFE, GRANIAN_RESPAWN_FAILED_WORKERS="false"),
        timeout=60,
    )
    _expect(True, server.returncode != 0, "the server's status is a failure")
    named = re.findall(r"  - (\w+) ", (server.stdout + server.stderr).replace("\\n", "\n"))
    _expect(["ALLOWED_HOSTS", "DEBUG", "SECRET_KEY"], sorted({"ALLOWED_HOSTS", "DEBUG", "SECRET_KEY"} & set(named)))


def the_demo_is_refused(house: House) -> None:
    done = house.portal("load_demo")
    _expect((1, True), (done.returncode, "CommandError" in done.stderr), done.stderr)


# Serving ------------------------------------------------------------------------------------------


def the_portal_becomes_ready(house: House) -> None:
    _until(lambda: _is_ready(house), 60, "/readyz answers 200 through the proxy")


def healthz_answers_through_the_proxy(house: House) -> None:
    answer = Visitor(house).get("/healthz")
    _expect((200, {"status": "ok"}), (answer.status, answer.json))


def health_is_answered_by_address_without_tls(house: House) -> None:
    asked = Visitor(house).ask("GET", "/readyz", headers={"Host": "127.0.0.1"}, port=house.ports["web"])
    _expect(200, asked.status)


def plain_http_is_sent_to_tls(house: House) -> None:
    answer = Visitor(house).ask("GET", "/admin/?next=1", headers={}, port=house.ports["http"])
    _expect((308, f"https://{HOST}/admin/?next=1"), (answer.status, answer.headers["Location"]))


def a_graphql_query_is_answered(house: House) -> None:
    answer = Visitor(house).post("/graphql/", {"query": "{ __typename }"})
    _expect((200, {"__typename": "Query"}), (answer.status, answer.json.get("data")))


def the_schema_is_not_shown_to_anybody(house: House) -> None:
    answer = Visitor(house).post("/graphql/", {"query": "{ __schema { types { name } } }"})
    _expect((True, True), (bool(answer.json.get("errors")), not answer.json.get("data")))


def the_admin_shows_its_static_files(house: House) -> None:
    page = Visitor(house).get("/admin/login/")
    found = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page.body.decode())
    _expect((200, True), (page.status, found is not None), "a stylesheet with a digest in its name")
    style = Visitor(house).get(found[1] if found else "")
    _expect((200, True), (style.status, "immutable" in style.headers["Cache-Control"]))


def browsers_are_told_to_be_careful(house: House) -> None:
    headers = Visitor(house).get("/admin/login/").headers
    told = {
        "X-Frame-Options": "SAMEORIGIN",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    }
    _expect(told, {name: headers[name] for name in told})
    _expect(True, "frame-ancestors 'self'" in headers["Content-Security-Policy"])


def signing_in_works_and_its_cookie_needs_tls(house: House) -> None:
    visitor = Visitor(house)
    visitor.get("/_allauth/browser/v1/config")
    answer = visitor.post("/_allauth/browser/v1/auth/login", {"username": USERNAME, "password": PASSWORD})
    _expect(200, answer.status, answer.body.decode()[:300])
    cookie = next(value for value in answer.headers.get_all("Set-Cookie", []) if value.startswith("__Host-sessionid"))
    _expect(["HttpOnly", "Secure"], [word for word in ("HttpOnly", "Secure") if word in cookie])
    line = _line_of(house, visitor.get("/_allauth/browser/v1/auth/session?seen=secret").headers["X-Request-Id"])
    _expect(True, str(line["account"]).isdecimal(), "the log line bears the account's number")


def a_log_line_bears_the_request_id_and_no_query(house: House) -> None:
    answer = Visitor(house).get("/admin/login/?next=/somewhere", **{"X-Request-Id": "chosen-by-the-client"})
    given = answer.headers["X-Request-Id"]
    _expect(False, given == "chosen-by-the-client", "the proxy gives the id")
    line = _line_of(house, given)
    _expect(("GET", "/admin/login/", 200), (line["method"], line["path"], line["status"]))
    _expect(True, any(given in text for text in house.log("proxy")), "the proxy's line bears it too")


def an_unknown_host_is_refused(house: House) -> None:
    _expect(400, Visitor(house).get("/admin/login/", Host="elsewhere.test").status)


def a_body_too_large_is_refused_by_the_proxy(house: House) -> None:
    answer = Visitor(house).post("/graphql/", {"query": "#" * 300_000})
    _expect((413, None), (answer.status, answer.headers["X-Request-Id"]))


def pictures_are_served_and_documents_are_not(house: House) -> None:
    for name in ("images/a.png", "documents/a.pdf"):
        (house.folder / "state/media" / name).write_bytes(b"bytes")
    visitor = Visitor(house)
    asked = ("images/a.png", "documents/a.pdf", "images/../documents/a.pdf")
    _expect([200, 404, 404], [visitor.get(f"/media/{name}").status for name in asked])


# Failing and recovering ---------------------------------------------------------------------------


def a_letter_goes_out(house: House) -> None:
    message = _send_letter(house)
    _until(lambda: message in house.mailbox.letters, 20, "the letter arrives")


def a_killed_worker_loses_no_letter(house: House) -> None:
    house.mailbox.is_holding = True
    message = _send_letter(house)
    _until(lambda: message in house.mailbox.held, 20, "the worker has the letter in hand")
    house.end("worker", signal.SIGKILL)
    house.mailbox.is_holding = False
    house.start_worker()
    _until(lambda: message in house.mailbox.letters, LEASE + 20, "the next worker delivers it, as the same message")


def a_killed_web_process_is_replaced(house: House) -> None:
    killed = _children(house.pid("web"))
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    _until(lambda: _is_ready(house), 30, "/readyz answers 200 again")
    _expect(set(), set(killed) & set(_children(house.pid("web"))))


def without_redis_the_portal_lives_but_is_not_ready(house: House) -> None:
    house.end("redis", signal.SIGTERM)
    visitor = Visitor(house)
    _expect((200, 503), (visitor.get("/healthz").status, visitor.get("/readyz").status))
    house.start_redis()
    _until(lambda: _is_ready(house), 20, "/readyz answers 200 again")


def web_and_worker_end_when_they_are_told_to(house: House) -> None:
    _expect((0, 0), (house.end("worker", signal.SIGTERM), house.end("web", signal.SIGTERM)))


# The logs of all that ----------------------------------------------------------------------------------


def every_line_of_web_worker_and_proxy_is_json(house: House) -> None:
    wrong = [line for name in ("web", "worker", "proxy") for line in house.log(name) if not _is_json(line)]
    _expect([], wrong[:3])


def no_secret_is_in_a_log(house: House) -> None:
    logs = "\n".join(line for name in ("web", "worker", "proxy", "redis") for line in house.log(name))
    told = [name for name, value in house.secrets.items() if value in logs and name != "email_url"]
    _expect([], told + [word for word in (PASSWORD, "seen=secret", "native@school.test") if word in logs])


# ---------------------------------------------------------------------------------------------------------


def _expect(expected: object, found: object, about: str = "") -> None:
    if expected != found:
        raise AssertionError(f"expected {expected!r}, found {found!r}. {about}")


def _succeeds(house: House, *words: str, **more: str) -> str:
    done = house.portal(*words, **more)
    _expect(0, done.returncode, done.stderr[-2000:])
    return done.stdout


def _until(holds: Callable[[], object], seconds: float, what: str) -> None:
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        try:
            if holds():
                return
        except OSError:  # nobody listens yet
            pass
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds:.0f} s: {what}")


def _is_ready(house: House) -> bool:
    return Visitor(house).get("/readyz").status == 200


def _send_letter(house: House) -> str:
    """Put a letter into the outbox and answer its Message-ID."""
    printed = _succeeds(house, "shell", "--no-imports", "--command", LETTER.format(name=USERNAME))
    return f"<{printed.split()[-1]}@mail.school.test>"


def _line_of(house: House, request_id: str) -> dict[str, Any]:
    lines = [json.loads(line) for line in house.log("web") if request_id in line]
    found = [line for line in lines if line["logger"] == "portal.requests" and line["request"] == request_id]
    _expect(1, len(found), f"lines of the request {request_id}")
    return dict(found[0])


def _is_json(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
