"""Applications (报名): one student, one intake, from draft to decision (Art. 9, 12)."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from workflows.models import duties
from workflows.models.beginning import Beginning, Revision
from workflows.models.intake import Intake
from workflows.models.people import Student
from workflows.models.record import Record, Taking, asks, manner
from workflows.models.state_field import StateField
from workflows.models.triggers import Always
from workflows.regulation.actor import Actor
from workflows.rules.intakes import (
    a_place_is_left,
    college_recruits_the_student,
    intake_awaits_decisions,
    intake_is_open,
)
from workflows.rules.programmes import programme_recruits
from workflows.rules.students import (
    ApplicationHistory,
    ApplicationsPerPeriod,
    MicroMajorsInProgress,
    Standing,
    class_ends_before_graduation,
    major_has_no_failed_course,
    standing_as_record,
    student_has_an_application_left,
    student_has_no_other_in_progress,
    student_is_in_an_eligible_year,
    student_is_on_the_rolls,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

WHOEVER_MAY_APPLY = (
    student_is_on_the_rolls,
    student_is_in_an_eligible_year,
    major_has_no_failed_course,
    student_has_an_application_left,
    student_has_no_other_in_progress,
    class_ends_before_graduation,
    college_recruits_the_student,
    programme_recruits,
)
"""What Art. 8, 9 and 12 ask: of the student when she submits, and again of the college when it admits."""


class Application(Record):
    """
    A student's application to an intake.

    Her standing is frozen when she submits, as evidence with its source and date. What the college decides
    stays hidden from her until the school publishes the list.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        UNDER_REVIEW = "under_review", _("under review")
        RETURNED = "returned", _("returned")
        ADMITTED = "admitted", _("admitted")
        WAITLISTED = "waitlisted", _("waitlisted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("lapsed")

    DECIDED = frozenset({State.ADMITTED, State.WAITLISTED, State.DECLINED})
    """States that an applicant sees only once the list is published."""
    LIVE = (
        State.DRAFT,
        State.SUBMITTED,
        State.UNDER_REVIEW,
        State.RETURNED,
        State.ADMITTED,
        State.WAITLISTED,
    )
    """States that can still lead to a place, or have. A declined one can be withdrawn too: until the list is
    published, she must not learn from the steps that are left what was decided."""
    BEFORE_SUBMISSION = frozenset({State.DRAFT, State.RETURNED})
    """States in which the next step is the student's own."""
    WAITING = frozenset({State.SUBMITTED, State.UNDER_REVIEW, State.RETURNED})
    """States in which the application still needs somebody's work before the list can be made."""

    student = models.ForeignKey(
        Student, models.PROTECT, editable=False, related_name="applications", verbose_name=_("student")
    )
    intake = models.ForeignKey(
        Intake, models.PROTECT, editable=False, related_name="applications", verbose_name=_("intake")
    )
    state = StateField(_("state"), default=State.DRAFT, choices=State.choices, protected=True, db_index=True)
    statement = models.TextField(
        _("statement"),
        blank=True,
        max_length=2000,
        validators=[MaxLengthValidator(2000)],
        help_text=_("Why she applies, in at most 2,000 characters."),
    )

    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True, editable=False)
    standing = models.JSONField(_("standing at submission"), null=True, blank=True, editable=False)
    period = models.CharField(_("period"), max_length=12, blank=True, editable=False)
    period_ordinal = models.PositiveSmallIntegerField(_("which one of the period"), null=True, editable=False)
    period_limit = models.PositiveSmallIntegerField(_("applications per period"), null=True, editable=False)
    exception_reason = models.TextField(_("reason for one more application"), blank=True, editable=False)
    progress_ordinal = models.PositiveSmallIntegerField(_("which one in progress"), null=True, editable=False)
    progress_limit = models.PositiveSmallIntegerField(_("micro-majors at a time"), null=True, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    decision_note = models.TextField(_("note to the applicant"), blank=True, editable=False)

    college_path = "intake__programme__college"  # the one that decides, not the student's
    programme_path = "intake__programme"
    asker_path = "student__account"  # nobody decides their own application
    asks_for_waivers = duties.applicant_or_college
    turns = {
        State.DRAFT: duties.the_student,
        State.SUBMITTED: duties.deciding_college_officer,
        State.UNDER_REVIEW: duties.deciding_college_officer,
        State.RETURNED: duties.the_student,
    }
    parents = ("student", "intake")
    begins = Beginning(
        "start",
        _("Start an application"),
        _("A draft is there, which counts for nothing: the rules are asked when it is submitted."),
        duties.the_student,
        under="intake",
        while_it_is=frozenset({Intake.State.PLANNED, Intake.State.OPEN}),
        fields=("statement",),
    )
    revises = Revision(duties.the_student, BEFORE_SUBMISSION, begins.fields)

    class Meta(Record.Meta):
        ordering = ("-pk",)
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes = (models.Index(fields=("intake", "state"), name="application_by_intake"),)
        constraints = (
            models.UniqueConstraint(
                fields=("student", "intake"),
                condition=~models.Q(state__in=("withdrawn", "lapsed")),  # with a cancelled intake both of hers lapse
                name="art12_one_application_per_intake",
                violation_error_code="ALREADY_APPLIED",
                violation_error_message=_(
                    "You have an application to this intake already: go on with that one, or withdraw it first."
                ),
            ),
            models.UniqueConstraint(fields=("student", "period", "period_ordinal"), name="art12_1_counted_once"),
            models.CheckConstraint(
                condition=models.Q(period_ordinal__isnull=True)
                | models.Q(period_limit__isnull=True)
                | models.Q(period_ordinal__lte=models.F("period_limit"))
                | ~models.Q(exception_reason=""),
                name="art12_1_one_a_period_or_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "withdrawn", "lapsed"))
                | (models.Q(period_ordinal__isnull=False) & ~models.Q(period="")),
                name="art12_1_counts_once_submitted",
            ),
            models.UniqueConstraint(fields=("student", "progress_ordinal"), name="art12_1_one_in_progress"),
            models.CheckConstraint(
                condition=models.Q(progress_ordinal__isnull=True)
                | models.Q(progress_limit__isnull=True)
                | models.Q(progress_ordinal__lte=models.F("progress_limit")),
                name="art12_1_no_more_in_progress",
            ),
            models.CheckConstraint(
                condition=models.Q(state="admitted", progress_ordinal__isnull=False)
                | (~models.Q(state="admitted") & models.Q(progress_ordinal__isnull=True)),
                name="art12_1_admitted_is_in_progress",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("withdrawn", "lapsed"))
                | models.Q(state="draft", submitted_at__isnull=True, standing__isnull=True)
                | (~models.Q(state="draft") & models.Q(submitted_at__isnull=False, standing__isnull=False)),
                name="art12_submitted_with_its_standing",
            ),
        )
        triggers = (  # type: ignore[assignment]  # more than every record has
            *Record.Meta.triggers,
            Always(
                name="standing_is_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("standing", "submitted_at"),
                condition=pgtrigger.Q(old__standing__isnull=False),
                func="""
                    IF (NEW.standing IS DISTINCT FROM OLD.standing OR NEW.submitted_at IS DISTINCT FROM OLD.submitted_at)
                        AND NOT (OLD.state = 'returned' AND NEW.state = 'submitted') THEN
                        RAISE EXCEPTION 'frozen: the standing of application % was frozen at its submission', OLD.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,  # noqa: E501  one condition of SQL
            ),
            pgtrigger.Trigger(
                name="places",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Delete | pgtrigger.UpdateOf("state", "intake_id"),
                func="""
                    IF TG_OP <> 'INSERT' AND OLD.state = 'admitted' THEN
                        UPDATE workflows_intake SET places_taken = places_taken - 1 WHERE id = OLD.intake_id;
                    END IF;
                    IF TG_OP <> 'DELETE' AND NEW.state = 'admitted' THEN
                        UPDATE workflows_intake SET places_taken = places_taken + 1 WHERE id = NEW.intake_id;
                    END IF;
                    RETURN NULL;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.student} → {self.intake}"

    def complete(self, by: Actor) -> None:
        """Let it be the application of the student who begins it."""
        if self._state.adding:
            self.student_id = by.student_id  # type: ignore[assignment]  # nobody but a student has the duty

    def is_handled_by(self, actor: Actor) -> bool:
        """Answer whether the actor is of those who handle applications, and not the applicant."""
        return super().is_handled_by(actor) and actor.student_id != self.student_id

    @transition(
        field=state,
        source=[State.DRAFT, State.RETURNED],
        target=State.SUBMITTED,
        permission=duties.the_student,
        conditions=asks(intake_is_open, *WHOEVER_MAY_APPLY),
        custom=manner(
            _("Submit"),
            effect=_(
                "The student's standing of this moment is kept as evidence, and the application counts for the period."
            ),
            locks=("intake__programme", "student", "intake"),  # no programme is suspended meanwhile (Art. 8)
            fixes_edition=True,
        ),
    )
    def submit(self, taking: Taking) -> None:
        """Apply, with the standing of this moment as evidence (Art. 12)."""
        self.submitted_at = taking.at
        self.standing = standing_as_record(taking.judgement.facts_of(Standing))
        self._count_in_the_period(taking)

    @transition(
        field=state,
        source=State.SUBMITTED,
        target=State.UNDER_REVIEW,
        permission=duties.deciding_college_officer,
        conditions=asks(),
        custom=manner(_("Take up"), effect=_("The applicant sees that it is being reviewed.")),
    )
    def take_up(self, taking: Taking) -> None:
        """Begin to review it (Art. 9)."""

    @transition(
        field=state,
        source=State.UNDER_REVIEW,
        target=State.RETURNED,
        permission=duties.deciding_college_officer,
        conditions=asks(intake_awaits_decisions),
        custom=manner(
            _("Return"),
            effect=_("The applicant reads your reason, may change the application and submits it again."),
            is_decision=True,
            needs_reason=True,
            locks=("intake",),
        ),
    )
    def send_back(self, taking: Taking) -> None:
        """Give it back to the student with what is missing (Art. 9)."""
        self.decision_note = taking.reason

    @transition(
        field=state,
        source=[State.UNDER_REVIEW, State.WAITLISTED],
        target=State.ADMITTED,
        permission=duties.deciding_college_officer,
        conditions=asks(intake_awaits_decisions, a_place_is_left, *WHOEVER_MAY_APPLY),
        custom=manner(
            _("Admit"),
            effect=_("One place is taken. The applicant learns of it when the school publishes the list."),
            is_decision=True,
            locks=("student", "intake"),
        ),
    )
    def admit(self, taking: Taking) -> None:
        """Give the student one of the places (Art. 9); she learns of it when the list is published (Art. 17)."""
        self._decide(taking)
        limits = taking.judgement.parameters_of(student_has_no_other_in_progress)
        self.progress_limit = limits.maximum if isinstance(limits, MicroMajorsInProgress) else None
        others = Application.objects.filter(student_id=self.student_id, progress_ordinal__isnull=False)
        self.progress_ordinal = _first_free(others.values_list("progress_ordinal", flat=True))
        if self.progress_limit is not None and self.progress_ordinal > self.progress_limit:
            self.progress_limit = None  # the door let it pass: waived, or an edition whose clause does not bind

    @transition(
        field=state,
        source=State.UNDER_REVIEW,
        target=State.WAITLISTED,
        permission=duties.deciding_college_officer,
        conditions=asks(intake_awaits_decisions, *WHOEVER_MAY_APPLY),
        custom=manner(
            _("Put on the waiting list"),
            effect=_("No place is taken. The applicant learns of it when the school publishes the list."),
            is_decision=True,
            locks=("student", "intake"),
        ),
    )
    def waitlist(self, taking: Taking) -> None:
        """Let the student wait for a place (Art. 9)."""
        self._decide(taking)

    @transition(
        field=state,
        source=[State.UNDER_REVIEW, State.WAITLISTED],
        target=State.DECLINED,
        permission=duties.deciding_college_officer,
        conditions=asks(intake_awaits_decisions),
        custom=manner(
            _("Decline"),
            effect=_("The applicant reads your reason when the school publishes the list."),
            is_decision=True,
            needs_reason=True,
            locks=("intake",),
        ),
    )
    def decline(self, taking: Taking) -> None:
        """Decide against it, with a reason that the student will read (Art. 9)."""
        self._decide(taking)

    @transition(
        field=state,
        source=[State.ADMITTED, State.WAITLISTED, State.DECLINED],
        target=State.UNDER_REVIEW,
        permission=duties.deciding_college_officer,
        conditions=asks(intake_awaits_decisions),
        custom=manner(
            _("Reconsider"),
            effect=_("The decision is taken back and its place is free again. Nobody outside has seen it."),
            is_decision=True,
            needs_reason=True,
            locks=("student", "intake"),
        ),
    )
    def reconsider(self, taking: Taking) -> None:
        """Take a decision back that nobody outside has seen (Art. 9); the place is free again."""
        self._leave_the_place()
        self.decided_at, self.decision_note = None, ""

    @transition(
        field=state,
        source=[*LIVE, State.DECLINED],
        target=State.WITHDRAWN,
        permission=duties.the_student,
        conditions=asks(),
        custom=manner(
            _("Withdraw"),
            effect=_("The application ends; withdrawn before the intake closes, it counts as never made."),
            locks=("student", "intake"),
        ),
    )
    def withdraw(self, taking: Taking) -> None:
        """Give it up; before the window closes it then counts as never made (Art. 12(1))."""
        self._leave_the_place()
        if self.intake.closes_at and taking.at < self.intake.closes_at:
            self.period_ordinal = None

    @transition(
        field=state,
        source=[*LIVE, State.DECLINED, State.WITHDRAWN],
        target=State.LAPSED,
        permission=duties.the_portal,
        conditions=asks(),
        custom=manner(
            _("Let lapse"), effect=_("The application ends as if never made."), needs_reason=True, locks=("intake",)
        ),
    )
    def lapse(self, taking: Taking) -> None:
        """End with the intake that was cancelled, as if never made (Art. 12(1))."""
        self._leave_the_place()
        self.period_ordinal = None
        self.decided_at, self.decision_note = None, taking.reason

    def _count_in_the_period(self, taking: Taking) -> None:
        limits = taking.judgement.parameters_of(student_has_an_application_left)
        history = taking.judgement.facts_of(ApplicationHistory)
        self.period = history.now.label(limits.per if isinstance(limits, ApplicationsPerPeriod) else "academic_year")
        self.period_limit = limits.maximum if isinstance(limits, ApplicationsPerPeriod) else None
        others = Application.objects.filter(
            student_id=self.student_id, period=self.period, period_ordinal__isnull=False
        )
        self.period_ordinal = _first_free(others.exclude(pk=self.pk).values_list("period_ordinal", flat=True))
        exceeds = self.period_limit is not None and self.period_ordinal > self.period_limit
        self.exception_reason = taking.reason if exceeds else ""
        if exceeds and not self.exception_reason:
            self.period_limit = None  # the door let it pass without a reason: waived, or an edition that never blocks

    def _decide(self, taking: Taking) -> None:
        self.decided_at = taking.at
        self.decision_note = taking.reason

    def _leave_the_place(self) -> None:
        self.progress_ordinal = self.progress_limit = None


def _first_free(taken: Iterable[Any]) -> int:
    """Answer the smallest ordinal that no other row bears; the caller holds the lock that keeps it free."""
    used = set(taken)
    return next(number for number in count(1) if number not in used)
