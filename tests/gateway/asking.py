"""Whoever asks the graph: a visitor of the endpoint, with the documents that frontends use."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.test import Client

from gateway.documents import FOLDER
from workflows.models import Account
from workflows.regulation.actor import ANYONE, Actor

PATH = "/graphql/"
JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the endpoint, its body read as JSON."""

    status: int
    headers: dict[str, str]
    body: Any
    text: str

    @property
    def data(self) -> Any:
        """Answer the data, and let no error pass."""
        assert "errors" not in self.body, self.body["errors"]
        return self.body["data"]

    @property
    def codes(self) -> list[str]:
        """Answer the codes of all errors."""
        return [error["extensions"]["code"] for error in self.body.get("errors", ())]


@dataclass(slots=True)
class Visitor:
    """Somebody at the endpoint; nobody in particular unless an actor is given, who then has a session."""

    actor: Actor = ANYONE
    language: str = "zh-hans"
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def __post_init__(self) -> None:
        """Sign in."""
        if self.actor.account_id is not None:
            self.client.force_login(Account.objects.get(pk=self.actor.account_id))

    def send(self, body: bytes | str, content_type: str = JSON, **headers: Any) -> Answer:
        """Post a body as it is."""
        given = {"Accept-Language": self.language, **headers}
        return _read(self.client.post(PATH, body, content_type=content_type, headers=given))

    def post(self, payload: Any, **headers: Any) -> Answer:
        """Post a value as JSON."""
        return self.send(json.dumps(payload), **headers)

    def query(self, text: str, /, **variables: Any) -> Answer:
        """Post a document's text with its variables."""
        return self.post({"query": text, "variables": variables})

    def get(self, headers: dict[str, str] | None = None, **parameters: str) -> Answer:
        """Ask by the address."""
        return _read(self.client.get(PATH, parameters, headers={"Accept-Language": self.language, **(headers or {})}))

    def execute(self, document: str, /, **variables: Any) -> Answer:
        """Post one of the documents that frontends use."""
        return self.query(document_named(document), **variables)

    def ask(self, document: str, /, **variables: Any) -> Any:
        """Run one of the documents, and answer its data; no error passes."""
        return self.execute(document, **variables).data

    def do(self, document: str, /, **given: Any) -> Any:
        """Run a mutation, and answer the one thing that it answers: the record, or why not."""
        (answered,) = self.ask(document, input=given).values()
        return answered


def document_named(name: str) -> str:
    """Answer the text of one of the documents that frontends use."""
    (file,) = FOLDER.rglob(f"{name}.graphql")
    return file.read_text("utf-8")


def document_names() -> list[str]:
    """Answer the names of all of them."""
    return sorted(Path(path).stem for path in FOLDER.rglob("*.graphql"))


def _read(response: Any) -> Answer:
    text = response.content.decode()
    try:
        body = json.loads(text) if text else None
    except ValueError:
        body = None
    return Answer(response.status_code, {name.lower(): value for name, value in response.items()}, body, text)
