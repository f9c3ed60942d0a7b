"""A course's syllabus (教学大纲)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks.body import AssessmentsBlock, ObjectivesBlock, ReadingsBlock, UnitsBlock
from cms.blocks.raw import stored_blocks
from cms.models.bound import BoundPage
from cms.models.programme import ProgrammePage
from cms.panels import RecordPanel
from workflows.models import Course, PlanVersion, Programme


class SyllabusPage(BoundPage):
    """The syllabus of one course of a training plan (Art. 6(5)), below its programme's page."""

    course = models.OneToOneField(
        Course, models.SET_NULL, null=True, blank=True, related_name="syllabus_page", verbose_name=_("course")
    )
    abstract = models.TextField(_("abstract"), max_length=1000, blank=True)
    goals = StreamField(ObjectivesBlock(), verbose_name=_("goals"), blank=True)
    units = StreamField(UnitsBlock(), verbose_name=_("contents"), blank=True)
    assessment = StreamField(AssessmentsBlock(), verbose_name=_("assessment"), blank=True)
    readings = StreamField(ReadingsBlock(), verbose_name=_("texts"), blank=True)

    link = "course"
    prose = ("abstract", "goals", "units", "assessment", "readings")
    judged = ("title", "goals", "units", "assessment")
    exclude_fields_in_copy = ["course"]

    parent_page_types = ["cms.ProgrammePage"]
    subpage_types: list[str] = []

    content_panels = [
        *BoundPage.content_panels,
        MultiFieldPanel([FieldPanel("course"), RecordPanel()], _("course")),
        FieldPanel("abstract"),
        FieldPanel("goals"),
        FieldPanel("units"),
        FieldPanel("assessment"),
        FieldPanel("readings"),
    ]

    class Meta:
        verbose_name = _("syllabus")
        verbose_name_plural = _("syllabi")

    def programme_in_question(self) -> Programme | None:
        """Answer the programme to whose plan the course belongs."""
        key = self.record_id()
        return Programme.objects.filter(plan_versions__courses=key).first() if key is not None else None

    def is_approved(self, programme: Programme) -> bool:
        """Answer whether the version of the plan is approved for which the course was written."""
        return PlanVersion.objects.filter(courses=self.record_id(), frozen_at__isnull=False).exists()

    def faults(self) -> dict[str, str]:
        """Hold the syllabus below its own programme, and the parts of the mark to a hundred."""
        faults = super().faults()
        above = _programme_above(self)
        if self.course and above is not None and self.course.plan_version.programme_id != above:
            faults["course"] = gettext("This course belongs to another programme.")
        parts = [int(stored["value"].get("percent") or 0) for _, stored in stored_blocks(self.assessment)]
        if parts and sum(parts) != 100:
            faults["assessment"] = gettext("The parts of the mark make %(sum)s percent, not 100.") % {"sum": sum(parts)}
        return faults

    def belongs_below(self, parent: Page) -> bool:
        """Answer whether that is the page of the programme to whose plan the course belongs."""
        programme = self.programme_in_question()
        shown = parent.record_id() if isinstance(parent, ProgrammePage) else None
        return programme is None or programme.pk == shown

    @classmethod
    def linkable(cls, parent: Page | None) -> models.QuerySet[Course]:
        """Answer the courses of the plan's latest version that have no syllabus yet, from whichever version on."""
        above = parent.specific if parent is not None else None
        if not isinstance(above, ProgrammePage) or (programme := above.programme_in_question()) is None:
            return Course.objects.none()
        written = cls._default_manager.filter(course__plan_version__programme=programme).values("course__code")
        latest = Course.objects.filter(plan_version=programme.plan_versions.first())
        return latest.filter(syllabus_page=None).exclude(code__in=written)


def _programme_above(page: SyllabusPage) -> int | None:
    parent = page.get_parent().specific if page.path else None
    return parent.record_id() if isinstance(parent, ProgrammePage) else None
