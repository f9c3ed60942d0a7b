"""Attachments: files that officers put beside records, for those who handle them."""

from __future__ import annotations

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.beside import Beside

LARGEST_ATTACHMENT = 10 * 2**20
"""Bytes."""
LONGEST_NAME = 120
"""Characters."""


def private_files() -> Storage:
    """Answer where the bytes are: a folder that no address leads to."""
    return storages["attachments"]


class Attachment(Beside):
    """
    A file that an officer put beside a record.

    Its bytes are in private storage under a random name; what it was called is only here.
    """

    file = models.FileField(_("file"), storage=private_files, max_length=32)
    name = models.CharField(_("name of the file"), max_length=LONGEST_NAME)
    size = models.PositiveIntegerField(_("size"), help_text=_("bytes"))
    digest = models.CharField(_("digest"), max_length=64, help_text=_("sha256 of the bytes"))
    media_type = models.CharField(_("media type"), max_length=80)
    added_at = models.DateTimeField(_("added at"))

    class Meta(Beside.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = (
            models.UniqueConstraint(fields=("file",), name="attachment_has_a_file_of_its_own"),
            models.CheckConstraint(
                condition=models.Q(file__regex="^[0-9a-f]{32}$"), name="attachment_nameless_on_disk"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="attachment_has_a_name"),
            models.CheckConstraint(condition=models.Q(size__range=(1, LARGEST_ATTACHMENT)), name="attachment_size"),
            models.CheckConstraint(condition=models.Q(digest__regex="^[0-9a-f]{64}$"), name="attachment_digest_is_one"),
        )
