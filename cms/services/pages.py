"""Opening pages: of records, as drafts that begin with the record's own words; and of other languages."""

from __future__ import annotations

import json

from django.db import transaction
from wagtail.models import Locale, Page

from cms.models import CollegePage, ProgrammePage, SyllabusPage
from cms.richtext import paragraphs
from workflows.models import Course, Programme


def open_programme_page(programme: Programme, *, slug: str = "") -> ProgrammePage:
    """
    Open a programme's page as a draft in the section of its college, or answer the one that it has.

    :raises CollegePage.DoesNotExist: the college has no section yet
    """
    with transaction.atomic():
        page = ProgrammePage.objects.filter(programme=programme).first()
        if page is None:
            section = CollegePage.objects.get(college=programme.college_id)
            page = ProgrammePage(title=programme.title, slug=slug or programme.code.lower(), programme=programme)
            _begin_with_words(page, programme)
            _add_draft(section, page)
    return page


def open_syllabus_page(course: Course) -> SyllabusPage:
    """
    Open a course's syllabus as a draft below the page of its programme, or answer the one that it has.

    That can be one which was written for an earlier version of the plan.

    :raises ProgrammePage.DoesNotExist: the programme has no page yet
    """
    with transaction.atomic():
        programme = course.plan_version.programme_id
        written = SyllabusPage.objects.filter(course__plan_version__programme=programme, course__code=course.code)
        page = written.order_by("pk").first()
        if page is None:
            above = ProgrammePage.objects.get(programme__plan_versions=course.plan_version_id)
            page = SyllabusPage(title=course.title, slug=course.code.lower(), course=course)
            _add_draft(above, page)
    return page


def publish_translation(page: Page, locale: Locale, title: str) -> None:
    """Publish a copy of a page in another language, under its title there."""
    translation = page.copy_for_translation(locale)
    translation.title = translation.draft_title = title
    translation.save_revision().publish()


def _begin_with_words(page: ProgrammePage, programme: Programme) -> None:
    """Let a page begin with what the latest proposal says of its programme, an objective a line."""
    proposal = programme.proposals.order_by("-pk").first()
    if proposal is not None:
        lines = filter(None, map(str.strip, proposal.objectives.splitlines()))
        page.positioning = paragraphs(proposal.positioning)
        page.objectives = json.dumps([{"type": "objective", "value": {"text": line}} for line in lines])


def _add_draft(parent: Page, page: Page) -> None:
    page.live, page.has_unpublished_changes = False, True
    parent.add_child(instance=page)
    page.save_revision()
