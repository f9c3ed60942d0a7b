"""Waivers: an office lets one record pass one clause that binds in principle (原则上), and says why."""

from __future__ import annotations

from collections.abc import Mapping

import pgtrigger
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.functions import MD5, Cast
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from workflows.models import duties
from workflows.models.decided import DecidedRecord
from workflows.models.people import ROLE_LABELS, College
from workflows.models.record import Taking, asks, manner
from workflows.models.state_field import StateField
from workflows.models.triggers import Always, Refuse
from workflows.regulation.verdict import Fact

OF_THE_DAY = frozenset({"as_of"})
"""Facts that say when the rule looked, not what it found."""


class Waiver(DecidedRecord):
    """Asked for by those who make the record, decided by the office that the clause names; kept for ever."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("requested")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    subject_kind = models.CharField(_("kind of record"), max_length=30, editable=False)
    subject_id = models.PositiveBigIntegerField(_("record"), editable=False)
    college = models.ForeignKey(College, models.PROTECT, related_name="waivers", verbose_name=_("college"))
    rule = models.CharField(_("rule"), max_length=60, editable=False)
    reason = models.TextField(
        _("reason"),
        validators=[MaxLengthValidator(2000)],
        error_messages={"blank": _("Give a reason: it is kept with the decision.")},
    )
    facts = models.JSONField(_("what it is for"), null=True, editable=False)
    """
    What the rule found when it was asked for: it helps the record while that is so, and no longer. None in one that
    was asked for before these were kept: it helps whatever the record becomes.
    """
    state = StateField(_("state"), default=State.REQUESTED, choices=State.choices, protected=True)
    decided_by_role = models.CharField(
        _("decided by the office"),
        max_length=20,
        editable=False,
        choices=[(k.value, v) for k, v in ROLE_LABELS.items()],
    )

    college_path = "college"
    turns = {State.REQUESTED: duties.waiving_office}

    class Meta(DecidedRecord.Meta):
        ordering = ("-pk",)
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        indexes = (models.Index(fields=("subject_kind", "subject_id"), name="waiver_by_subject"),)
        constraints = (
            *DecidedRecord.Meta.constraints,
            models.UniqueConstraint(
                "subject_kind",
                "subject_id",
                "rule",
                MD5(Cast("facts", models.TextField())),
                condition=models.Q(state__in=("requested", "granted")),
                name="waiver_once_per_finding",
                nulls_distinct=False,
                violation_error_code="ASKED_ALREADY",
                violation_error_message=_(
                    "A waiver of this rule was asked for already for this very case, and is granted or not yet decided."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(state="requested", decided_by__isnull=True, decided_at__isnull=True)
                | (~models.Q(state="requested") & models.Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="waiver_decided_by_somebody",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="waiver_has_a_reason"),
        )
        triggers = (  # type: ignore[assignment]  # more than every record has
            *DecidedRecord.Meta.triggers,
            Refuse(
                name="art20_as_asked",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "subject_kind", "subject_id", "college", "rule", "reason", "facts", "asked_by", "decided_by_role"
                ),
            ),
            Always(
                name="art20_not_of_their_own",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("decided_by_id", "subject_kind", "subject_id"),
                condition=pgtrigger.Q(new__subject_kind="application", new__decided_by__isnull=False),
                func="""
                    IF EXISTS (
                        SELECT FROM workflows_application AS application
                        JOIN workflows_student AS student ON student.id = application.student_id
                        WHERE application.id = NEW.subject_id AND student.account_id = NEW.decided_by_id
                    ) THEN
                        RAISE EXCEPTION 'art20_not_of_their_own: waiver % is for who decides', NEW.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule}: {self.subject_kind} {self.subject_id}"

    def is_for(self, facts: Mapping[str, Fact]) -> bool:
        """Answer whether it is for a record of which its rule finds these facts."""
        return self.facts is None or lasting(self.facts) == lasting(facts)

    @transition(
        field=state,
        source=State.REQUESTED,
        target=State.GRANTED,
        permission=duties.waiving_office,
        conditions=asks(),
        custom=manner(
            _("Grant"),
            effect=_(
                "This record passes this clause as long as what it is for stays as it was, and no other record does. "
                "It is shown at every later step."
            ),
            is_decision=True,
            needs_reason=True,
        ),
    )
    def grant(self, taking: Taking) -> None:
        """Let this record pass this clause as long as it stays what it was asked for, and no other (Art. 20)."""
        self.decide(taking)

    @transition(
        field=state,
        source=State.REQUESTED,
        target=State.REFUSED,
        permission=duties.waiving_office,
        conditions=asks(),
        custom=manner(
            _("Refuse"),
            effect=_("The record is held to the clause; another waiver can be asked for with other reasons."),
            is_decision=True,
            needs_reason=True,
        ),
    )
    def refuse(self, taking: Taking) -> None:
        """Hold the record to the clause (Art. 20)."""
        self.decide(taking)


def lasting(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Answer the facts that are of the case, without the day on which they were found."""
    return {name: value for name, value in facts.items() if name not in OF_THE_DAY}
