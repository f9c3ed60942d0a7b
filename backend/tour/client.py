"""How users of the tour reach the portal: over HTTP, with the documents that frontends use."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

DOCUMENTS = Path(__file__).resolve().parents[2] / "graphql" / "documents"
TIMEOUT = 30
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, its body read as JSON."""

    status: int
    headers: dict[str, str]
    body: Any


@dataclass(slots=True)
class Visitor:
    """Somebody at a browser or an app: anonymous until signed in."""

    base: str
    name: str = "anonymous"
    token: str | None = None
    cookies: CookieJar = field(default_factory=CookieJar)

    def sign_in_by_browser(self, username: str, password: str) -> None:
        """Sign in as a single-page app does: with a session cookie."""
        self.send("GET", "/_allauth/browser/v1/config")
        answer = self.send("POST", "/_allauth/browser/v1/auth/login", {"username": username, "password": password})
        assert answer.status == 200, f"sign-in of {username}: {answer.status} {answer.body}"  # noqa: S101  a step's own check
        self.name = username

    def sign_in_by_app(self, username: str, password: str) -> None:
        """Sign in as a native app does: with a session token."""
        answer = self.send("POST", "/_allauth/app/v1/auth/login", {"username": username, "password": password})
        assert answer.status == 200, f"sign-in of {username}: {answer.status} {answer.body}"  # noqa: S101  a step's own check
        self.token = answer.body["meta"]["session_token"]
        self.name = username

    def ask(self, document: str, **variables: Any) -> Any:
        """Run one of the documents; answer its data, and let no top-level error pass."""
        answer = self.execute(document, variables)
        assert "errors" not in answer.body, f"{document}: {answer.body['errors']}"  # noqa: S101  a step's own check
        return answer.body["data"]

    def do(self, document: str, **given: Any) -> Any:
        """Run a mutation; answer the one thing that it answers: the record, or why not."""
        data = self.ask(document, input=given)
        return next(iter(data.values()))

    def execute(self, document: str, variables: dict[str, Any], headers: dict[str, str] | None = None) -> Answer:
        """Send one of the documents."""
        (file,) = DOCUMENTS.rglob(f"{document}.graphql")
        asked = {"query": file.read_text("utf-8"), "variables": variables}
        return self.send("POST", "/graphql/", asked, headers)

    def send(self, method: str, path: str, payload: Any = None, headers: dict[str, str] | None = None) -> Answer:
        """Send one request and answer what came back, whatever its status."""
        request = urllib.request.Request(  # noqa: S310  loopback, by the tour's own address
            self.base + path,
            data=None if payload is None else json.dumps(payload).encode(),
            headers={
                "Content-Type": "application/json",
                "Accept-Language": "zh-hans",
                **self._proofs(),
                **(headers or {}),
            },
            method=method,
        )
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        try:
            with opener.open(request, timeout=TIMEOUT) as response:
                return _read(response.status, response.headers, response.read())
        except urllib.error.HTTPError as refused:
            return _read(refused.code, refused.headers, refused.read())

    def _proofs(self) -> dict[str, str]:
        if self.token:
            return {"X-Session-Token": self.token}
        for cookie in self.cookies:
            if cookie.name == "csrftoken":
                return {"X-CSRFToken": cookie.value or "", "Referer": self.base}
        return {}


def _read(status: int, headers: Any, body: bytes) -> Answer:
    try:
        parsed = json.loads(body) if body else None
    except ValueError:
        parsed = body.decode(errors="replace")
    return Answer(status, {name.lower(): value for name, value in headers.items()}, parsed)
