"""The page editor: previews, blocks, pictures and settings, as editors meet them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.models import Site as WagtailSite

from cms.blocks.base import EditorialBlock
from cms.models import PAGES, PortalImage
from tests.cms.factories import DocumentFactory, ImageFactory, Site, drawn, publish, standard_page
from tests.gateway.content.pages import every_block, programme_blocks
from workflows.models import Account

SignIn = Callable[[Account], Client]
BLOCKS = {
    type(block): block
    for model in PAGES
    for field in model._meta.get_fields()
    if isinstance(field, StreamField)
    for block in field.stream_block.child_blocks.values()
}


@pytest.fixture
def desk(site: Site, sign_in: SignIn) -> Client:
    """Sign in somebody of the Academic Affairs Office."""
    return sign_in(Account.objects.get(pk=site.scenario.aao.account_id))


def test_the_preview_shows_the_prose_and_the_records_facts(site: Site, desk: Client):
    image = ImageFactory(file=drawn(60, 40))
    spoilt = '<p><a href="javascript:alert(1)">按这里</a><script>alert(2)</script></p>'
    body = [*every_block(image, DocumentFactory(), site.home), *programme_blocks(image), ("text", {"body": spoilt})]
    page = site.draft(tagline="一句话", hero_image=image, body=body)

    shown = desk.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content.decode()
    assert "javascript" in str(page.body.raw_data)
    for words in (
        "一句话",
        "按这里",
        "接着看",
        "某行",
        site.scenario.director.name,
        site.scenario.college.name,
        "12.0",
    ):
        assert words in shown
    assert site.draft().refusal() in shown
    assert '<a href="/">这一页</a>' in shown
    assert "javascript:" not in shown
    assert "alert(" not in shown


def test_every_kind_of_page_has_a_preview_and_an_editor(site: Site, desk: Client):
    site.syllabus_page(units=[("unit", {"title": "第一单元", "hours": 6, "text": ""})])
    standard_page(site.home, "说明")
    kinds = set()
    for page in Page.objects.filter(depth__gt=1, locale__language_code="zh-hans"):
        kinds.add(page.specific_class)
        assert desk.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).status_code == 200
        assert desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200

    assert kinds == set(PAGES)


@pytest.mark.parametrize("block", BLOCKS.values(), ids=lambda block: type(block).__name__)
def test_every_block_tells_editors_what_it_is(block: EditorialBlock):
    assert isinstance(block, EditorialBlock)
    assert block.label
    assert block.meta.icon not in ("", "placeholder")
    assert block.meta.group
    assert block.get_description()
    assert block.is_previewable


@pytest.mark.parametrize("block", BLOCKS.values(), ids=lambda block: type(block).__name__)
def test_every_block_has_an_example(block: EditorialBlock):
    example = block.get_preview_value()

    assert block.render(example).strip()


def test_a_picture_is_not_uploaded_without_its_description(desk: Client):
    add = reverse("wagtailimages:add")
    collection = desk.get(add).context["form"].fields["collection"].queryset.first()

    def upload(**fields: object) -> PortalImage | None:
        desk.post(add, {"title": "湖", "file": drawn(), "collection": collection.pk} | fields)
        return PortalImage.objects.first()

    assert upload() is None
    image = upload(alt_text="一片湖水")
    assert image is not None
    assert image.alt_in("en") == "一片湖水"


def test_the_office_sets_menus_and_names(site: Site, desk: Client, sign_in: SignIn):
    edit = reverse("wagtailsettings:edit", args=["cms", "sitesettings", WagtailSite.objects.get().pk])

    assert desk.get(edit).status_code == 200
    officer = sign_in(Account.objects.get(pk=site.scenario.officer.account_id))
    assert officer.get(edit).status_code == 302


def test_an_editor_translates_a_page_of_the_own_section(site: Site, sign_in: SignIn):
    page = site.programme_page()
    officer = sign_in(Account.objects.get(pk=site.scenario.officer.account_id))
    english = site.section.get_translations().get()

    translate = reverse("simple_translation:submit_page_translation", args=[page.pk])
    officer.post(translate, {"locales": [english.locale_id]})

    made = page.get_translations().get().specific
    assert (made.get_parent().pk, made.programme, made.record_id()) == (english.pk, None, page.programme_id)
    assert publish(made).live


def test_a_page_of_a_record_is_copied_as_a_draft_only(site: Site, desk: Client):
    page = site.programme_page()
    typed = {"new_title": "副本", "new_slug": "copy", "new_parent_page": site.section.pk, "copy_subpages": "on"}
    at = reverse("wagtailadmin_pages:copy", args=[page.pk])
    refused = desk.post(at, typed | {"publish_copies": "on"}, follow=True)
    before = Page.objects.filter(slug="copy").count()
    desk.post(at, typed)

    assert (refused.status_code, before) == (200, 0)
    assert "请复制为草稿" in refused.content.decode()
    assert Page.objects.get(slug="copy").live is False


def test_a_page_of_a_record_is_not_mirrored(site: Site, desk: Client):
    page = site.programme_page()
    typed = {
        "new_title": "镜像", "new_slug": "mirror", "new_parent_page": site.section.pk, "alias": "on",
        "copy_subpages": "", "publish_copies": "on",
    }  # fmt: skip
    answer = desk.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), typed, follow=True)

    assert Page.objects.filter(alias_of__isnull=False).count() == 0
    assert answer.status_code == 200


def test_a_preview_shows_pictures_and_nothing_of_what_was_left_out(site: Site, desk: Client):
    page = standard_page(site.section, body=every_block(ImageFactory(), DocumentFactory(), site.home), lead="开头")
    shown = desk.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content.decode()

    assert "None" not in shown
    assert 'class="part part-image"' not in shown
    assert shown.count("<img") >= 3
