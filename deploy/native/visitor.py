"""Somebody who comes through the proxy: over TLS, by the portal's name, with cookies."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deploy.native.house import HOST, House


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        """Answer the body, read as JSON."""
        return json.loads(self.body)


class Visitor:
    """Keeps cookies from one request to the next."""

    def __init__(self, house: House) -> None:
        """Trust this run's certificate and no other."""
        self._house = house
        self._tls = ssl.create_default_context(cafile=str(house.folder / "secrets/tls_certificate"))
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for an address."""
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, payload: Any, **headers: str) -> Answer:
        """Send JSON from a page of the portal."""
        own = {
            "Content-Type": "application/json",
            "Origin": f"https://{HOST}",
            "Referer": f"https://{HOST}/",
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
        }
        return self.ask("POST", path, body=json.dumps(payload).encode(), headers=own | headers)

    def ask(
        self, method: str, path: str, *, body: bytes | None = None, headers: Mapping[str, str], port: int | None = None
    ) -> Answer:
        """Send one request on a connection of its own: over TLS, or to another port without."""
        connection = (
            http.client.HTTPSConnection("127.0.0.1", self._house.ports["https"], context=self._tls, timeout=30)
            if port is None
            else http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        )
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, {"Host": HOST, "Cookie": cookies, **headers})
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        finally:
            connection.close()
        for header in answer.headers.get_all("Set-Cookie", []):
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer
