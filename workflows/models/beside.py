"""What notes and attachments share: an officer puts them beside a record, and they stay."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.people import Account
from workflows.models.triggers import Refuse, RefuseTruncate


class Beside(models.Model):
    """
    What an officer puts beside a record, for those who handle it: applicants and the public never see it.

    It decides nothing. It is never changed or removed: who was wrong adds another.
    """

    kind = models.CharField(_("kind of record"), max_length=30)
    record_id = models.PositiveBigIntegerField(_("record"))
    author = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("author"))
    author_name = models.TextField(_("author's name"))

    class Meta:
        abstract = True
        ordering = ("kind", "record_id", "pk")
        indexes = (models.Index(fields=("kind", "record_id"), name="%(class)s_by_record"),)
        triggers = (
            Refuse(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            RefuseTruncate(name="no_truncate"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}: {self.author_name}"
