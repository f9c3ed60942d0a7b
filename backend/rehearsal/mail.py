"""The mail sink: nothing leaves; everything can be read."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from backend.rehearsal.models import CaughtMail
from workflows import clock


class MailSink(BaseEmailBackend):
    """Django's mail backend of a rehearsal."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each mail, one row per recipient; answer how many mails there were."""
        for mail in email_messages:
            for recipient in mail.recipients():
                CaughtMail._default_manager.create(
                    message_id=mail.extra_headers.get("Message-ID", ""),
                    recipient=recipient,
                    subject=mail.subject,
                    body=str(mail.body),
                    caught_at=clock.now(),
                )
        return len(email_messages)
