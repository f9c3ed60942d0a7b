"""A programme's page: prose, and the record's facts beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms.blocks.base import FEATURES
from cms.blocks.body import ObjectivesBlock, ProgrammeBodyBlock
from cms.models.bound import BoundPage
from cms.models.college import CollegePage
from cms.models.media import PortalImage
from cms.panels import RecordPanel
from cms.previews import Preview
from workflows.models import Programme
from workflows.selectors.scenes import Scene


class ProgrammePage(BoundPage):
    """
    The page of one programme. It holds prose and pictures, and no figures.

    Plan, fee, dates and state come from the record, so that they cannot contradict it.
    """

    programme = models.OneToOneField(
        Programme, models.PROTECT, null=True, blank=True, related_name="page", verbose_name=_("programme")
    )
    tagline = models.CharField(_("tagline"), max_length=120, blank=True)
    hero_image = models.ForeignKey(
        PortalImage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture at the head")
    )
    positioning = RichTextField(
        _("positioning"), features=FEATURES, blank=True, help_text=_("What it is for, and for whom (Art. 6(1)).")
    )
    objectives = StreamField(ObjectivesBlock(), verbose_name=_("objectives"), blank=True)
    who_may_apply = RichTextField(
        _("whom it suits"),
        features=FEATURES,
        blank=True,
        help_text=_("In words. Who may apply is worked out from the records and shown beside it."),
    )
    team = RichTextField(_("team"), features=FEATURES, blank=True)
    body = StreamField(ProgrammeBodyBlock(), verbose_name=_("body"), blank=True)

    link = "programme"
    prose = ("tagline", "positioning", "objectives", "who_may_apply", "team", "body")
    picture = "hero_image"
    judged = ("title", "positioning", "objectives", "team")
    exclude_fields_in_copy = ["programme"]

    parent_page_types = ["cms.CollegePage"]
    subpage_types = ["cms.SyllabusPage"]

    content_panels = [
        *BoundPage.content_panels,
        MultiFieldPanel([FieldPanel("programme"), RecordPanel()], _("programme")),
        MultiFieldPanel([FieldPanel("tagline"), FieldPanel("hero_image")], _("head")),
        FieldPanel("positioning"),
        FieldPanel("objectives"),
        FieldPanel("who_may_apply"),
        FieldPanel("team"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("programme page")
        verbose_name_plural = _("programme pages")
        triggers = (
            pgtrigger.Trigger(
                name="art8_page_of_a_programme_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func="""
                    IF EXISTS (SELECT FROM workflows_programme WHERE id = OLD.programme_id AND state <> 'proposed') THEN
                        RAISE EXCEPTION 'art8: the page of programme % stays, whatever becomes of it', OLD.programme_id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN OLD;
                """,
            ),
        )

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """Answer the scenes in which the editor's preview can play."""
        return list(Scene.choices)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Answer the page as it is being written, with all that readers would find on it in a scene."""
        if self.pk is None:
            return super().serve_preview(request, mode_name)
        scene = Scene(mode_name) if mode_name in Scene.values else Scene.NOW
        preview = Preview.begun(self.pk).moved(scene, None)
        return _drawn(settings.PREVIEW_PORT)(request, preview, self)

    def programme_in_question(self) -> Programme | None:
        """Answer the programme that this page, or the page it translates, shows."""
        key = self.record_id()
        return Programme.objects.filter(pk=key).first() if key is not None else None

    def faults(self) -> dict[str, str]:
        """Hold the page to the section of the college that leads its programme."""
        section = _section_of(self)
        if self.programme and section and section.college_id and section.college_id != self.programme.college_id:
            fault = gettext("This programme is led by another college: its page belongs into that college's section.")
            return super().faults() | {"programme": fault}
        return super().faults()

    def belongs_below(self, parent: Page) -> bool:
        """Answer whether that is the section of the college that leads the programme, in whichever language."""
        programme = self.programme_in_question()
        if programme is None or not isinstance(parent, CollegePage):
            return programme is None
        sections = CollegePage._default_manager.filter(translation_key=parent.translation_key)
        return sections.filter(college=programme.college_id).exists()

    @classmethod
    def linkable(cls, parent: Page | None) -> models.QuerySet[Programme]:
        """Answer the programmes that a new page below this one could show."""
        section = parent.specific if parent is not None else None
        waiting = Programme.objects.filter(page=None)
        return waiting.filter(college_id=section.college_id) if isinstance(section, CollegePage) else waiting.none()


@cache
def _drawn(path: str) -> Callable[[HttpRequest, Preview, Page], HttpResponse]:
    """Answer who draws previews, as the settings name it: what is above the pages knows the whole of what is shown."""
    found: Callable[[HttpRequest, Preview, Page], HttpResponse] = import_string(path)
    return found


def _section_of(page: ProgrammePage) -> CollegePage | None:
    parent = page.get_parent().specific if page.path else None
    return parent if isinstance(parent, CollegePage) else None
