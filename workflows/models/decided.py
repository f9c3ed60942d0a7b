"""What stands on a record once an office has decided on it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.people import Account
from workflows.models.record import Taking


class Decided(models.Model):
    """Keeps who decided, when and why; all three are empty until then."""

    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decision_reason = models.TextField(_("reason of the decision"), blank=True, editable=False)

    class Meta:
        abstract = True

    def decide(self, taking: Taking) -> None:
        """Keep the decision that is being taken."""
        self.decided_by_id = taking.by.account_id
        self.decided_at = taking.at
        self.decision_reason = taking.reason
