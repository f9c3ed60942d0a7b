"""Programmes: from their proposal to their revocation."""

from __future__ import annotations

import pgtrigger
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from workflows.models import duties
from workflows.models.beginning import Beginning, Revision
from workflows.models.hands import MadeRecord
from workflows.models.people import Account, College, StaffMember
from workflows.models.reading import read_in
from workflows.models.record import Record, Taking, asks, manner
from workflows.models.state_field import StateField
from workflows.models.triggers import Always
from workflows.pinyin import sort_key
from workflows.regulation.actor import Actor

PLAIN_CODE = r"\A[A-Z0-9]+(-[A-Z0-9]+)*\Z"
"""No two such codes look alike."""


AT_A_GATE = ("submitted", "endorsed", "in_review", "reviewed")
"""States of a proposal in which somebody looks at it: nothing of what is judged changes meanwhile."""


class Decision(forms.Form):
    """A step that the school decides, under its number in the minutes."""

    decision_number = forms.CharField(label=_("number of the decision"), max_length=60)


class Programme(MadeRecord):
    """
    A micro-major (微专业), from its first proposal's first line to its revocation (Art. 4, 6, 8).

    Its page holds the prose; its figures stand here and in its plan.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ESTABLISHED = "established", _("established")
        SUSPENDED = "suspended", _("suspended")
        REVOKED = "revoked", _("revoked")

    PUBLIC_STATES = frozenset({State.ESTABLISHED, State.SUSPENDED, State.REVOKED})
    """States in which the public may know of it: a suspended or revoked one does not vanish."""

    college = models.ForeignKey(College, models.PROTECT, related_name="programmes", verbose_name=_("college"))
    code = models.CharField(
        _("code"),
        max_length=20,
        validators=[RegexValidator(PLAIN_CODE, _("Use capital letters A to Z, digits and hyphens: WZ0101."))],
        help_text=_("Unique in the school; it never changes. Capital letters, digits and hyphens."),
    )
    title = models.CharField(_("title"), max_length=80, help_text=_("Not the name of a major."))
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    pinyin = models.CharField(_("pinyin"), max_length=400, editable=False, db_index=True)
    director = models.ForeignKey(StaffMember, models.PROTECT, related_name="directs", verbose_name=_("director"))
    state = StateField(_("state"), default=State.PROPOSED, choices=State.choices, protected=True)
    proposed_by = models.ForeignKey(
        Account, models.PROTECT, editable=False, related_name="+", verbose_name=_("proposed by")
    )
    decision_number = models.CharField(_("number of the decision"), max_length=60, blank=True, editable=False)
    decided_on = models.DateField(_("decided on"), null=True, blank=True, editable=False)
    decision_reason = models.TextField(_("reason of the decision"), blank=True, editable=False)

    college_path = "college"
    asker_path = "proposed_by"  # not the one who decides (four eyes)
    director_path = "director"
    parents = ()
    begins = Beginning(
        "propose",
        _("Propose a programme"),
        _("Its first proposal begins with it. College and school alone see it, until the school establishes it."),
        duties.programme_proposers,
        fields=("college", "code", "title", "title_en", "director"),
    )
    revises = Revision(duties.programme_makers, frozenset({State.PROPOSED}), ("title", "title_en", "director"))

    class Meta(Record.Meta):
        ordering = ("pinyin", "pk")
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = (
            models.UniqueConstraint(
                fields=("code",),
                name="programme_code_once",
                violation_error_code="TAKEN",
                violation_error_message=_("Another programme has this code: take one that is free."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="proposed")
                | (models.Q(decided_on__isnull=False) & ~models.Q(decision_number="")),
                name="art4_decided_before_established",
            ),
        )
        triggers = (  # type: ignore[assignment]  # more than every record has
            *MadeRecord.Meta.triggers,
            Always(
                name="held_while_judged",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("title", "title_en", "director_id", "college_id", "code"),
                func="""
                    IF (NEW.title, NEW.title_en, NEW.director_id, NEW.college_id, NEW.code)
                        IS DISTINCT FROM (OLD.title, OLD.title_en, OLD.director_id, OLD.college_id, OLD.code)
                    AND EXISTS (
                        SELECT FROM workflows_proposal WHERE programme_id = NEW.id
                            AND state IN ('submitted', 'endorsed', 'in_review', 'reviewed')
                    ) THEN
                        RAISE EXCEPTION 'held_while_judged: a proposal of programme % is looked at', NEW.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="art4_established_by_its_proposal",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("state"),
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Q(old__state="proposed", new__state="established"),
                func="""
                    IF NOT EXISTS (
                        SELECT FROM workflows_proposal WHERE programme_id = NEW.id AND state = 'established'
                    ) THEN
                        RAISE EXCEPTION 'art4_established_by_its_proposal: % has no approved proposal', NEW.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        )

    def __str__(self) -> str:
        return str(read_in(self, "title"))

    def complete(self, by: Actor) -> None:
        """
        Let its title be sorted.

        :raises ValidationError: while a proposal of it is looked at: what is judged does not change meanwhile
        """
        super().complete(by)
        self.pinyin = sort_key(self.title)
        if not self._state.adding and self.proposals.filter(state__in=AT_A_GATE).exists():
            message = _("Its proposal is being looked at: withdraw the proposal first, or have it returned.")
            raise ValidationError({NON_FIELD_ERRORS: ValidationError(message, "UNDER_REVIEW")})

    @property
    def meaning(self) -> str:
        """Answer what its state means to who was admitted, in the language of the moment; empty where it recruits."""
        return str(_MEANINGS.get(self.state, ""))

    @property
    def is_public(self) -> bool:
        """Answer whether the public may know of it."""
        return self.state in self.PUBLIC_STATES

    @transition(
        field=state,
        source=State.PROPOSED,
        target=State.ESTABLISHED,
        permission=duties.the_portal,
        conditions=asks(),
        custom=manner(_("Establish"), is_decision=True, inputs=Decision, fixes_edition=True),
    )
    def establish(self, taking: Taking) -> None:
        """Set the programme up, with the school's decision on its proposal (Art. 4, 6(5))."""
        self._decide(taking)

    @transition(
        field=state,
        source=State.ESTABLISHED,
        target=State.SUSPENDED,
        permission=duties.school_or_portal,
        conditions=asks(),
        custom=manner(
            _("Suspend"),
            effect=_(
                "No intake takes applications from this instant; who studies goes on; the page stays and says so."
            ),
            is_decision=True,
            needs_reason=True,
            inputs=Decision,
        ),
    )
    def suspend(self, taking: Taking) -> None:
        """Stop recruiting, from this instant on (Art. 8)."""
        self._decide(taking)

    @transition(
        field=state,
        source=State.SUSPENDED,
        target=State.ESTABLISHED,
        permission=duties.school_approver,
        conditions=asks(),
        custom=manner(
            _("Resume"), effect=_("Intakes can be opened again."), is_decision=True, needs_reason=True, inputs=Decision
        ),
    )
    def resume(self, taking: Taking) -> None:
        """Recruit again (Art. 8)."""
        self._decide(taking)

    @transition(
        field=state,
        source=[State.ESTABLISHED, State.SUSPENDED],
        target=State.REVOKED,
        permission=duties.school_or_portal,
        conditions=asks(),
        custom=manner(
            _("Revoke"),
            effect=_(
                "It never recruits again; who studies goes on; the page stays and says so. This cannot be taken back."
            ),
            is_decision=True,
            needs_reason=True,
            inputs=Decision,
        ),
    )
    def revoke(self, taking: Taking) -> None:
        """End the programme for good; nobody is recruited again (Art. 8)."""
        self._decide(taking)

    def _decide(self, taking: Taking) -> None:
        self.decision_number = taking.inputs["decision_number"]
        self.decided_on = taking.day
        self.decision_reason = taking.reason


_MEANINGS = {
    Programme.State.SUSPENDED: _(
        "It takes no applications for now. Who was admitted studies to the end, by the same plan, and receives the "
        "certificate."
    ),
    Programme.State.REVOKED: _(
        "It never recruits again. Who was admitted studies to the end, by the same plan, and receives the certificate."
    ),
}
"""What is told of a programme that does not recruit (Art. 8)."""
