"""The dated steps by which a programme is built, as its proposal plans them (Art. 6(1))."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflows.models.beginning import SENSIBLE_DAYS
from workflows.models.part import Part
from workflows.models.triggers import Always, RefuseTruncate


class ConstructionStep(models.Model):
    """A dated step of a proposal's construction plan (建设规划与实施步骤, Art. 6(1))."""

    proposal = models.ForeignKey(
        "Proposal", models.CASCADE, related_name="construction_steps", verbose_name=_("proposal")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("step"), max_length=120)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    result = models.CharField(_("result"), max_length=300, blank=True)

    class Meta:
        ordering = ("position",)
        verbose_name = _("construction step")
        verbose_name_plural = _("construction steps")
        constraints = (
            models.UniqueConstraint(fields=("proposal", "title"), name="construction_step_once"),
            models.UniqueConstraint(fields=("proposal", "position"), name="construction_step_position_once"),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="construction_step_starts_before_it_ends",
                violation_error_code="WRONG_ORDER",
                violation_error_message=_("A step starts before it ends: change one of the two days."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__range=SENSIBLE_DAYS, ends_on__range=SENSIBLE_DAYS),
                name="construction_step_days_in_range",
            ),
        )
        triggers = (
            Always(
                name="proposal_is_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (
                        SELECT FROM workflows_proposal
                        WHERE id IN (NEW.proposal_id, OLD.proposal_id) AND state NOT IN ('draft', 'returned')
                    ) THEN
                        RAISE EXCEPTION 'proposal_is_open: the proposal of this step is not open for changes'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            ),
            RefuseTruncate(name="no_truncate"),
        )

    def __str__(self) -> str:
        return self.title


CONSTRUCTION_STEPS = Part(
    ConstructionStep,
    "proposal",
    ("title", "starts_on", "ends_on", "result"),
    key="title",
    called="constructionPlan",
    label=_("Write the construction plan"),
    effect=_(
        "The steps by which the programme is built, each with its days (Art. 6(1)). To take a step out, tick it; "
        "to add one, fill in an empty row: once saved, there are more."
    ),
    most=40,
)
