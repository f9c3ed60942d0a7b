"""Officers at the desk, by HTTP: what they ask for, and what a screen says."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

from workflows.models import Account, Record
from workflows.models.record import kind_of
from workflows.regulation.actor import Actor


class Officer:
    """Somebody at the desk."""

    def __init__(self, actor: Actor) -> None:
        """Sign in."""
        self.client = Client()
        self.client.force_login(Account.objects.get(pk=actor.account_id))

    def look(self, address: str, *, status: int = 200) -> str:
        """Answer the words of a screen."""
        response = self.client.get(address)
        assert response.status_code == status, (address, response.status_code)
        return words_of(response)

    def form(self, record: Record, step: str) -> dict[str, str]:
        """Answer the hidden fields of a step's form."""
        response = self.client.get(address_of(record, step))
        assert response.status_code == 200, response.status_code
        hidden = re.findall(r'<input type="hidden" name="(key|version)" value="([^"]+)"', response.content.decode())
        return dict(hidden)

    def send(self, record: Record, step: str, form: dict[str, str], **typed: Any) -> HttpResponse:
        """Send a step's form."""
        return self.client.post(address_of(record, step), form | typed)

    def take(self, record: Record, step: str, **typed: Any) -> HttpResponse:
        """Open a step's form and send it."""
        return self.send(record, step, self.form(record, step), **typed)


def address_of(record: Record, *further: object) -> str:
    """Answer the address of a record's page, or of a screen below it."""
    return "/".join(["/admin/desk", kind_of(record), str(record.pk), *map(str, further), ""])


def list_of(model: type[Record], query: str = "") -> str:
    """Answer the address of a list."""
    return f"/admin/desk/{kind_of(model)}/{query and '?'}{query}"


def words_of(response: HttpResponse) -> str:
    """Answer what a reader sees of a page's main part, on one line."""
    text = response.content.decode()
    main = text[text.index("<main") : text.index("</main>")] if "<main" in text else text
    without = re.sub(r"<(script|style|template|svg)\b.*?</\1>", " ", main, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", without)))
