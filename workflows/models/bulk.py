"""Bulk steps: one step asked of many records, row by row, each through the door."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.people import Account


class BulkStep(models.Model):
    """One step that somebody asked of many records: what was asked, and how far it is."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("account"))
    kind = models.CharField(_("kind of record"), max_length=30)
    step = models.CharField(_("step"), max_length=40)
    reason = models.TextField(_("reason"), blank=True)
    inputs = models.JSONField(_("inputs"), default=dict, encoder=DjangoJSONEncoder)
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField(_("asked at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("bulk step")
        verbose_name_plural = _("bulk steps")

    def __str__(self) -> str:
        return f"{self.kind}.{self.step} {self.pk}"


class BulkRow(models.Model):
    """One record of a bulk step, and what became of it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("not dealt with yet")
        TAKEN = "taken", _("taken")
        REFUSED = "refused", _("refused")

    bulk = models.ForeignKey(BulkStep, models.CASCADE, related_name="rows")
    record_id = models.PositiveBigIntegerField(_("record"))
    version = models.PositiveIntegerField(_("version"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, default=Outcome.WAITING)
    said = models.TextField(_("why"), blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("bulk", "record_id"), name="bulk_row_once"),)

    def __str__(self) -> str:
        return f"{self.bulk_id} {self.record_id} {self.outcome}"
