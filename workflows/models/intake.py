"""Intakes (招生批次): when a programme recruits, whom, how and how many (Art. 6(4), 9)."""

from __future__ import annotations

import pgtrigger
from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from workflows import clock
from workflows.models import duties
from workflows.models.beginning import FIRST_YEAR, LAST_YEAR, SENSIBLE_DAYS, SENSIBLE_INSTANTS, Beginning, Revision
from workflows.models.of_programme import OfProgramme
from workflows.models.people import Account, College
from workflows.models.plan import PlanVersion
from workflows.models.programme import Programme
from workflows.models.record import Record, Taking, asks, manner
from workflows.models.state_field import StateField
from workflows.models.triggers import Always, Refuse
from workflows.regulation.actor import Actor
from workflows.rules.annual_reviews import intake_has_a_decided_plan
from workflows.rules.intakes import class_ends_within_the_period, every_application_is_decided, intake_is_announced
from workflows.rules.programmes import programme_recruits

MOST_PLACES = 2000


class Publication(forms.Form):
    """The publication of a list, under its number."""

    list_number = forms.CharField(label=_("number of the list"), max_length=60)


class Intake(OfProgramme, Record):
    """One recruitment of a programme. Its window is enforced to the second, in the school's time."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        SELECTED = "selected", _("selected")
        PUBLISHED = "published", _("list published")
        CANCELLED = "cancelled", _("cancelled")

    class SelectionMethod(models.TextChoices):
        ORDER_OF_APPLICATION = "order_of_application", _("order of application")
        GRADE_AVERAGE = "grade_average", _("grade average")
        EXAM = "exam", _("exam")
        INTERVIEW = "interview", _("interview")
        RANKED_REVIEW = "ranked_review", _("ranked review")

    DECIDING = frozenset({State.OPEN, State.CLOSED})
    """States in which the college still decides applications."""

    plan_version = models.ForeignKey(
        PlanVersion, models.PROTECT, editable=False, related_name="intakes", verbose_name=_("training plan")
    )
    academic_year = models.PositiveSmallIntegerField(
        _("academic year, by its first calendar year"),
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    state = StateField(_("state"), default=State.PLANNED, choices=State.choices, protected=True)
    planned_by = models.ForeignKey(
        Account, models.PROTECT, editable=False, related_name="+", verbose_name=_("planned by")
    )

    places = models.PositiveSmallIntegerField(
        _("places"), validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)]
    )
    places_taken = models.PositiveSmallIntegerField(_("places taken"), default=0, editable=False)
    opens_at = models.DateTimeField(
        _("opens at"), null=True, blank=True, help_text=_("The first instant at which students can apply.")
    )
    closes_at = models.DateTimeField(
        _("closes at"), null=True, blank=True, help_text=_("The instant from which it is too late.")
    )
    class_starts_on = models.DateField(_("first day of the class"), null=True, blank=True)
    class_ends_on = models.DateField(_("last day of the class"), null=True, blank=True)

    selection_method = models.CharField(_("selection method"), max_length=24, choices=SelectionMethod, blank=True)
    selection_note = models.TextField(_("how it selects"), max_length=2000, blank=True)
    selection_note_en = models.TextField(_("how it selects, in English"), max_length=2000, blank=True)
    recruits_entry_years = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]),
        verbose_name=_("years of entry recruited"),
        default=list,
        blank=True,
        help_text=_("None: students of every year."),
    )
    recruits_colleges = models.ManyToManyField(
        College,
        blank=True,
        related_name="+",
        verbose_name=_("colleges recruited"),
        help_text=_("None: students of every college."),
    )
    recruits_majors = ArrayField(
        models.CharField(max_length=80),
        verbose_name=_("majors recruited"),
        default=list,
        blank=True,
        help_text=_("None: students of every major."),
    )
    list_number = models.CharField(_("number of the list"), max_length=60, blank=True, editable=False)
    published_at = models.DateTimeField(_("list published at"), null=True, blank=True, editable=False)

    asker_path = "planned_by"  # does not publish its list
    asks_for_waivers = duties.programme_makers
    turns = {State.CLOSED: duties.college_officer, State.SELECTED: duties.aao_officer}
    revises = Revision(
        duties.college_officer,
        frozenset({State.PLANNED}),
        (
            "places", "opens_at", "closes_at", "class_starts_on", "class_ends_on", "selection_method", "selection_note",
            "selection_note_en", "recruits_entry_years", "recruits_colleges", "recruits_majors",
        ),
    )  # fmt: skip
    begins = Beginning(
        "plan",
        _("Plan an intake"),
        _(
            "It stands under the approved training plan of today. Everybody sees it as soon as it says when it opens; "
            "its figures can be revised until then."
        ),
        duties.college_officer,
        under="programme",
        while_it_is=frozenset({Programme.State.ESTABLISHED, Programme.State.SUSPENDED}),
        fields=("academic_year", *revises.fields),
    )

    class Meta(Record.Meta):
        ordering = ("-academic_year", "-pk")
        verbose_name = _("intake")
        verbose_name_plural = _("intakes")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(places__gte=1, places__lte=MOST_PLACES), name="intake_places_in_range"
            ),
            models.CheckConstraint(
                condition=models.Q(academic_year__gte=FIRST_YEAR, academic_year__lte=LAST_YEAR),
                name="intake_academic_year_in_range",
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q((f"{name}__isnull", True), (f"{name}__range", sensible), _connector="OR"),
                    name=f"intake_{name}_in_range",
                )
                for name, sensible in (
                    ("opens_at", SENSIBLE_INSTANTS),
                    ("closes_at", SENSIBLE_INSTANTS),
                    ("class_starts_on", SENSIBLE_DAYS),
                    ("class_ends_on", SENSIBLE_DAYS),
                )
            ),
            models.CheckConstraint(
                condition=models.Q(places_taken__gte=0) & models.Q(places_taken__lte=models.F("places")),
                name="art6_4_no_more_than_the_places",
            ),
            models.CheckConstraint(
                condition=models.Q(opens_at__isnull=True)
                | models.Q(closes_at__isnull=True)
                | models.Q(opens_at__lt=models.F("closes_at")),
                name="intake_opens_before_it_closes",
                violation_error_code="WRONG_ORDER",
                violation_error_message=_("An intake opens before it closes: change one of the two."),
            ),
            models.CheckConstraint(
                condition=models.Q(class_starts_on__isnull=True)
                | models.Q(class_ends_on__isnull=True)
                | models.Q(class_starts_on__lt=models.F("class_ends_on")),
                name="intake_class_starts_before_it_ends",
                violation_error_code="WRONG_ORDER",
                violation_error_message=_("A class starts before it ends: change one of the two days."),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("planned", "cancelled"))
                | models.Q(
                    opens_at__isnull=False,
                    closes_at__isnull=False,
                    class_starts_on__isnull=False,
                    class_ends_on__isnull=False,
                )
                & ~models.Q(selection_method=""),
                name="art9_announced_before_open",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published")
                | (models.Q(published_at__isnull=False) & ~models.Q(list_number="")),
                name="art17_published_under_a_number",
            ),
        )
        triggers = (  # type: ignore[assignment]  # more than every record has
            *Record.Meta.triggers,
            Refuse(
                name="plan_is_kept",
                operation=pgtrigger.UpdateOf("plan_version_id"),
                condition=~pgtrigger.Q(old__state="planned")
                & pgtrigger.Q(old__plan_version_id__df=pgtrigger.F("new__plan_version_id")),
            ),
            Always(
                name="art6_4_within_the_granted_places",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state", "places", "academic_year", "programme_id"),
                condition=~pgtrigger.Q(new__state__in=("planned", "cancelled")),
                func="""
                    IF EXISTS (
                        SELECT FROM workflows_rulebookedition AS edition,
                            jsonb_array_elements(edition.content -> 'clauses') AS clause
                        WHERE edition.id = NEW.edition_id AND clause ->> 'rule' = 'intake_has_a_decided_plan'
                    ) AND NEW.places + (
                        SELECT COALESCE(sum(places), 0) FROM workflows_intake
                        WHERE programme_id = NEW.programme_id AND academic_year = NEW.academic_year AND id <> NEW.id
                            AND state NOT IN ('planned', 'cancelled')
                    ) > COALESCE((
                        SELECT places FROM workflows_grantedplaces
                        WHERE programme_id = NEW.programme_id AND academic_year = NEW.academic_year
                    ), 0) THEN
                        RAISE EXCEPTION 'art6_4_within_the_granted_places: intake % has more than was granted', NEW.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.programme} {self.academic_years}"

    def complete(self, by: Actor) -> None:
        """Let it stand under the programme's latest frozen plan, where its days can be."""
        super().complete(by)
        self._refuse_what_cannot_be()
        if self._state.adding:
            approved = self.programme.plan_versions.filter(frozen_at__isnull=False)
            self.plan_version = approved.order_by("-number").first()  # type: ignore[assignment]  # none begins without

    def _refuse_what_cannot_be(self) -> None:
        """
        Refuse days that a slip of the pen has put where nobody could apply, or before anybody has.

        :raises ValidationError: with each day that is most likely wrong
        """
        faults = {}
        if self.closes_at and self.closes_at <= clock.now():
            message = _("The window has ended already: nobody could apply. Give a later instant.")
            faults["closes_at"] = ValidationError(message, "PAST")
        if self.class_starts_on and self.opens_at and self.class_starts_on < clock.day_of(self.opens_at):
            message = _("The class starts before anybody can apply: change one of the two days.")
            faults["class_starts_on"] = ValidationError(message, "WRONG_ORDER")
        if faults:
            raise ValidationError(faults)

    @property
    def academic_years(self) -> str:
        """Answer the academic year as people write it: 2026-2027."""
        return f"{self.academic_year}-{self.academic_year + 1}"

    @property
    def decisions_are_public(self) -> bool:
        """Answer whether applicants may see what was decided (Art. 17): not before the list is published."""
        return self.state == self.State.PUBLISHED

    @transition(
        field=state,
        source=State.PLANNED,
        target=State.OPEN,
        permission=duties.college_or_calendar,
        conditions=asks(
            programme_recruits, intake_has_a_decided_plan, intake_is_announced, class_ends_within_the_period
        ),
        custom=manner(
            _("Open"),
            effect=_("Students can apply inside the window that was announced. Figures cannot be revised any more."),
            locks=("programme",),
            fixes_edition=True,
        ),
    )
    def open(self, taking: Taking) -> None:
        """Take applications inside the window that was announced (Art. 9)."""

    @transition(
        field=state,
        source=State.OPEN,
        target=State.CLOSED,
        permission=duties.college_or_calendar,
        conditions=asks(),
        custom=manner(
            _("Close"), effect=_("No more applications are taken; those that were submitted are still decided.")
        ),
    )
    def close(self, taking: Taking) -> None:
        """Take no more applications (Art. 9)."""

    @transition(
        field=state,
        source=State.CLOSED,
        target=State.SELECTED,
        permission=duties.college_officer,
        conditions=asks(every_application_is_decided),
        custom=manner(
            _("Hand the list to the school"),
            effect=_("Decisions cannot be changed any more; the Academic Affairs Office publishes the list."),
            is_decision=True,
        ),
    )
    def complete_selection(self, taking: Taking) -> None:
        """Hand the decided applications to the school for publication (Art. 9, 17)."""

    @transition(
        field=state,
        source=State.SELECTED,
        target=State.PUBLISHED,
        permission=duties.aao_officer,
        conditions=asks(),
        custom=manner(
            _("Publish the list"),
            effect=_("Every applicant sees what was decided and gets a letter. This cannot be taken back."),
            is_decision=True,
            inputs=Publication,
        ),
    )
    def publish(self, taking: Taking) -> None:
        """Let every applicant see what was decided (Art. 17)."""
        self.list_number = taking.inputs["list_number"]
        self.published_at = taking.at

    @transition(
        field=state,
        source=[State.PLANNED, State.OPEN, State.CLOSED],
        target=State.CANCELLED,
        permission=duties.college_officer,
        conditions=asks(),
        custom=manner(
            _("Cancel"),
            effect=_("All its applications lapse and count for nobody. This cannot be taken back."),
            is_decision=True,
            needs_reason=True,
            is_long=True,
        ),
    )
    def cancel(self, taking: Taking) -> None:
        """Give the intake up; its applications no longer count against anybody (Art. 9, 12(1))."""
