"""Records that one person asks for and another decides on (Art. 20): who, when and why stands on them."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.people import Account
from workflows.models.record import Record, Taking
from workflows.models.triggers import Refuse


class DecidedRecord(Record):
    """
    Asked for by one, decided by another: the database lets nobody do both.

    What the decision says is empty until then. A record with constraints of its own keeps these:
    ``constraints = (*DecidedRecord.Meta.constraints, …)``.
    """

    asked_by = models.ForeignKey(Account, models.PROTECT, editable=False, related_name="+", verbose_name=_("asked by"))
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decision_reason = models.TextField(_("reason of the decision"), blank=True, editable=False)

    asker_path = "asked_by"  # never the one who decides

    class Meta(Record.Meta):
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
                name="art20_%(class)s_asker_is_not_decider",
            ),
        )

        triggers = (  # type: ignore[assignment]  # more than every record has
            *Record.Meta.triggers,
            Refuse(
                name="art20_as_decided",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__decided_by__isnull=False)
                & (
                    pgtrigger.Q(old__decided_by_id__df=pgtrigger.F("new__decided_by_id"))
                    | pgtrigger.Q(old__decided_at__df=pgtrigger.F("new__decided_at"))
                    | pgtrigger.Q(old__decision_reason__df=pgtrigger.F("new__decision_reason"))
                ),
            ),
        )

    def decide(self, taking: Taking) -> None:
        """Keep the decision that is being taken."""
        self.decided_by_id = taking.by.account_id
        self.decided_at = taking.at
        self.decision_reason = taking.reason
