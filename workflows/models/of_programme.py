"""What belongs to a programme: it is worked by the programme's college, and its director has a part in it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.programme import Programme


class OfProgramme(models.Model):
    """A record that belongs to a programme: named before the record's other bases, since it says whose that is."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="%(class)ss", editable=False, verbose_name=_("programme")
    )

    college_path = "programme__college"
    programme_path = "programme"
    director_path = "programme__director"
    parents: ClassVar[tuple[str, ...]] = ("programme",)

    class Meta:
        abstract = True
