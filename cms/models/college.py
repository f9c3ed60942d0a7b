"""A college's own section."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms.blocks.base import FEATURES
from cms.blocks.body import BodyBlock
from cms.models.base import PortalPage
from cms.models.media import PortalImage
from workflows.models import College


class CollegePage(PortalPage):
    """A college's page, and below it everything that the college publishes: its editors' section."""

    college = models.OneToOneField(
        College, models.PROTECT, null=True, blank=True, editable=False, related_name="page", verbose_name=_("college")
    )
    lead = models.TextField(_("lead"), max_length=600, blank=True)
    hero_image = models.ForeignKey(
        PortalImage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture at the head")
    )
    introduction = RichTextField(_("introduction"), features=FEATURES, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    prose = ("lead", "introduction", "body")
    picture = "hero_image"
    exclude_fields_in_copy = ["college"]

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ProgrammePage", "cms.StandardPage"]

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("lead"),
        FieldPanel("hero_image"),
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("college page")
        verbose_name_plural = _("college pages")
        triggers = (
            pgtrigger.Trigger(
                name="section_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__college_id__isnull=False),
                func="""
                    RAISE EXCEPTION 'section: the page of college % stays as long as the college', OLD.college_id
                        USING ERRCODE = 'check_violation';
                """,
            ),
        )

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Answer no in the page editor: a section is opened with its permissions, by ``open_college_section``."""
        return False
