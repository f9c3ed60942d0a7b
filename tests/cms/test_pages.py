"""Pages and the records that they show."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from wagtail.models import Page

from cms.models import CollegePage, HomePage, ProgrammePage, StandardPage, SyllabusPage
from cms.services.pages import open_programme_page, open_syllabus_page
from cms.services.sections import open_college_section
from cms.services.sites import open_site
from tests.cms.factories import ImageFactory, Site, drawn, publish
from tests.factories import CollegeFactory


def test_a_site_opens_in_every_language_and_only_once(site: Site):
    again = open_site(title="Another")

    assert again == site.home
    assert [(page.title, page.locale.language_code) for page in HomePage.objects.order_by("pk")] == [
        ("微专业", "zh-hans"),
        ("Micro-majors", "en"),
    ]


def test_pages_have_addresses_on_the_frontend(site: Site, settings):
    settings.PORTAL_FRONTEND_URL = "https://micro.example.edu.cn/"
    page = site.programme_page()
    english = site.in_english(page)

    assert site.home.full_url == "https://micro.example.edu.cn/"
    assert page.full_url == f"https://micro.example.edu.cn/{site.section.slug}/{page.slug}/"
    assert english.full_url == f"https://micro.example.edu.cn/en/{site.section.slug}/{page.slug}/"


def test_a_translation_shows_the_same_programme(site: Site):
    page = site.programme_page()
    english = site.in_english(page, title="Intelligent Finance")

    assert english.programme is None
    assert english.record_id() == page.programme_id
    assert english.live


def test_a_copy_drops_the_link_in_the_page_and_in_its_revisions(site: Site):
    page = site.programme_page()
    copy = page.copy(update_attrs={"title": "副本", "slug": "copy"}, keep_live=False)

    copy = ProgrammePage.objects.get(pk=copy.pk)
    assert copy.programme is None
    assert copy.record_id() is None
    assert copy.get_latest_revision_as_object().programme is None
    assert all(revision.content["programme"] is None for revision in copy.revisions.all())


def test_a_copy_of_a_whole_section_drops_every_link(site: Site):
    site.syllabus_page()
    section = CollegePage.objects.get(pk=site.section.pk)
    made = section.copy(recursive=True, keep_live=False, update_attrs={"slug": "copy"})

    copy = CollegePage.objects.get(pk=made.pk)
    below = copy.get_descendants()
    assert [page.specific.record_id() for page in below] == [None, None]
    assert copy.college is None


def test_a_programme_has_one_page(site: Site):
    page = site.draft()

    assert open_programme_page(site.scenario.programme) == page
    with pytest.raises(IntegrityError), transaction.atomic():
        site.section.add_child(instance=ProgrammePage(title="二", programme=site.scenario.programme, live=False))


def test_an_old_revision_cannot_bring_another_link_back(site: Site):
    page = site.draft()
    revision = page.get_latest_revision()
    revision.content = revision.content | {"programme": None}
    revision.save()

    assert ProgrammePage.objects.get(pk=page.pk).get_latest_revision_as_object().programme == site.scenario.programme


def test_neither_the_programme_nor_its_published_page_can_be_deleted(site: Site):
    page = site.programme_page()

    with pytest.raises(ProtectedError):
        site.scenario.programme.delete()
    with pytest.raises(IntegrityError, match="art8"), transaction.atomic():
        page.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        site.section.delete()


def test_the_page_of_a_proposal_can_be_deleted(site: Site):
    site.draft().delete()

    assert not ProgrammePage.objects.exists()


def test_a_section_stays_as_long_as_its_college(site: Site):
    with pytest.raises(ProtectedError):
        site.scenario.college.delete()
    with pytest.raises(IntegrityError, match="section"), transaction.atomic():
        site.section.delete()


def test_a_page_belongs_into_the_section_of_the_leading_college(site: Site):
    elsewhere = open_college_section(CollegeFactory(), site.home)
    site.scenario.establish()
    page = ProgrammePage(title="走错了", programme=site.scenario.programme, live=False)
    elsewhere.add_child(instance=page)

    with pytest.raises(ValidationError) as refused:
        publish(page)
    assert set(refused.value.message_dict) == {"programme"}


def test_the_editor_offers_only_programmes_of_the_section_without_a_page(site: Site):
    assert list(ProgrammePage.linkable(site.section)) == [site.scenario.programme]

    site.draft()
    assert list(ProgrammePage.linkable(site.section)) == []
    assert list(ProgrammePage.linkable(site.home)) == []


def test_a_syllabus_is_offered_the_courses_of_the_latest_plan(site: Site):
    page = site.draft()
    courses = list(site.scenario.programme.plan_versions.get().courses.all())

    assert list(SyllabusPage.linkable(page)) == courses
    open_syllabus_page(courses[0])
    assert list(SyllabusPage.linkable(page)) == courses[1:]


def test_the_parts_of_a_mark_make_a_hundred(site: Site):
    with pytest.raises(ValidationError, match="90"):
        site.syllabus_page(assessment=[("part", {"title": "考试", "percent": 90, "text": ""})])

    page = site.syllabus_page(
        assessment=[
            ("part", {"title": "考试", "percent": 60, "text": ""}),
            ("part", {"title": "作业", "percent": 40, "text": ""}),
        ]
    )
    assert page.live


def test_the_tree_takes_each_kind_of_page_only_where_it_belongs(site: Site):
    assert {model.__name__ for model in HomePage.allowed_subpage_models()} == {"CollegePage", "StandardPage"}
    assert {model.__name__ for model in CollegePage.allowed_subpage_models()} == {"ProgrammePage", "StandardPage"}
    assert ProgrammePage.allowed_subpage_models() == [SyllabusPage]
    assert SyllabusPage.allowed_subpage_models() == []
    assert StandardPage.allowed_subpage_models() == [StandardPage]
    assert not CollegePage.can_create_at(site.home)


def test_a_picture_is_described_or_said_to_be_decoration(db):
    with pytest.raises(ValidationError, match="alt_text"):
        ImageFactory.build(alt_text="").full_clean(exclude=["file", "width", "height", "collection"])
    with pytest.raises(IntegrityError, match="picture_is_described_or_decorative"), transaction.atomic():
        ImageFactory(alt_text="", file=drawn())

    decoration = ImageFactory(alt_text="", is_decorative=True)
    assert decoration.alt_in("zh-hans") == decoration.default_alt_text == ""


def test_the_welcome_page_that_wagtail_brings_is_gone(site: Site):
    assert [page.specific_class for page in Page.objects.filter(depth=2)] == [HomePage, HomePage]
