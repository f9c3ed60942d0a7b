"""Attachments: files that officers put beside records, for those who handle them."""

from __future__ import annotations

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from workflows.models.beside import Beside

LARGEST_ATTACHMENT = 10 * 2**20
"""Bytes."""
LONGEST_NAME = 120
"""Characters."""


class PrivateFiles(FileSystemStorage):
    """A folder that no address leads to, and that nobody but the portal's own account may read."""

    def __init__(self) -> None:
        """Let nobody else read what is stored."""
        super().__init__(base_url="", file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @cached_property
    def base_location(self) -> str:
        """Answer the folder, asked when it is needed: whoever only reads the models has no settings of it."""
        return str(settings.ATTACHMENTS_ROOT)


def private_files() -> PrivateFiles:
    """Answer where the bytes are."""
    return PrivateFiles()


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
