"""The courier of mail."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage

from workflows.models import Account, OutboxMessage


def send(message: OutboxMessage) -> None:
    """Mail a letter; told twice, it bears the same Message-ID, so that mailboxes can drop the second."""
    letter = message.payload
    account = Account.objects.get(pk=letter["account"])
    domain = settings.SCHOOL_MAIL_DOMAIN
    EmailMessage(
        subject=letter["subject"],
        body=letter["body"],
        to=[account.email or f"{account.username}@{domain}"],
        headers={"Message-ID": f"<{message.pk}@{domain}>"},
    ).send()
