"""Links by which an expert without a way to sign in takes part in one review (Art. 4)."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from workflows import clock
from workflows.models import duties
from workflows.models.beginning import Beginning
from workflows.models.people import Account, Membership
from workflows.models.proposal import Proposal
from workflows.models.record import Record, Taking, asks, manner
from workflows.models.review import Review
from workflows.models.state_field import StateField
from workflows.regulation.actor import Actor, Role

LONGEST = dt.timedelta(days=60)
"""How far ahead a link may end."""


class ReviewLink(Record):
    """
    Issued by the Academic Affairs Office for one expert's review of one proposal.

    Whoever opens it before it ends, and before it is revoked, reads what that expert may read and gives that expert's
    opinion, and can do nothing else.
    """

    class State(models.TextChoices):
        LIVE = "live", _("live")
        REVOKED = "revoked", _("revoked")

    review = models.ForeignKey(
        Review, models.PROTECT, editable=False, related_name="links", verbose_name=_("expert review")
    )
    expires_on = models.DateField(_("last day"), help_text=_("At most sixty days ahead; it is good to the end of it."))
    state = StateField(_("state"), default=State.LIVE, choices=State.choices, protected=True)
    issued_by = models.ForeignKey(
        Account, models.PROTECT, editable=False, related_name="+", verbose_name=_("issued by")
    )

    college_path = "review__proposal__programme__college"
    programme_path = "review__proposal__programme"
    asker_path = "issued_by"
    parents = ("review",)
    begins = Beginning(
        "issue",
        _("Issue a link for the expert"),
        _("Whoever has the link takes part in this one review as the expert: send it to nobody else."),
        duties.naming_office,
        under="review",
        while_it_is=frozenset({Review.State.INVITED, Review.State.ACCEPTED}),
        fields=("expires_on",),
    )

    class Meta(Record.Meta):
        ordering = ("-pk",)
        verbose_name = _("link for a review")
        verbose_name_plural = _("links for reviews")
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.UniqueConstraint(
                fields=("review",),
                condition=Q(state="live"),
                name="art4_one_live_link",
                violation_error_code="ISSUED_ALREADY",
                violation_error_message=_("There is a link for this review already: revoke that one first."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.review} · {self.expires_on}"

    @property
    def colleges(self) -> frozenset[int]:
        """Answer no college: who reviews the school's offices read alone."""
        return frozenset()

    @property
    def hands(self) -> frozenset[int]:
        """Answer who does not issue links: who made the proposal."""
        return self.review.hands

    @classmethod
    def with_a_hand_of(cls, account_id: int | None) -> Q:
        """Answer the condition of the links among whose ``hands`` an account is."""
        made = Proposal.objects.filter(Proposal.with_a_hand_of(account_id))
        return Q(review__proposal__in=made.values("pk"))

    @classmethod
    def to_its_people(cls) -> tuple[str, ...]:
        """Answer what is fetched for many links at once: hands are asked of each."""
        return (*super().to_its_people(), "review__proposal__programme__director", "review__proposal__new_director")

    def complete(self, by: Actor) -> None:
        """
        Keep who issues it.

        :raises ValidationError: its last day is past, or too far ahead; or nobody is an expert who could open it
        """
        super().complete(by)
        today = clock.today()
        if self.expires_on and not today <= self.expires_on <= today + LONGEST:
            message = _("Choose a day from today on, at most sixty days ahead.")
            raise ValidationError({"expires_on": ValidationError(message, "OUT_OF_RANGE")})
        if not Membership.objects.filter(account=self.review.expert.account_id, role=Role.EXPERT).exists():
            message = _("Whom this review is of holds no office of an expert any more: release them, and name another.")
            raise ValidationError({NON_FIELD_ERRORS: ValidationError(message, "NO_EXPERT")})

    def is_good(self) -> bool:
        """Answer whether it opens the review now."""
        is_over = self.review.state == Review.State.RELEASED
        return self.state == self.State.LIVE and clock.today() <= self.expires_on and not is_over

    @transition(
        field=state,
        source=State.LIVE,
        target=State.REVOKED,
        permission=duties.naming_office,
        conditions=asks(),
        custom=manner(_("Revoke the link"), effect=_("It opens nothing any more; what was done by it stays.")),
    )
    def revoke(self, taking: Taking) -> None:
        """Let the link open nothing any more (Art. 4)."""
