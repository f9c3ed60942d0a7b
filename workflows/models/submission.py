"""What was handed in: a proposal as it stood at each of its submissions."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.people import Account
from workflows.models.programme import Programme
from workflows.models.proposal import Proposal
from workflows.models.triggers import Refuse, RefuseTruncate

OF_THE_PROGRAMME = ("title", "title_en", "director")
"""What is judged with a proposal and stands in its programme."""


class Submission(models.Model):
    """A proposal as it was submitted: its words, its programme's, and its rows. It never changes (Art. 4)."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="submissions", verbose_name=_("proposal"))
    number = models.PositiveSmallIntegerField(_("number"))
    submitted_at = models.DateTimeField(_("submitted at"))
    submitted_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("submitted by"))
    content = models.JSONField(_("content"), encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ("number",)
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = (
            models.UniqueConstraint(fields=("proposal", "number"), name="submission_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="submission_number_from_one"),
        )
        triggers = (
            Refuse(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            RefuseTruncate(name="no_truncate"),
        )

    def __str__(self) -> str:
        return f"{self.proposal} · {self.number}"

    @property
    def told(self) -> dict[str, Any]:
        """Answer the content in the order in which a proposal is written: the database keeps none."""
        written = Proposal.revises.fields if Proposal.revises else ()
        names = (*OF_THE_PROGRAMME, *written, *Proposal.made_of)
        return {name: self.content[name] for name in names if name in self.content}

    @staticmethod
    def field_of(name: str) -> Any:
        """Answer the field whose value the content has under a name that is no part's."""
        model = Programme if name in OF_THE_PROGRAMME else Proposal
        return model._meta.get_field(name)
