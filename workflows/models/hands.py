"""Who had a hand in making a record: none of them decides on it (Art. 20)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows.models.record import Record
from workflows.regulation.actor import Actor


class MadeRecord(Record):
    """A record that keeps the account of everybody who began, revised or submitted it."""

    made_by = ArrayField(
        models.BigIntegerField(), verbose_name=_("made by"), default=list, db_default=[], editable=False
    )

    class Meta(Record.Meta):
        abstract = True

    def complete(self, by: Actor) -> None:
        """Keep whose hand this was."""
        super().complete(by)
        self.add_hand(by)

    def add_hand(self, by: Actor) -> None:
        """Count somebody among those who made it."""
        if by.account_id is not None:
            self.made_by = sorted({*self.made_by, by.account_id})

    @property
    def hands(self) -> frozenset[int]:
        """Answer whoever made it."""
        return super().hands | {*self.made_by}

    @classmethod
    def with_a_hand_of(cls, account_id: int | None) -> Q:
        """Answer the condition of the rows that an account has made."""
        made = super().with_a_hand_of(account_id)
        return made if account_id is None else made | Q(made_by__contains=[account_id])
