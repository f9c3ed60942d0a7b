"""Consents: a college agrees to take part in a programme that another college leads (Art. 4)."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from workflows.models import duties
from workflows.models.beginning import Beginning
from workflows.models.decided import DecidedRecord
from workflows.models.people import College
from workflows.models.proposal import Proposal
from workflows.models.record import Taking, asks, manner
from workflows.models.state_field import StateField
from workflows.models.triggers import Always
from workflows.regulation.actor import Actor
from workflows.rules.proposals import proposal_is_being_written


class Consent(DecidedRecord):
    """Asked for by those who make a proposal, given or refused by an officer of the college that would take part."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        GIVEN = "given", _("given")
        REFUSED = "refused", _("not given")
        DROPPED = "dropped", _("no longer needed")

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, editable=False, related_name="consents", verbose_name=_("proposal")
    )
    college = models.ForeignKey(
        College, models.PROTECT, related_name="consents", verbose_name=_("college that takes part")
    )
    state = StateField(_("state"), default=State.ASKED, choices=State.choices, protected=True)

    college_path = "college"
    programme_path = "proposal__programme"
    parents = ("proposal",)
    turns = {State.ASKED: duties.consenting_officer}
    begins = Beginning(
        "ask",
        _("Ask another college to take part"),
        _("An officer of that college gives or refuses its consent; until then the proposal cannot be submitted."),
        duties.makers_of_its_programme,
        under="proposal",
        while_it_is=Proposal.WRITTEN,
        fields=("college",),
        of_any_college=("college",),
    )

    class Meta(DecidedRecord.Meta):
        ordering = ("-pk",)
        verbose_name = _("consent of a college")
        verbose_name_plural = _("consents of colleges")
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            *DecidedRecord.Meta.constraints,
            models.UniqueConstraint(
                fields=("proposal", "college"),
                condition=models.Q(state__in=("asked", "given")),
                name="art4_consent_once_a_college",
                violation_error_code="ASKED_ALREADY",
                violation_error_message=_("This college was asked already."),
            ),
        )

        triggers = (  # type: ignore[assignment]  # more than every record has
            *DecidedRecord.Meta.triggers,
            Always(
                name="art4_consent_of_another_college",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF EXISTS (
                        SELECT FROM workflows_proposal AS proposal
                        JOIN workflows_programme AS programme ON programme.id = proposal.programme_id
                        WHERE proposal.id = NEW.proposal_id AND (
                            proposal.state NOT IN ('draft', 'returned') OR programme.college_id = NEW.college_id
                        )
                    ) THEN
                        RAISE EXCEPTION 'art4_consent_of_another_college: consent % is not open', NEW.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.proposal} · {self.college}"

    @property
    def colleges(self) -> frozenset[int]:
        """Answer the college that was asked, and the one that asks."""
        return frozenset({self.college_id, self.proposal.college_id})

    @property
    def hands(self) -> frozenset[int]:
        """Answer who does not decide for the college: whoever asked, or made the proposal."""
        return super().hands | self.proposal.hands

    @classmethod
    def with_a_hand_of(cls, account_id: int | None) -> models.Q:
        """Answer the condition of the consents among whose ``hands`` an account is."""
        made = Proposal.objects.filter(Proposal.with_a_hand_of(account_id))
        return super().with_a_hand_of(account_id) | models.Q(proposal__in=made.values("pk"))

    @classmethod
    def to_its_people(cls) -> tuple[str, ...]:
        """Answer what is fetched for many consents at once: hands are asked of each."""
        return (*super().to_its_people(), "proposal__programme__director", "proposal__new_director")

    def complete(self, by: Actor) -> None:
        """
        Keep who asks.

        :raises ValidationError: where the lead college itself is asked: its officer endorses the proposal
        """
        super().complete(by)
        if self.college_id == self.proposal.programme.college_id:
            message = _("This college leads the programme: it endorses the proposal instead.")
            raise ValidationError({"college": ValidationError(message, "LEADS_IT")})

    @transition(
        field=state,
        source=State.ASKED,
        target=State.GIVEN,
        permission=duties.consenting_officer,
        conditions=asks(),
        custom=manner(
            _("Consent"),
            effect=_("The college takes part in the programme; the lead college answers for it."),
            is_decision=True,
        ),
    )
    def give(self, taking: Taking) -> None:
        """Let the college take part (Art. 4)."""
        self.decide(taking)

    @transition(
        field=state,
        source=State.ASKED,
        target=State.REFUSED,
        permission=duties.consenting_officer,
        conditions=asks(),
        custom=manner(
            _("Refuse consent"),
            effect=_("The proposal cannot be submitted with this college in it."),
            is_decision=True,
            needs_reason=True,
        ),
    )
    def refuse(self, taking: Taking) -> None:
        """Let the college take no part (Art. 4)."""
        self.decide(taking)

    @transition(
        field=state,
        source=[State.ASKED, State.GIVEN, State.REFUSED],
        target=State.DROPPED,
        permission=duties.makers_of_its_programme,
        conditions=asks(proposal_is_being_written),
        custom=manner(
            _("Do without this college"),
            effect=_("The proposal does not need this college's consent any more."),
            fixes_edition=True,
            locks=("proposal",),
        ),
    )
    def drop(self, taking: Taking) -> None:
        """Go on without the college (Art. 4)."""
