"""Notifications: what somebody was told, kept where they sign in besides the mail."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.people import Account
from workflows.models.triggers import Refuse


class Notification(models.Model):
    """A letter to somebody, in the words of both languages in which it was mailed; only that it was read changes."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="notifications", verbose_name=_("account"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    subject_en = models.CharField(_("subject in English"), max_length=200, blank=True, db_default="")
    body_en = models.TextField(_("text in English"), blank=True, db_default="")
    sent_at = models.DateTimeField(_("sent at"))
    read_at = models.DateTimeField(_("read at"), null=True)

    class Meta:
        ordering = ("-sent_at", "-pk")
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = (
            models.Index(fields=("account", "-sent_at", "-id"), name="notifications_of_account"),
            models.Index(fields=("account",), condition=models.Q(read_at__isnull=True), name="notifications_unread"),
        )
        triggers = (
            Refuse(
                name="words_stay",
                operation=pgtrigger.UpdateOf("account_id", "subject", "body", "subject_en", "body_en", "sent_at"),
            ),
        )

    def __str__(self) -> str:
        return self.subject
