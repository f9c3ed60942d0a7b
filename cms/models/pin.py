"""Pages as they were submitted with a proposal: what the school approves is what may be published (Art. 6(5))."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page, Revision

from workflows.models import Proposal, Submission
from workflows.models.triggers import Refuse, RefuseTruncate

_BLOCK_KEY = re.compile(r' data-block-key="[a-z0-9]{1,10}"(?=[^<>]*>)')
"""As the editor of rich text marks a paragraph, inside of its tag: what somebody typed is no such mark."""


class PinnedRevision(models.Model):
    """The revision of a page that was submitted with a proposal, and what of it is judged; it never changes."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="pins", verbose_name=_("submission"))
    page = models.ForeignKey(Page, models.PROTECT, related_name="pins", verbose_name=_("page"))
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", verbose_name=_("revision"))
    held = models.JSONField(_("what is judged"))

    class Meta:
        verbose_name = _("page as it was submitted")
        verbose_name_plural = _("pages as they were submitted")
        constraints = (models.UniqueConstraint(fields=("submission", "page"), name="page_pinned_once"),)
        triggers = (
            Refuse(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            RefuseTruncate(name="no_truncate"),
        )

    def __str__(self) -> str:
        return f"{self.page} · {self.submission}"

    @classmethod
    def in_force(cls, page: Page) -> PinnedRevision | None:
        """Answer what the school has approved of a page last; None where it has approved none of it (one query)."""
        approved = cls.objects.filter(page=page.pk, submission__proposal__state=Proposal.State.ESTABLISHED)
        newest = approved.order_by("-submission__proposal__decided_at", "-submission__number")
        return newest.select_related("submission__proposal__plan").first()

    def differing(self, page: Page) -> list[str]:
        """Answer the fields in which a page says something else than what was approved."""
        now = held_of(page, page.serializable_data(), self.held)
        return [name for name, approved in self.held.items() if now[name] != approved]


def held_of(page: Page, content: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Answer fields of a page's content as they are compared: without the marks by which an editor finds its place."""
    return {name: _bare(_parsed(page, name, content[name])) for name in names}


def _parsed(page: Page, name: str, value: Any) -> Any:
    """Answer a stream, which a revision keeps as text, as what the text says."""
    return json.loads(value) if isinstance(page._meta.get_field(name), StreamField) else value


def _bare(value: Any) -> Any:
    match value:
        case str():
            return _BLOCK_KEY.sub("", value)
        case list():
            return [_bare(one) for one in value]
        case {"type": _, "value": _}:
            return {name: _bare(one) for name, one in value.items() if name != "id"}
        case dict():
            return {name: _bare(one) for name, one in value.items()}
        case _:
            return value
