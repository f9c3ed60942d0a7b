"""Help pages: which of them an office holder finds at the desk."""

from __future__ import annotations

from cms.addresses import default_language
from cms.models import HelpPage
from workflows.regulation.actor import Actor

FOR_EVERYBODY = ""
"""The role of a page for whoever holds an office."""


def help_for(actor: Actor, language: str) -> list[HelpPage]:
    """
    Answer the published help pages for the actor's offices, those for everybody first (one query).

    Each page in the reader's language where it was translated, else in the school's own.
    """
    if not actor.offices:
        return []
    roles = {FOR_EVERYBODY, *(office.role.value for office in actor.offices)}
    pages = HelpPage.objects.live().filter(role__in=roles).select_related("locale").order_by("path")
    read = {page.translation_key: page for page in pages if page.locale.language_code == default_language()}
    read |= {page.translation_key: page for page in pages if page.locale.language_code == language}
    return sorted(read.values(), key=lambda page: page.role != FOR_EVERYBODY)
