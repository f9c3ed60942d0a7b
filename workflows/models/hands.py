"""Who had a hand in making a record: none of them decides on it (Art. 20)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.record import Record
from workflows.regulation.actor import Actor


class MadeRecord(Record):
    """A record that keeps the account of everybody who began or revised it."""

    made_by = ArrayField(
        models.BigIntegerField(), verbose_name=_("made by"), default=list, db_default=[], editable=False
    )

    class Meta(Record.Meta):
        abstract = True

    def complete(self, by: Actor) -> None:
        """Keep whose hand this was."""
        super().complete(by)
        if by.account_id is not None:
            self.made_by = sorted({*self.made_by, by.account_id})
