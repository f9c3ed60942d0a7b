"""Notes of officers on records, for those who handle them."""

from __future__ import annotations

import pgtrigger
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.people import Account
from workflows.models.triggers import Refuse, RefuseTruncate

LONGEST_NOTE = 2000
"""Characters."""


class Note(models.Model):
    """
    A note of an officer on a record, for those who handle it: applicants and the public never see one.

    It decides nothing. Notes are never changed or removed: who was wrong writes another.
    """

    kind = models.CharField(_("kind of record"), max_length=30)
    record_id = models.PositiveBigIntegerField(_("record"))
    author = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("author"))
    author_name = models.TextField(_("author's name"))
    text = models.TextField(_("note"), validators=[MaxLengthValidator(LONGEST_NOTE)])
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        ordering = ("kind", "record_id", "pk")
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = (models.Index(fields=("kind", "record_id"), name="note_by_record"),)
        constraints = (models.CheckConstraint(condition=~models.Q(text=""), name="note_says_something"),)
        triggers = (
            Refuse(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            RefuseTruncate(name="no_truncate"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}: {self.author_name}"
