"""What makes deeds safe to repeat and messages safe to lose a worker: idempotency keys and the outbox."""

from __future__ import annotations

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.people import Account


class IdempotencyKey(models.Model):
    """A key under which an actor did one deed: told again, it answers with what was done and does nothing."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    deed = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    request_digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=30, blank=True)
    record_id = models.PositiveBigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "deed", "key"), name="idempotency_key_once"),)

    def __str__(self) -> str:
        return f"{self.deed} {self.key}"


class OutboxMessage(models.Model):
    """
    Something that leaves the house, written in the transaction of the step that caused it.

    It is delivered at least once, under one stable id; a worker that dies lets its lease run out.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = models.CharField(_("topic"), max_length=40)
    payload = models.JSONField(_("payload"), encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(_("created at"))
    due_at = models.DateTimeField(_("due at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    leased_until = models.DateTimeField(_("leased until"), null=True)
    lease = models.UUIDField(_("lease"), null=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True)
    dead_at = models.DateTimeField(_("given up at"), null=True)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        ordering = ("created_at",)
        verbose_name = _("outbox message")
        verbose_name_plural = _("outbox messages")
        indexes = (
            models.Index(
                fields=("due_at",),
                condition=models.Q(delivered_at__isnull=True, dead_at__isnull=True),
                name="outbox_waiting",
            ),
        )

    def __str__(self) -> str:
        return f"{self.topic} {self.id}"
