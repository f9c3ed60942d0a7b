"""Notes of officers on records, for those who handle them."""

from __future__ import annotations

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.beside import Beside

LONGEST_NOTE = 2000
"""Characters."""


class Note(Beside):
    """A note of an officer on a record."""

    text = models.TextField(_("note"), validators=[MaxLengthValidator(LONGEST_NOTE)])
    written_at = models.DateTimeField(_("written at"))

    class Meta(Beside.Meta):
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = (models.CheckConstraint(condition=~models.Q(text=""), name="note_says_something"),)
