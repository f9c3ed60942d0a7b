"""The log: one entry for each step taken or refused, append-only, chained by digest per record."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.people import Account
from workflows.models.triggers import Refuse, RefuseTruncate


class LogEntry(models.Model):
    """Who did what to which record, when, on which findings, for which reason. Never changed, never removed."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("taken")
        REFUSED = "refused", _("refused")

    kind = models.CharField(_("kind of record"), max_length=30)
    record_id = models.PositiveBigIntegerField(_("record"))
    record_version = models.PositiveIntegerField(
        _("version"), null=True, help_text=_("the version that the step made; none for a step that was refused")
    )
    ordinal = models.PositiveIntegerField(_("place in the record's chain"))
    at = models.DateTimeField(_("at"))
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name=_("account"))
    actor_kind = models.CharField(_("kind of actor"), max_length=10)
    actor_name = models.TextField(_("actor"))
    step = models.CharField(_("step"), max_length=40)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    from_state = models.CharField(_("from"), max_length=20, blank=True)
    to_state = models.CharField(_("to"), max_length=20, blank=True)
    findings = models.JSONField(_("findings"), default=list)
    reason = models.TextField(_("reason"), blank=True)
    details = models.JSONField(_("details"), default=dict, encoder=DjangoJSONEncoder)
    edition = models.CharField(_("digest of the edition"), max_length=64, blank=True)
    previous_digest = models.CharField(_("digest of the entry before"), max_length=64, blank=True)
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        ordering = ("kind", "record_id", "ordinal")
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        constraints = (
            models.UniqueConstraint(fields=("kind", "record_id", "ordinal"), name="log_chain_has_no_fork"),
            models.UniqueConstraint(fields=("kind", "record_id", "record_version"), name="log_one_entry_per_version"),
            models.CheckConstraint(
                condition=models.Q(outcome="taken", record_version__isnull=False)
                | models.Q(outcome="refused", record_version__isnull=True),
                name="log_taken_makes_a_version",
            ),
        )
        triggers = (
            Refuse(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            RefuseTruncate(name="no_truncate"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} {self.step} ({self.outcome})"

    def computed_digest(self) -> str:
        """Answer the digest that this content and the entry before it give."""
        return hashlib.sha256(json.dumps(self._content(), sort_keys=True, cls=DjangoJSONEncoder).encode()).hexdigest()

    def _content(self) -> dict[str, Any]:
        return {
            field.attname: self.at.astimezone(dt.UTC).isoformat()
            if field.attname == "at"
            else getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if field.attname not in {"id", "digest"}
        }
