"""Annual reviews: a college reports on a programme's year, and the school decides whether it goes on (Art. 6(4), 8)."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django import forms
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from workflows.models import duties
from workflows.models.beginning import FIRST_YEAR, LAST_YEAR, Beginning, Revision
from workflows.models.intake import MOST_PLACES
from workflows.models.of_programme import MadeOfProgramme
from workflows.models.people import Account
from workflows.models.programme import Decision, Programme
from workflows.models.proposal import Proposal
from workflows.models.record import Record, Taking, asks, manner
from workflows.models.state_field import StateField
from workflows.models.texts import long_text
from workflows.models.triggers import Always, Refuse, RefuseTruncate
from workflows.regulation.actor import Actor
from workflows.rules.annual_reviews import Report, annual_report_is_filed, reports_on_a_year_of_the_programme
from workflows.rules.programmes import programme_is_not_revoked


class Continuation(Decision):
    """The school's decision that a programme goes on, and with how many places."""

    places = forms.IntegerField(label=_("places granted for the next year"), min_value=1, max_value=MOST_PLACES)


class AnnualReview(MadeOfProgramme):
    """
    What a college reports of one academic year of a programme, with its plan for the next one (Art. 6(4)).

    The figures come from the records, and are frozen when the report is submitted. The school decides: to continue with
    so many places, to suspend, or to revoke (Art. 8).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("report being written")
        SUBMITTED = "submitted", _("report submitted")
        RETURNED = "returned", _("returned for revision")
        CONTINUED = "continued", _("goes on")
        SUSPENDED = "suspended", _("suspension decided")
        REVOKED = "revoked", _("revocation decided")

    WRITTEN = frozenset({State.DRAFT, State.RETURNED})

    academic_year = models.PositiveSmallIntegerField(
        _("academic year under review, by its first calendar year"),
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR - 1)],
        help_text=_("2025 for 2025-2026; the plan is for the year after."),
    )
    state = StateField(_("state"), default=State.DRAFT, choices=State.choices, protected=True)
    reported_by = models.ForeignKey(
        Account, models.PROTECT, editable=False, related_name="+", verbose_name=_("reported by")
    )
    report = long_text(_("teaching quality"), _("How the year went: teaching, results, what students say (Art. 6(4))."))
    feedback = long_text(_("feedback from employers and partners"), _("And what follows for the courses (Art. 8)."))
    next_places = models.PositiveSmallIntegerField(
        _("places planned for the next year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)],
    )
    next_recruits = long_text(
        _("recruitment plan for the next year"), _("Whom it recruits, and why so many (Art. 6(4)).")
    )
    figures = models.JSONField(_("figures"), default=dict, editable=False, encoder=DjangoJSONEncoder)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decision_number = models.CharField(_("number of the decision"), max_length=60, blank=True, editable=False)
    decision_reason = models.TextField(_("reason of the decision"), blank=True, editable=False)
    granted = models.PositiveSmallIntegerField(_("places granted for the next year"), null=True, editable=False)

    asker_path = "reported_by"
    turns = {**dict.fromkeys(WRITTEN, duties.programme_makers), State.SUBMITTED: duties.school_approver}
    revises = Revision(duties.programme_makers, WRITTEN, ("report", "feedback", "next_places", "next_recruits"))
    begins = Beginning(
        "begin",
        _("Report on a year"),
        _("The figures are taken from the records when it is submitted; the school then decides on the next year."),
        duties.programme_makers,
        under="programme",
        while_it_is=frozenset({Programme.State.ESTABLISHED, Programme.State.SUSPENDED}),
        fields=("academic_year", *revises.fields),
    )

    class Meta(MadeOfProgramme.Meta):
        ordering = ("-academic_year", "-pk")
        verbose_name = _("annual review")
        verbose_name_plural = _("annual reviews")
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.UniqueConstraint(
                fields=("programme", "academic_year"),
                name="art6_4_one_review_a_year",
                violation_error_code="BEGUN_ALREADY",
                violation_error_message=_("There is a report on this year already: go on with that one."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("continued", "suspended", "revoked"))
                | Q(submitted_at__isnull=False, decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(decision_number=""),
                name="art6_4_decided_under_a_number",
            ),
            models.CheckConstraint(
                condition=Q(state="continued", granted__isnull=False, granted__gte=1)
                | ~Q(state="continued") & Q(granted__isnull=True),
                name="art6_4_continued_with_places",
            ),
        )
        triggers = (  # type: ignore[assignment]  # more than every record has
            *Record.Meta.triggers,
            Always(
                name="art20_reporter_does_not_decide",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF EXISTS (
                        SELECT FROM workflows_programme AS programme
                        JOIN workflows_staffmember AS director ON director.id = programme.director_id
                        WHERE programme.id = NEW.programme_id
                            AND NEW.decided_by_id = ANY(array_append(NEW.made_by, director.account_id::bigint))
                    ) THEN
                        RAISE EXCEPTION 'art20_reporter_does_not_decide: review % is for others to decide', NEW.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            Always(
                name="figures_are_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(
                    old__state__in=("submitted", "continued", "suspended", "revoked"),
                    old__figures__df=pgtrigger.F("new__figures"),
                ),
                func="""
                    RAISE EXCEPTION 'figures_are_frozen: the figures of review % were submitted', OLD.id
                        USING ERRCODE = 'check_violation';
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.programme} · {self.academic_year}-{self.academic_year + 1}"

    def complete(self, by: Actor) -> None:
        """
        Keep whose hand this was.

        :raises ValidationError: where the next year's places are granted already
        """
        super().complete(by)
        is_given = self._state.adding and self.academic_year is not None
        if is_given and self.programme.granted_places.filter(academic_year=self.academic_year + 1).exists():
            message = _("The places of the year after this one are granted already.")
            raise ValidationError({"academic_year": ValidationError(message, "GRANTED_ALREADY")})

    @transition(
        field=state,
        source=[State.DRAFT, State.RETURNED],
        target=State.SUBMITTED,
        permission=duties.college_officer,
        conditions=asks(annual_report_is_filed, reports_on_a_year_of_the_programme, programme_is_not_revoked),
        custom=manner(
            _("Submit the report"),
            effect=_("The figures of the year are frozen, and the school decides on the next year."),
            locks=("programme",),
            fixes_edition=True,
        ),
    )
    def submit(self, taking: Taking) -> None:
        """Hand the report and the plan of the next year to the school (Art. 6(4))."""
        self.submitted_at = taking.at
        self.add_hand(taking.by)
        self.figures = dict(taking.judgement.facts_of(Report).figures)

    @transition(
        field=state,
        source=State.SUBMITTED,
        target=State.RETURNED,
        permission=duties.school_approver,
        conditions=asks(),
        custom=manner(
            _("Return the report"),
            effect=_("The college mends it and submits it again."),
            is_decision=True,
            needs_reason=True,
        ),
    )
    def send_back(self, taking: Taking) -> None:
        """Return the report to the college (Art. 6(4))."""
        self.decision_reason = taking.reason

    @transition(
        field=state,
        source=State.SUBMITTED,
        target=State.CONTINUED,
        permission=duties.school_approver,
        conditions=asks(programme_is_not_revoked),
        custom=manner(
            _("Continue"),
            effect=_("Intakes of the next year can be opened, for as many places as are granted and no more."),
            is_decision=True,
            inputs=Continuation,
            locks=("programme",),
        ),
    )
    def go_on(self, taking: Taking) -> None:
        """Let the programme recruit in the next year, for so many places (Art. 6(4))."""
        self.granted = taking.inputs["places"]
        self._decide(taking)

    @transition(
        field=state,
        source=State.SUBMITTED,
        target=State.SUSPENDED,
        permission=duties.school_approver,
        conditions=asks(),
        custom=manner(
            _("Suspend after review"),
            effect=_("The programme is suspended with it, from this instant on."),
            is_decision=True,
            needs_reason=True,
            inputs=Decision,
            locks=("programme",),
        ),
    )
    def suspend(self, taking: Taking) -> None:
        """Suspend the programme after its review (Art. 8)."""
        self._decide(taking)

    @transition(
        field=state,
        source=State.SUBMITTED,
        target=State.REVOKED,
        permission=duties.school_approver,
        conditions=asks(),
        custom=manner(
            _("Revoke after review"),
            effect=_("The programme is revoked with it. This cannot be taken back."),
            is_decision=True,
            needs_reason=True,
            inputs=Decision,
            locks=("programme",),
        ),
    )
    def revoke(self, taking: Taking) -> None:
        """Revoke the programme after its review (Art. 8)."""
        self._decide(taking)

    def _decide(self, taking: Taking) -> None:
        self.decided_at, self.decided_by_id = taking.at, taking.by.account_id
        self.decision_number, self.decision_reason = taking.inputs["decision_number"], taking.reason


class GrantedPlaces(models.Model):
    """The places that the school has granted a programme for one academic year (Art. 6(4)); they never change."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="granted_places", verbose_name=_("programme"))
    academic_year = models.PositiveSmallIntegerField(_("academic year, by its first calendar year"))
    places = models.PositiveSmallIntegerField(_("places"))
    proposal = models.OneToOneField(Proposal, models.PROTECT, null=True, related_name="+", verbose_name=_("proposal"))
    review = models.OneToOneField(
        AnnualReview, models.PROTECT, null=True, related_name="+", verbose_name=_("annual review")
    )

    class Meta:
        verbose_name = _("granted places")
        verbose_name_plural = _("granted places")
        constraints = (
            models.UniqueConstraint(fields=("programme", "academic_year"), name="art6_4_one_plan_a_year"),
            models.CheckConstraint(condition=Q(places__range=(1, MOST_PLACES)), name="granted_places_in_range"),
            models.CheckConstraint(
                condition=Q(proposal__isnull=False, review__isnull=True)
                | Q(proposal__isnull=True, review__isnull=False),
                name="granted_by_a_decision",
            ),
        )
        triggers = (
            Refuse(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            RefuseTruncate(name="no_truncate"),
        )

    def __str__(self) -> str:
        return f"{self.programme} {self.academic_year}: {self.places}"
