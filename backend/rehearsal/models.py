"""What a rehearsal keeps: how far its clock is moved, and the mail that would have left."""

from __future__ import annotations

import datetime as dt

from django.db import models


class RehearsalClock(models.Model):
    """By how much the clock runs ahead of the world; one row."""

    offset = models.DurationField(default=dt.timedelta)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="rehearsal_has_one_clock"),)

    def __str__(self) -> str:
        return f"{self.offset} ahead"


class CaughtMail(models.Model):
    """A mail that would have left the house."""

    message_id = models.CharField(max_length=120)
    recipient = models.CharField(max_length=200, db_index=True)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    caught_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.recipient}: {self.subject}"
