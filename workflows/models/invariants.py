"""What must always hold, recomputed by the database from the facts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class InvariantViolation(models.Model):
    """
    A row of the view ``workflows_invariant_violations``: there is none, after every test and in production.

    The view stands in the latest migration that creates it. Each invariant bears its article, where an article says it.
    """

    pk = models.CompositePrimaryKey("invariant", "kind", "record_id")
    invariant = models.CharField(_("invariant"), max_length=60)
    article = models.CharField(_("article"), max_length=8)
    kind = models.CharField(_("kind of record"), max_length=30)
    record_id = models.CharField(_("record"), max_length=36)
    detail = models.TextField(_("what is the matter"))

    class Meta:
        managed = False
        db_table = "workflows_invariant_violations"
        ordering = ("invariant", "kind", "record_id")
        verbose_name = _("violated invariant")
        verbose_name_plural = _("violated invariants")

    def __str__(self) -> str:
        article = f" (Art. {self.article})" if self.article else ""
        return f"{self.invariant}{article}: {self.kind} {self.record_id}: {self.detail}"
