"""Exports: who carried rows out of the house."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.people import Account
from workflows.models.triggers import Refuse, RefuseTruncate


class Export(models.Model):
    """Who carried which rows out of the house, when, narrowed by what: never changed, never removed."""

    kind = models.CharField(_("kind of record"), max_length=30)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("account"))
    narrowed_by = models.TextField(_("narrowed by"), blank=True, help_text=_("the query of the list's address"))
    rows = models.PositiveIntegerField(_("rows"))
    exported_at = models.DateTimeField(_("exported at"))

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        triggers = (
            Refuse(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            RefuseTruncate(name="no_truncate"),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.rows}"
