"""Opening the offices' help: its first texts are files, and pages from then on."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from django.db import transaction
from wagtail.models import Locale, Page

from cms.addresses import default_language
from cms.models import HelpPage
from cms.selectors.help import FOR_EVERYBODY
from workflows.regulation.actor import Role

FOLDER = Path(__file__).parents[1] / "help"
"""One file for each role, named after it, and one for everybody."""
GENERAL = "everybody"


def open_help() -> list[HelpPage]:
    """
    Make the help page of each role, and the one for everybody above them, as far as they are missing; answer the new.

    A page that is there stays as its editors left it, also as a draft. ``ensure_school_editors`` lets the Academic
    Affairs Office edit them.
    """
    with transaction.atomic():
        there = set(HelpPage.objects.values_list("role", flat=True))
        new = [] if FOR_EVERYBODY in there else [_opened(Page.objects.get(depth=1), FOR_EVERYBODY)]
        missing = [role for role in Role if role.value not in there]
        top = HelpPage.objects.filter(role=FOR_EVERYBODY).order_by("path").first()
        return new + [_opened(top, role.value) for role in missing]


def _opened(parent: Page, role: str) -> HelpPage:
    name = role or GENERAL
    text = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    locale, _ = Locale.objects.get_or_create(language_code=default_language())
    page = HelpPage(
        title=text["title"],
        slug=f"help-{name.replace('_', '-')}",
        role=role,
        body=json.dumps(list(_blocks(text["section"]))),
        locale=locale,
    )
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _blocks(sections: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Answer the sections of a text as the blocks of a page, as they are stored."""
    for section in sections:
        yield {"type": "heading", "value": {"text": section["heading"], "level": "2"}}
        if "text" in section:
            yield {"type": "text", "value": {"body": f"<p>{escape(section['text'].strip())}</p>"}}
        for kind in ("points", "steps"):
            if kind in section:
                yield {"type": kind, "value": {"title": "", kind: section[kind]}}
