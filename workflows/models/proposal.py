"""Proposals: what a college puts forward, and the gates that it passes until the school decides (Art. 4 to 6)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from workflows import clock
from workflows.models import duties
from workflows.models.beginning import FIRST_YEAR, LAST_YEAR, Beginning, Revision
from workflows.models.construction_step import CONSTRUCTION_STEPS
from workflows.models.gates import CONDITIONS, HELD_IN_ORDER, HELD_ONCE_SUBMITTED, MAKERS_DO_NOT_DECIDE, Comments
from workflows.models.intake import MOST_PLACES
from workflows.models.of_programme import MadeOfProgramme
from workflows.models.people import Account, StaffMember
from workflows.models.plan import COURSES, REQUIREMENTS
from workflows.models.programme import AT_A_GATE, Decision, Programme
from workflows.models.record import Record, Taking, asks, manner
from workflows.models.state_field import StateField
from workflows.models.texts import long_text
from workflows.pinyin import sort_key
from workflows.regulation.actor import Actor
from workflows.rules.proposals import experts_are_in_favour

OF_A_NEW_ONE = ("first_year", "first_places", "first_recruits")
"""What is planned with a programme that is new."""
OF_AN_ESTABLISHED = ("new_title", "new_title_en", "new_director")
"""What changes, with its plan, of a programme that is established; one that is new is revised itself."""


def _gate(label: Any) -> Any:
    return models.ForeignKey(Account, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=label)


def _instant(label: Any) -> Any:
    return models.DateTimeField(label, null=True, editable=False)


class Proposal(MadeOfProgramme):
    """
    What a college puts forward (Art. 4, 6): to establish a programme, or to change the training plan of one.

    It is written by those who make the programme; then the college, the Office, experts and the school look at it, each
    at their gate, and none of them has had a hand in it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        SUBMITTED = "submitted", _("submitted to the college")
        ENDORSED = "endorsed", _("endorsed by the college")
        IN_REVIEW = "in_review", _("in expert review")
        REVIEWED = "reviewed", _("reviewed")
        ESTABLISHED = "established", _("approved by the school")
        RETURNED = "returned", _("returned for revision")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")

    WRITTEN = frozenset({State.DRAFT, State.RETURNED})
    """States in which those who make it change it."""
    OPEN = WRITTEN | {*AT_A_GATE}
    """States that are not its last one."""

    state = StateField(_("state"), default=State.DRAFT, choices=State.choices, protected=True)
    proposed_by = models.ForeignKey(
        Account, models.PROTECT, editable=False, related_name="+", verbose_name=_("proposed by")
    )
    positioning = long_text(_("positioning"), _("What the programme is for, and for whom (Art. 6(1))."))
    objectives = long_text(_("objectives"), _("What its students can do at the end (Art. 6(1))."))
    demand_research = long_text(
        _("research into demand"), _("Whom was asked, and what it showed (Art. 4); put the files beside it.")
    )
    partners = long_text(_("partners"), _("Institutes and enterprises, and what each brings (Art. 5); none is fine."))
    new_title = models.CharField(
        _("new title"),
        max_length=80,
        blank=True,
        default="",
        db_default="",
        help_text=_("Of a programme that is established; empty: as it is."),
    )
    new_title_en = models.CharField(_("new title in English"), max_length=160, blank=True, default="", db_default="")
    new_director = models.ForeignKey(
        StaffMember,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("new director"),
        help_text=_("Of a programme that is established; empty: as it is."),
    )
    first_year = models.PositiveSmallIntegerField(
        _("academic year of the first intake"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
        help_text=_("By its first calendar year: 2026 for 2026-2027 (Art. 6(4))."),
    )
    first_places = models.PositiveSmallIntegerField(
        _("places of the first intake"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)],
    )
    first_recruits = long_text(_("whom the first intake recruits"), _("And how it selects."))
    round = models.PositiveSmallIntegerField(_("round of review"), default=0, editable=False)
    comments = models.JSONField(_("comments"), default=dict, editable=False)
    submitted_at, submitted_by = _instant(_("submitted at")), _gate(_("submitted by"))
    endorsed_at, endorsed_by = _instant(_("endorsed at")), _gate(_("endorsed by"))
    accepted_at, accepted_by = _instant(_("accepted at")), _gate(_("accepted by"))
    reviewed_at, reviewed_by = _instant(_("review concluded at")), _gate(_("review concluded by"))
    decided_at, decided_by = _instant(_("decided at")), _gate(_("decided by"))
    decision_number = models.CharField(_("number of the decision"), max_length=60, blank=True, editable=False)
    decision_reason = models.TextField(_("reason of the decision"), blank=True, editable=False)

    asker_path = "proposed_by"
    asks_for_waivers = duties.programme_makers
    turns = {**dict.fromkeys(WRITTEN, duties.programme_makers), **duties.GATES}
    begins = Beginning(
        "draft",
        _("Write a proposal"),
        _("It begins with the words and the training plan of the proposal before it."),
        duties.programme_makers,
        under="programme",
        while_it_is=frozenset({Programme.State.PROPOSED, Programme.State.ESTABLISHED, Programme.State.SUSPENDED}),
    )
    revises = Revision(
        duties.programme_makers,
        WRITTEN,
        (
            "positioning", "objectives", "demand_research", "partners", *OF_AN_ESTABLISHED, *OF_A_NEW_ONE,
        ),
    )  # fmt: skip

    made_of = {"courses": COURSES, "requirements": REQUIREMENTS, "construction_steps": CONSTRUCTION_STEPS}

    class Meta(MadeOfProgramme.Meta):
        ordering = ("-pk",)
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.UniqueConstraint(
                fields=("programme",),
                condition=~Q(state__in=("established", "rejected", "withdrawn")),
                name="art4_one_proposal_at_a_time",
                violation_error_code="OPEN_ALREADY",
                violation_error_message=_("Another proposal of this programme is open: go on with that one."),
            ),
            *HELD_IN_ORDER,
        )
        triggers = (  # type: ignore[assignment]  # more than every record has
            *Record.Meta.triggers,
            MAKERS_DO_NOT_DECIDE,
            HELD_ONCE_SUBMITTED,
        )

    def __str__(self) -> str:
        return f"{self.programme} · {clock.day_of(self.created_at)}"

    def complete(self, by: Actor) -> None:
        """
        Let a new one begin with the words of the one before it.

        :raises ValidationError: it would change what a new programme says itself
        """
        super().complete(by)
        if self._is_new and (given := [name for name in OF_AN_ESTABLISHED if getattr(self, name)]):
            message = _("This programme is not established yet: revise the programme itself.")
            raise ValidationError(dict.fromkeys(given, ValidationError(message, "NOT_ESTABLISHED")))
        if self._state.adding and (before := self.programme.proposals.order_by("-pk").first()):
            self.made_by = sorted({*self.made_by, *before.made_by})  # whose words they are decides on them no more
            for name in self._carried_over():
                setattr(self, name, getattr(before, name))

    def _carried_over(self) -> tuple[str, ...]:
        """Answer the fields that a further proposal takes over: no change twice, nor the first intake of a new one."""
        fields = Proposal.revises.fields if Proposal.revises else ()
        once = OF_AN_ESTABLISHED if self._is_new else (*OF_AN_ESTABLISHED, *OF_A_NEW_ONE)
        return tuple(name for name in fields if name not in once)

    @property
    def _is_new(self) -> bool:
        return self.programme.state == Programme.State.PROPOSED

    @property
    def proposed_title(self) -> str:
        """Answer the title that the programme has once this is approved."""
        return self.new_title or self.programme.title

    @property
    def proposed_director(self) -> StaffMember:
        """Answer who directs the programme once this is approved."""
        return self.new_director or self.programme.director

    @property
    def changes(self) -> dict[str, Any]:
        """Answer what changes of an established programme once this is approved, by its columns."""
        titled = {"title": self.new_title, "pinyin": sort_key(self.new_title)} if self.new_title else {}
        given = {"title_en": self.new_title_en, "director_id": self.new_director_id}
        return titled | {column: value for column, value in given.items() if value}

    @property
    def hands(self) -> frozenset[int]:
        """Answer who does not decide on it: who made it or its programme, and who directs that, now or then."""
        then = self.proposed_director.account_id
        return super().hands | {*self.programme.made_by} | (frozenset() if then is None else {then})

    def takes_files_of(self, actor: Actor) -> bool:
        """Answer whether somebody may put a file beside it: while it is looked at, those who look, at their gate."""
        if self.state not in AT_A_GATE or actor.oversees_school:
            return True
        return self.state == self.State.SUBMITTED and actor.account_id not in self.hands

    @classmethod
    def with_a_hand_of(cls, account_id: int | None) -> Q:
        """Answer the condition of the proposals among whose ``hands`` an account is."""
        made = super().with_a_hand_of(account_id)
        if account_id is None:
            return made
        return made | Q(programme__made_by__contains=[account_id]) | Q(new_director__account=account_id)

    @classmethod
    def to_its_people(cls) -> tuple[str, ...]:
        """Answer what is fetched for many proposals at once: hands are asked of each."""
        return (*super().to_its_people(), "new_director")

    @transition(
        field=state,
        source=[State.DRAFT, State.RETURNED],
        target=State.SUBMITTED,
        permission=duties.programme_makers,
        conditions=asks(*CONDITIONS),
        custom=manner(
            _("Submit"),
            effect=_(
                "The college decides whether to endorse it. Nothing of it changes before it is decided or returned."
            ),
            locks=("programme",),
            fixes_edition=True,
        ),
    )
    def submit(self, taking: Taking) -> None:
        """Hand the proposal to the lead college (Art. 4)."""
        self.submitted_at, self.submitted_by_id = taking.at, taking.by.account_id
        self.add_hand(taking.by)

    @transition(
        field=state,
        source=State.SUBMITTED,
        target=State.ENDORSED,
        permission=duties.endorsing_officer,
        conditions=asks(*CONDITIONS),
        custom=manner(
            _("Endorse"),
            effect=_("It goes to the Academic Affairs Office."),
            is_decision=True,
            locks=("programme",),
        ),
    )
    def endorse(self, taking: Taking) -> None:
        """Endorse the proposal for the college (Art. 4)."""
        self.endorsed_at, self.endorsed_by_id = taking.at, taking.by.account_id

    @transition(
        field=state,
        source=State.ENDORSED,
        target=State.IN_REVIEW,
        permission=duties.reviewing_office,
        conditions=asks(*CONDITIONS),
        custom=manner(
            _("Accept for review"),
            effect=_("Experts can be named, and judge it."),
            is_decision=True,
            locks=("programme",),
        ),
    )
    def accept(self, taking: Taking) -> None:
        """Accept the proposal for expert review (Art. 4, 10)."""
        self.accepted_at, self.accepted_by_id = taking.at, taking.by.account_id
        self.reviewed_at = None
        self.round += 1

    @transition(
        field=state,
        source=State.IN_REVIEW,
        target=State.REVIEWED,
        permission=duties.reviewing_office,
        conditions=asks(experts_are_in_favour),
        custom=manner(
            _("Conclude the review"),
            effect=_("The school decides. Who makes it reads the experts' opinions, without their names."),
            is_decision=True,
            is_confidential=True,
            locks=("programme",),
        ),
    )
    def conclude(self, taking: Taking) -> None:
        """Conclude the expert review (Art. 4)."""
        self.reviewed_at, self.reviewed_by_id = taking.at, taking.by.account_id

    @transition(
        field=state,
        source=State.REVIEWED,
        target=State.ESTABLISHED,
        permission=duties.approving_school,
        conditions=asks(*CONDITIONS, experts_are_in_favour),
        custom=manner(
            _("Approve"),
            effect=_(
                "Its training plan is frozen and holds from now on. A new programme is established with it: its page "
                "can be published and intakes can be planned. A new title or director holds from now on too."
            ),
            is_decision=True,
            inputs=Decision,
            locks=("programme",),
        ),
    )
    def establish(self, taking: Taking) -> None:
        """Approve the proposal by the school's decision (Art. 4, 6(5)); its plan is frozen with it."""
        self.decision_number = taking.inputs["decision_number"]
        self._decide(taking)

    @transition(
        field=state,
        source=[State.SUBMITTED, State.ENDORSED, State.IN_REVIEW, State.REVIEWED],
        target=State.RETURNED,
        permission=duties.gatekeeper,
        conditions=asks(),
        custom=manner(
            _("Return for revision"),
            effect=_("Those who make it mend it and submit it again; it then passes every gate anew."),
            is_decision=True,
            needs_reason=True,
            inputs=Comments,
        ),
    )
    def send_back(self, taking: Taking) -> None:
        """Return the proposal to those who make it, with comments (Art. 4)."""
        self.comments = {name: said for name, said in taking.inputs.items() if said}
        # When a review was concluded stays until the next one begins: those who mend it read what the experts said.
        self.endorsed_at = self.accepted_at = None
        self.endorsed_by = self.accepted_by = self.reviewed_by = None

    @transition(
        field=state,
        source=[State.SUBMITTED, State.ENDORSED, State.IN_REVIEW, State.REVIEWED],
        target=State.REJECTED,
        permission=duties.gatekeeper,
        conditions=asks(),
        custom=manner(
            _("Reject"),
            effect=_("It stays readable and cannot be taken up again; another proposal can begin with its words."),
            is_decision=True,
            needs_reason=True,
        ),
    )
    def reject(self, taking: Taking) -> None:
        """Turn the proposal down (Art. 4)."""
        self._decide(taking)

    @transition(
        field=state,
        source=[State.DRAFT, State.RETURNED, State.SUBMITTED, State.ENDORSED, State.IN_REVIEW, State.REVIEWED],
        target=State.WITHDRAWN,
        permission=duties.programme_makers,
        conditions=asks(),
        custom=manner(
            _("Withdraw"),
            effect=_("It stays readable and cannot be taken up again; another proposal can begin with its words."),
        ),
    )
    def withdraw(self, taking: Taking) -> None:
        """Take the proposal back (Art. 4)."""

    def _decide(self, taking: Taking) -> None:
        self.decided_at, self.decided_by_id = taking.at, taking.by.account_id
        self.decision_reason = taking.reason
