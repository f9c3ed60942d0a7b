"""Reviews: what an expert, who is independent of those who propose, says of a proposal (Art. 4)."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from workflows import clock, reader
from workflows.models import duties
from workflows.models.beginning import Beginning, LinesField
from workflows.models.people import Account, StaffMember
from workflows.models.proposal import Proposal
from workflows.models.record import Record, Taking, asks, manner
from workflows.models.rulebook import RulebookEdition
from workflows.models.state_field import StateField
from workflows.models.triggers import Always
from workflows.regulation.actor import Actor, Role
from workflows.regulation.rubric import BEST_SCORE, Criterion
from workflows.rules.proposals import expert_has_no_part_in_it


class Declaration(forms.Form):
    """What an expert declares before they read the proposal."""

    is_independent = forms.BooleanField(
        label=_("I am not of the team, and have no interest in this programme that could bias me"),
        error_messages={"required": _("Declare it, or recuse yourself instead.")},
    )


class Favour(models.TextChoices):
    """Whether an expert is for a proposal."""

    FAVOURABLE = "favourable", _("favourable")
    UNFAVOURABLE = "unfavourable", _("unfavourable")


class Opinion(forms.Form):
    """An expert's opinion on a proposal, with a score from 1 to 5 for each criterion of the edition in force."""

    together = "scores"
    """What the graph calls the fields that the edition names: they are given as a list."""

    favours = forms.TypedChoiceField(label=_("opinion"), choices=Favour.choices)
    remarks = LinesField(
        label=_("remarks"),
        max_length=2000,
        widget=forms.Textarea,
        help_text=_("Those who propose read them without your name, once the review is concluded."),
    )
    confidential = LinesField(
        label=_("remarks for the offices alone"), max_length=2000, required=False, widget=forms.Textarea
    )

    def __init__(self, *given: Any, **how: Any) -> None:
        """Ask for a score of each criterion, after whether the expert is in favour."""
        super().__init__(*given, **how)
        criteria = RulebookEdition.criteria_on(clock.today())
        scores = {
            one.key: forms.IntegerField(label=_labelled(one), min_value=1, max_value=BEST_SCORE) for one in criteria
        }
        self.fields |= scores
        self.order_fields(["favours", *scores])


def _labelled(criterion: Criterion) -> str:
    label = criterion.label.in_language(reader.language())
    return gettext("%(label)s (Art. %(article)s), 1 to 5") % {"label": label, "article": criterion.article}


def part_in(proposal: Proposal, expert: StaffMember) -> Any:
    """Answer in words the part that an expert has in what is proposed; None where they have none."""
    taking_part = {one.college_id for one in proposal.consents.all() if one.state in ("asked", "given")}
    colleges = {proposal.programme.college_id, *taking_part}
    offices = {one.college_id for one in expert.account.memberships.all()} if expert.account else set()
    if colleges & {expert.college_id, *offices}:
        return _("This expert is of a college that proposes the programme (Art. 4): name another one.")
    directs = {proposal.programme.director_id, proposal.proposed_director.pk}
    team = {*directs, *(course.teacher_id for course in proposal.plan.courses.all())}
    passed = {proposal.endorsed_by_id, proposal.accepted_by_id} - {None}
    if expert.account_id in passed:
        return _("This expert let the proposal pass at a gate (Art. 4): name another one.")
    if expert.pk in team or expert.account_id in proposal.hands:
        return _("This expert is of the team that proposes the programme (Art. 4): name another one.")
    return None


class Review(Record):
    """
    One expert's part in the review of a proposal. An opinion, once given, never changes.

    The database lets nobody of the proposing colleges, of the team or of those who made it be an expert for it.
    """

    class State(models.TextChoices):
        INVITED = "invited", _("invited")
        ACCEPTED = "accepted", _("declared to be independent")
        GIVEN = "given", _("opinion given")
        RECUSED = "recused", _("recused")
        RELEASED = "released", _("released")

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, editable=False, related_name="reviews", verbose_name=_("proposal")
    )
    expert = models.ForeignKey(
        StaffMember,
        models.PROTECT,
        related_name="reviews",
        verbose_name=_("expert"),
        limit_choices_to={"account__memberships__role": Role.EXPERT.value},
        help_text=_("Experts of the proposing college and members of the team are refused."),
    )
    state = StateField(_("state"), default=State.INVITED, choices=State.choices, protected=True)
    round = models.PositiveSmallIntegerField(_("round of review"), editable=False)
    named_by = models.ForeignKey(Account, models.PROTECT, editable=False, related_name="+", verbose_name=_("named by"))
    declared_at = models.DateTimeField(_("declared at"), null=True, editable=False)
    given_at = models.DateTimeField(_("given at"), null=True, editable=False)
    is_favourable = models.BooleanField(_("favourable"), null=True, editable=False)
    scores = models.JSONField(_("scores"), default=dict, db_default={}, editable=False)
    """By the keys of the criteria of the edition by which the opinion was given."""
    remarks = models.TextField(_("remarks"), blank=True, editable=False)
    confidential = models.TextField(_("remarks for the offices alone"), blank=True, editable=False)

    college_path = "proposal__programme__college"
    programme_path = "proposal__programme"
    asker_path = "named_by"
    parents = ("proposal",)
    turns = {State.INVITED: duties.named_expert, State.ACCEPTED: duties.named_expert}
    begins = Beginning(
        "name",
        _("Name an expert"),
        _("The expert is told of it, declares to be independent or recuses themselves, and then reads the proposal."),
        duties.naming_office,
        under="proposal",
        while_it_is=frozenset({Proposal.State.IN_REVIEW}),
        fields=("expert",),
        of_any_college=("expert",),
    )

    class Meta(Record.Meta):
        ordering = ("-pk",)
        verbose_name = _("expert review")
        verbose_name_plural = _("expert reviews")
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.UniqueConstraint(
                fields=("proposal", "round", "expert"),
                condition=~Q(state="released"),
                name="art4_one_opinion_each",
                violation_error_code="NAMED_ALREADY",
                violation_error_message=_("This expert was named already, or recused themselves."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("accepted", "given")) | Q(declared_at__isnull=False),
                name="art4_declared_before_read",
            ),
            models.CheckConstraint(
                condition=~Q(state="given")
                | Q(
                    given_at__isnull=False,
                    is_favourable__isnull=False,
                )
                & ~Q(remarks=""),
                name="art4_opinion_is_whole",
            ),
        )
        triggers = (  # type: ignore[assignment]  # more than every record has
            *Record.Meta.triggers,
            Always(
                name="art4_expert_is_independent",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("expert_id", "proposal_id", "state"),
                func="""
                    IF TG_OP = 'UPDATE' AND (NEW.expert_id, NEW.proposal_id) = (OLD.expert_id, OLD.proposal_id)
                        AND (NEW.state = OLD.state OR NEW.state <> 'given')
                    THEN
                        RETURN NEW;
                    END IF;
                    IF EXISTS (
                        SELECT FROM workflows_staffmember AS expert
                        JOIN workflows_proposal AS proposal ON proposal.id = NEW.proposal_id
                        JOIN workflows_programme AS programme ON programme.id = proposal.programme_id
                        WHERE expert.id = NEW.expert_id AND (
                            expert.college_id = programme.college_id
                            OR expert.id IN (programme.director_id, proposal.new_director_id)
                            OR expert.account_id = ANY(proposal.made_by || programme.made_by)
                            OR expert.id IN (
                                SELECT teacher_id FROM workflows_course AS course
                                JOIN workflows_planversion AS plan ON plan.id = course.plan_version_id
                                WHERE plan.proposal_id = proposal.id
                            )
                            OR expert.college_id IN (
                                SELECT college_id FROM workflows_consent
                                WHERE proposal_id = proposal.id AND state IN ('asked', 'given')
                            )
                        )
                    ) THEN
                        RAISE EXCEPTION 'art4_expert_is_independent: expert % has a part in proposal %',
                            NEW.expert_id, NEW.proposal_id USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            Always(
                name="art4_every_criterion_is_scored",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__state="given", new__edition__isnull=False),
                func="""
                    IF (
                        SELECT array_agg(criterion ->> 'key' ORDER BY criterion ->> 'key')
                        FROM workflows_rulebookedition AS edition,
                            jsonb_array_elements(edition.content -> 'criteria') AS criterion
                        WHERE edition.id = NEW.edition_id
                    ) IS DISTINCT FROM (
                        SELECT array_agg(key ORDER BY key) FROM jsonb_each_text(NEW.scores)
                        WHERE value IN ('1', '2', '3', '4', '5')
                    ) THEN
                        RAISE EXCEPTION 'art4_every_criterion_is_scored: review % scores something else', NEW.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            Always(
                name="opinion_is_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="given"),
                func="""
                    RAISE EXCEPTION 'opinion_is_kept: the opinion of review % was given', OLD.id
                        USING ERRCODE = 'check_violation';
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.proposal} · {self.expert.name}"

    def complete(self, by: Actor) -> None:
        """
        Let it belong to the round of review that the proposal is in.

        :raises ValidationError: the expert has a part in what is reviewed
        """
        super().complete(by)
        self.round = self.proposal.round
        if self.expert_id and (part := part_in(self.proposal, self.expert)):
            raise ValidationError({"expert": ValidationError(part, "CONFLICT")})
        if self.expert_id and by.account_id is not None and self.expert.account_id == by.account_id:
            message = _("Nobody names themselves (Art. 20): a colleague does, or name another expert.")
            raise ValidationError({"expert": ValidationError(message, "CONFLICT")})

    @property
    def colleges(self) -> frozenset[int]:
        """Answer no college: who reviews, and how, the school's offices read alone."""
        return frozenset()

    @classmethod
    def to_its_people(cls) -> tuple[str, ...]:
        """Answer what is fetched for many reviews at once: hands are asked of each."""
        return (*super().to_its_people(), "proposal__programme__director", "proposal__new_director")

    @property
    def hands(self) -> frozenset[int]:
        """Answer who does not name experts for it: who made the proposal."""
        return self.proposal.hands

    @transition(
        field=state,
        source=State.INVITED,
        target=State.ACCEPTED,
        permission=duties.named_expert,
        conditions=asks(),
        custom=manner(
            _("Declare independence"),
            effect=_("You read the proposal, and give your opinion on it."),
            inputs=Declaration,
            locks=("proposal",),
        ),
    )
    def accept(self, taking: Taking) -> None:
        """Declare to be independent of those who propose, and open the proposal (Art. 4)."""
        self.declared_at = taking.at

    @transition(
        field=state,
        source=[State.INVITED, State.ACCEPTED],
        target=State.RECUSED,
        permission=duties.named_expert,
        conditions=asks(),
        custom=manner(
            _("Recuse oneself"),
            effect=_("You give no opinion on this proposal; the Office names another expert."),
            needs_reason=True,
            locks=("proposal",),
        ),
    )
    def recuse(self, taking: Taking) -> None:
        """Give no opinion, because of an interest in what is proposed (Art. 4)."""

    @transition(
        field=state,
        source=State.ACCEPTED,
        target=State.GIVEN,
        permission=duties.named_expert,
        conditions=asks(expert_has_no_part_in_it),
        custom=manner(
            _("Give the opinion"),
            effect=_("It cannot be changed any more. Those who propose read it without your name."),
            inputs=Opinion,
            locks=("proposal",),
            fixes_edition=True,
        ),
    )
    def give(self, taking: Taking) -> None:
        """Give the opinion on the proposal (Art. 4)."""
        given = taking.inputs
        self.given_at, self.is_favourable = taking.at, given["favours"] == Favour.FAVOURABLE
        self.scores = {one.key: given[one.key] for one in taking.judgement.rulebook.edition.criteria}
        self.remarks, self.confidential = given["remarks"], given["confidential"]

    @transition(
        field=state,
        source=[State.INVITED, State.ACCEPTED],
        target=State.RELEASED,
        permission=duties.naming_office,
        conditions=asks(),
        custom=manner(
            _("Release the expert"),
            effect=_("The expert gives no opinion and reads the proposal no more."),
            needs_reason=True,
            locks=("proposal",),
        ),
    )
    def release(self, taking: Taking) -> None:
        """Let the expert go, before they have given an opinion (Art. 4)."""
