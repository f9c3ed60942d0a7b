"""Versions of training plans, with their courses and what they ask of students."""

from __future__ import annotations

from decimal import Decimal

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.part import Part
from workflows.models.people import StaffMember
from workflows.models.programme import Programme
from workflows.models.reading import read_in
from workflows.models.triggers import Always, Refuse, RefuseTruncate


class PlanVersion(models.Model):
    """
    A version of a programme's training plan (人才培养方案). Once frozen, it and its courses never change.

    The totals are kept by the database.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="plan_versions", verbose_name=_("programme"))
    proposal = models.OneToOneField(
        "Proposal", models.PROTECT, null=True, editable=False, related_name="plan", verbose_name=_("proposal")
    )
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True, editable=False)
    digest = models.CharField(_("digest"), max_length=64, blank=True, editable=False)
    course_count = models.PositiveSmallIntegerField(_("courses"), default=0, editable=False)
    total_credits = models.DecimalField(
        _("credits"), max_digits=5, decimal_places=1, default=Decimal(0), editable=False
    )

    class Meta:
        ordering = ("-number",)
        verbose_name = _("training plan")
        verbose_name_plural = _("training plans")
        constraints = (
            models.UniqueConstraint(fields=("programme", "number"), name="plan_number_once"),
            models.CheckConstraint(
                condition=models.Q(frozen_at__isnull=True, digest="")
                | (models.Q(frozen_at__isnull=False) & ~models.Q(digest="")),
                name="plan_frozen_with_its_digest",
            ),
        )
        triggers = (
            Refuse(
                name="frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__frozen_at__isnull=False),
            ),
            RefuseTruncate(name="no_truncate"),
        )

    def __str__(self) -> str:
        return f"{self.programme} v{self.number}"


def plan_is_open() -> Always:
    """Answer the trigger that holds rows of a plan while its proposal is looked at, and for good once it is frozen."""
    return Always(
        name="plan_is_open",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func="""
                    IF EXISTS (
                        SELECT FROM workflows_planversion
                        WHERE frozen_at IS NOT NULL AND id IN (NEW.plan_version_id, OLD.plan_version_id)
                    ) THEN
                        RAISE EXCEPTION 'frozen: the training plan of this course is frozen'
                            USING ERRCODE = 'check_violation';
                    ELSIF EXISTS (
                        SELECT FROM workflows_planversion AS version
                        JOIN workflows_proposal AS proposal ON proposal.id = version.proposal_id
                        WHERE version.id IN (NEW.plan_version_id, OLD.plan_version_id)
                            AND proposal.state NOT IN ('draft', 'returned')
                    ) THEN
                        RAISE EXCEPTION 'plan_is_open: the proposal of this course is not open for changes'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
    )


LONGEST_REQUIREMENT = 60


class Requirement(models.Model):
    """What a training plan asks of students besides all required courses: all of some, or at least so much of them."""

    class Demand(models.TextChoices):
        ALL_OF = "all_of", _("all of its courses")
        COURSES = "courses", _("at least so many courses")
        CREDITS = "credits", _("at least so many credits")

    plan_version = models.ForeignKey(
        PlanVersion, models.CASCADE, related_name="requirements", verbose_name=_("training plan")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(
        _("requirement"),
        max_length=LONGEST_REQUIREMENT,
        help_text=_("Courses name it as what they count towards."),
    )
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    demand = models.CharField(_("what is asked"), max_length=8, choices=Demand)
    minimum = models.DecimalField(
        _("at least"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal(100))],
        help_text=_("So many courses or credits; nothing where all are asked."),
    )

    class Meta:
        ordering = ("position",)
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = (
            models.UniqueConstraint(fields=("plan_version", "title"), name="requirement_once"),
            models.UniqueConstraint(fields=("plan_version", "position"), name="requirement_position_once"),
            models.CheckConstraint(
                condition=models.Q(demand="all_of", minimum__isnull=True)
                | (models.Q(demand__in=("courses", "credits"), minimum__isnull=False, minimum__gt=0)),
                name="requirement_says_how_much",
                violation_error_code="HOW_MUCH",
                violation_error_message=_(
                    "Say how many courses or credits are asked at least; nothing where all are asked."
                ),
            ),
        )
        triggers = (plan_is_open(), RefuseTruncate(name="no_truncate"))

    def __str__(self) -> str:
        return str(read_in(self, "title"))


MOST_HOURS = 999


class Course(models.Model):
    """A course of a training plan version, with its exact credits and hours."""

    class Kind(models.TextChoices):
        REQUIRED = "required", _("required")
        ELECTIVE = "elective", _("elective")

    class Assessment(models.TextChoices):
        EXAM = "exam", _("exam")
        COURSEWORK = "coursework", _("coursework")

    plan_version = models.ForeignKey(
        PlanVersion, models.CASCADE, related_name="courses", verbose_name=_("training plan")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.CharField(_("code"), max_length=20)
    title = models.CharField(_("title"), max_length=80)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.REQUIRED)
    credits = models.DecimalField(
        _("credits"),
        max_digits=3,
        decimal_places=1,
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal(20))],
    )
    theory_hours = models.PositiveSmallIntegerField(_("hours of theory"), validators=[MaxValueValidator(MOST_HOURS)])
    practice_hours = models.PositiveSmallIntegerField(
        _("hours of practice"), default=0, validators=[MaxValueValidator(MOST_HOURS)]
    )
    term = models.PositiveSmallIntegerField(_("term"), validators=[MinValueValidator(1), MaxValueValidator(8)])
    assessment = models.CharField(_("assessment"), max_length=12, choices=Assessment)
    counts_towards = models.CharField(
        _("counts towards"),
        max_length=LONGEST_REQUIREMENT,
        blank=True,
        help_text=_("The requirement of the plan to which it belongs; empty where there is none."),
    )
    teacher = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="teaches", verbose_name=_("teacher")
    )

    class Meta:
        ordering = ("position",)
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = (
            models.UniqueConstraint(fields=("plan_version", "code"), name="course_code_once"),
            models.UniqueConstraint(fields=("plan_version", "position"), name="course_position_once"),
            models.CheckConstraint(
                condition=models.Q(credits__gt=0, credits__lte=20, term__range=(1, 8)), name="course_figures_in_range"
            ),
        )
        triggers = (
            plan_is_open(),
            RefuseTruncate(name="no_truncate"),
            pgtrigger.Trigger(
                name="totals",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    UPDATE workflows_planversion SET (course_count, total_credits) = (
                        SELECT count(*), COALESCE(sum(credits), 0) FROM workflows_course
                        WHERE plan_version_id = workflows_planversion.id
                    ) WHERE id IN (NEW.plan_version_id, OLD.plan_version_id);
                    RETURN NULL;
                """,
            ),
        )

    def __str__(self) -> str:
        return str(read_in(self, "title"))

    @property
    def hours(self) -> int:
        """Answer the hours in all."""
        return self.theory_hours + self.practice_hours


COURSES = Part(
    Course,
    "plan_version",
    (
        "code", "title", "title_en", "kind", "credits", "theory_hours", "practice_hours", "term", "assessment",
        "counts_towards", "teacher",
    ),
    key="code",
    called="plan",
    label=_("Write the training plan"),
    effect=_(
        "The school judges these courses, and they are frozen with its decision. To take a course out, tick it; to add "
        "one, fill in an empty row: once saved, there are more."
    ),
    most=40,
    path="plan",
)  # fmt: skip
"""The courses of the plan that a proposal puts forward."""

REQUIREMENTS = Part(
    Requirement,
    "plan_version",
    ("title", "title_en", "demand", "minimum"),
    key="title",
    called="requirements",
    label=_("Write the plan's requirements"),
    effect=_(
        "Groups of courses of which students take all, or so many, or so many credits; each course says towards which "
        "it counts. To take one out, tick it; to add one, fill in an empty row."
    ),
    most=20,
    path="plan",
)
"""What the plan asks of students besides all required courses; a plan of required courses needs none."""
