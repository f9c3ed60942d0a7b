"""Editions of the rulebook, as they were loaded: immutable, each from its own day on (Art. 20)."""

from __future__ import annotations

import datetime as dt

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.people import Account
from workflows.models.triggers import Refuse, RefuseTruncate
from workflows.regulation.edition import Edition
from workflows.regulation.loader import Rulebook, bind
from workflows.regulation.rubric import Criterion
from workflows.rules import CATALOGUE


class RulebookEdition(models.Model):
    """One edition. Nothing changes or removes it; a change of the law is another edition."""

    document_number = models.CharField(_("document number"), max_length=60)
    effective_from = models.DateField(_("effective from"), unique=True)
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    content = models.JSONField(_("content"))
    loaded_at = models.DateTimeField(_("loaded at"))
    loaded_by = models.ForeignKey(
        Account,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("loaded by"),
        help_text=_("nobody where it was loaded by command"),
    )

    class Meta:
        ordering = ("-effective_from",)
        verbose_name = _("rulebook edition")
        verbose_name_plural = _("rulebook editions")
        triggers = (
            Refuse(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete),
            RefuseTruncate(name="no_truncate"),
        )

    def __str__(self) -> str:
        return f"{self.document_number} ({self.effective_from})"

    @classmethod
    def criteria_on(cls, day: dt.date) -> tuple[Criterion, ...]:
        """Answer what experts score by the edition that is in force on a day; nothing where none is."""
        edition = cls.objects.filter(effective_from__lte=day).first()
        return edition.rulebook.edition.criteria if edition else ()

    @property
    def rulebook(self) -> Rulebook:
        """Answer the edition bound to the rules of the code; bound once per process, since it never changes."""
        if (bound := _BOUND.get(self.digest)) is None:
            bound = _BOUND[self.digest] = bind(Edition.model_validate(self.content), CATALOGUE)
        return bound


_BOUND: dict[str, Rulebook] = {}
