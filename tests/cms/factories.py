"""Scenarios of content: a site with a section, pages and pictures, made as the office and the editors make them."""

from __future__ import annotations

import io
from typing import Any

import factory
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from factory.django import DjangoModelFactory
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction, Locale, Page, PageViewRestriction

from cms.models import CollegePage, PortalDocument, PortalImage, ProgrammePage, StandardPage, SyllabusPage
from cms.services.pages import open_programme_page, open_syllabus_page
from cms.services.sections import ensure_school_editors, open_college_section
from cms.services.sites import open_site
from tests.factories import Scenario
from workflows.models import Course


def drawn(width: int = 24, height: int = 16, colour: str = "teal") -> ImageFile:
    """Answer a picture of one colour as a file."""
    content = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(content, "PNG")
    return ImageFile(io.BytesIO(content.getvalue()), name="picture.png")


class ImageFactory(DjangoModelFactory[PortalImage]):
    """A described picture of 24 by 16 pixels."""

    class Meta:
        model = PortalImage

    title = factory.Sequence(lambda n: f"picture {n}")
    alt_text = "一片湖水"
    alt_text_en = "a lake"
    file = factory.LazyFunction(drawn)


class DocumentFactory(DjangoModelFactory[PortalDocument]):
    """A document of a few bytes."""

    class Meta:
        model = PortalDocument

    title = factory.Sequence(lambda n: f"文件{n}")
    title_en = factory.Sequence(lambda n: f"document {n}")
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.4 nothing", name="notice.pdf"))


def locale(language: str) -> Locale:
    """Answer a locale of the site."""
    return Locale.objects.get(language_code=language)


def publish(page: Page, **fields: Any) -> Page:
    """Set fields and publish the page; answer it as it is stored."""
    for name, value in fields.items():
        setattr(page, name, value)
    if "title" in fields:
        page.draft_title = page.title
    page.save_revision().publish()
    return page.specific_class.objects.get(pk=page.pk)


def standard_page(parent: Page, title: str = "关于微专业", *, live: bool = True, **fields: Any) -> StandardPage:
    """Answer a new standard page below another, published unless it is to stay a draft."""
    page = StandardPage(title=title, live=False, **fields)
    parent.add_child(instance=page)
    return publish(page) if live else page


def keep_private(page: Page, kind: str = PageViewRestriction.LOGIN) -> PageViewRestriction:
    """Keep a page and what is below it from the public."""
    return PageViewRestriction.objects.create(page=page, restriction_type=kind)


def private_collection(kind: str = CollectionViewRestriction.LOGIN) -> Collection:
    """Answer a new collection that is kept from the public."""
    collection = Collection.get_first_root_node().add_child(name="内部")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type=kind)
    return collection


class Site:
    """A site in two languages with the section of one college and its proposed programme: nothing of it published."""

    def __init__(self) -> None:
        """Open the site and the section."""
        self.home = open_site(title="微专业", title_en="Micro-majors")
        ensure_school_editors()
        self.scenario = Scenario()
        self.section: CollegePage = open_college_section(self.scenario.college, self.home)

    @property
    def course(self) -> Course:
        """Answer the first course of the programme's plan."""
        return self.scenario.programme.plan_versions.earliest("number").courses.first()

    def draft(self, **fields: Any) -> ProgrammePage:
        """Answer the draft of the programme's page."""
        page = open_programme_page(self.scenario.programme)
        for name, value in fields.items():
            setattr(page, name, value)
        page.save_revision()
        return page

    def programme_page(self, **fields: Any) -> ProgrammePage:
        """Answer the published page of the programme, which is established first."""
        if self.scenario.programme.state == "proposed":
            self.scenario.establish()
        return publish(open_programme_page(self.scenario.programme), **fields)

    def syllabus_page(self, **fields: Any) -> SyllabusPage:
        """Answer the published syllabus of the programme's first course."""
        self.programme_page()
        return publish(open_syllabus_page(self.course), **fields)

    def in_english(self, page: Page, **fields: Any) -> Page:
        """Answer the published translation of a page."""
        translation = page.copy_for_translation(locale("en"), copy_parents=True)
        return publish(translation, **fields)
