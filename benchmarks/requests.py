"""What each peer is asked on each screen: by POST as a frontend asks a graph, by GET as it asks an API."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.environment import HOST

DOCUMENTS = Path(__file__).with_name("documents")
LIST, PROGRAMME = "list", "programme"
SCREENS = (LIST, PROGRAMME)
REST_FIELDS = {
    LIST: "_,title,card,facts",
    PROGRAMME: "_,title,tagline,hero,positioning,objectives,who_may_apply,team,body,facts_in_full",
}
GRAPHS = {
    "portal": ("/graphql/", "portal"),
    "grapple": ("/peers/grapple/graphql/", "grapple"),
    "grapple, prefetched": ("/peers/grapple/graphql/", "grapple_prefetched"),
    "strawberry-django": ("/peers/strawberry/", "strawberry"),
}
"""The graphs: each with its address and with the beginning of its documents' names."""
PEERS = (*GRAPHS, "REST v2", "bare view", "cached bytes")


@dataclass(frozen=True, slots=True)
class Page:
    """A page to ask for, by whatever a peer knows it by."""

    pk: int
    path: str
    slug: str


@dataclass(frozen=True, slots=True)
class Request:
    """One request, before it is written down for a server."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def written(self) -> bytes:
        """Answer it as it goes over the wire."""
        headers = {"Host": HOST, **self.headers, "Content-Length": str(len(self.body))}
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


def requests_of(peer: str, screen: str, pages: Sequence[Page]) -> list[Request]:
    """Answer what a peer is asked on a screen: one request for the list, one for the programme of each page."""
    if screen == LIST:
        return [_request(peer, screen, None)]
    return [_request(peer, screen, page) for page in pages]


def _request(peer: str, screen: str, page: Page | None) -> Request:
    if peer in GRAPHS:
        address, name = GRAPHS[peer]
        document = (DOCUMENTS / f"{name}_{screen}.graphql").read_text("utf-8")
        return _post(address, document, _variables(peer, page))
    if peer == "REST v2":
        one = f"{page.pk}/" if page else ""
        how = {"fields": REST_FIELDS[screen]} | ({} if page else {"limit": "20", "order": "id"})
        return _get(f"/peers/rest/programmes/{one}?{urlencode(how)}")
    folder = {"bare view": "bare", "cached bytes": "cached"}[peer]
    return _get(f"/peers/{folder}/" + (f"{page.slug}/" if page else ""))


def _variables(peer: str, page: Page | None) -> dict[str, str]:
    if page is None:
        return {}
    return {"path": page.path} if peer == "portal" else {"slug": page.slug}


def _post(path: str, document: str, variables: Mapping[str, Any]) -> Request:
    body = json.dumps({"query": document, "variables": variables}, ensure_ascii=False).encode()
    return Request("POST", path, body, {**_ASKED, "Content-Type": "application/json"})


def _get(path: str) -> Request:
    return Request("GET", path, b"", _ASKED)


_ASKED = {
    "Accept": "application/json",
    "Accept-Language": "zh-hans",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "192.0.2.1",
}
