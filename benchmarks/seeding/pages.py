"""Pages: rows as publishing leaves them, written in bulk the way Django loads fixtures."""

from __future__ import annotations

import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale, Page

from backend.demo import blocks
from backend.demo.source import folder
from cms.models import PortalImage, PortalPage, ProgrammePage, SyllabusPage
from cms.services.sections import open_college_section
from cms.services.sites import open_site
from workflows import clock
from workflows.models import College, Course, Programme

LANGUAGE = "zh"
PARAGRAPH = "<p>一张商品图过去要搭棚、布光、拍摄、修图，如今也可以由几行描述生成。<b>能用好新工具的</b>，仍然是知道光从哪里来的人。</p>"


def publish_pages(programmes: Sequence[Programme], pictures: Sequence[PortalImage]) -> None:
    """
    Publish a page for every programme, in the section of its college, and below it one for every course.

    They are written in the programmes' order, so that a list by key and a list by title are the same list.
    """
    home = open_site(title="微专业", title_en="Micro-majors")
    sections = {college.pk: open_college_section(college, home) for college in College.objects.all()}
    written = folder("programmes")
    pages = [
        _programme_page(programme, written[number % len(written)], _pictures_of(number, pictures))
        for number, programme in enumerate(programmes)
    ]
    _write(pages, [sections[programme.college_id] for programme in programmes])
    courses = Course.objects.filter(plan_version__programme__in=programmes).select_related("plan_version")
    below: dict[int, list[Course]] = defaultdict(list)
    for course in courses.order_by("position"):
        below[course.plan_version.programme_id].append(course)
    syllabi = [(_syllabus(course, written), page) for page in pages for course in below[page.programme_id]]
    _write([syllabus for syllabus, _ in syllabi], [page for _, page in syllabi])


def _pictures_of(number: int, pictures: Sequence[PortalImage]) -> list[PortalImage]:
    return [pictures[(number + step) % len(pictures)] for step in range(6)]


def _programme_page(programme: Programme, written: dict[str, Any], pictures: Sequence[PortalImage]) -> ProgrammePage:
    rest = iter(pictures[1:])
    body = blocks.programme_body(written, lambda _: next(rest), LANGUAGE)
    return ProgrammePage(
        title=programme.title,
        slug=programme.code.lower(),
        programme=programme,
        tagline=written["tagline"][LANGUAGE],
        hero_image=pictures[0],
        positioning=blocks.paragraphs(written["positioning"][LANGUAGE]),
        objectives=_stored(blocks.block("objective", {"text": text}) for text in written["objectives"][LANGUAGE]),
        who_may_apply=blocks.paragraphs(written["who_may_apply"][LANGUAGE]),
        team=blocks.paragraphs(written["team"][LANGUAGE]),
        body=_stored([*_other_blocks(pictures[5]), *body]),
    )


def _other_blocks(picture: PortalImage) -> list[blocks.Block]:
    """Answer the kinds of blocks that the demo's programmes lack, so that the screen shows every kind."""
    return [
        blocks.block("heading", {"text": "把技术带到需要它的地方", "level": "2"}),
        blocks.block("text", {"body": PARAGRAPH * 3}),
        blocks.block("points", {"title": "学生能得到什么", "points": ["一套知识与方法", "一件作品", "一群同伴"]}),
        blocks.block("picture", {"image": picture.pk, "alt": "", "caption": "课堂一角", "preset": "content"}),
        blocks.block("callout", {"title": "证书说明什么", "body": PARAGRAPH, "tone": "note"}),
        blocks.links("接着看", [{"text": {"zh": "怎样报名"}, "target": "/how-to-apply/"}], LANGUAGE),
        blocks.block("contact", {"office": "教学办公室", "address": "信息楼二层", "email": "", "phone": "8101"}),
    ]


def _syllabus(course: Course, written: Sequence[dict[str, Any]]) -> SyllabusPage:
    content = written[course.pk % len(written)]["courses"]
    fields = blocks.syllabus_fields(content[course.position % len(content)]["syllabus"])
    page = SyllabusPage(title=course.title, slug=course.code.lower(), course=course)
    for name, value in fields.items():
        setattr(page, name, _stored(value))
    return page


def _stored(stream: Iterable[blocks.Block]) -> str:
    return json.dumps([block | {"id": str(uuid.uuid4())} for block in stream])


def _write(pages: Sequence[PortalPage], parents: Sequence[Page]) -> None:
    """Add live pages, each below its parent, which has none yet: rows of the tree at once, then each page's own."""
    locale = Locale.objects.get(language_code="zh-hans")
    places: Counter[int] = Counter()
    for page, parent in zip(pages, parents, strict=True):
        places[parent.pk] += 1
        _place(page, parent, places[parent.pk])
        page.locale = locale
    columns = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    rows = Page.objects.bulk_create(Page(**{name: getattr(page, name) for name in columns}) for page in pages)
    for row, page in zip(rows, pages, strict=True):
        page.pk = page.page_ptr_id = row.pk
        page.save_base(raw=True, force_insert=True)
    for pk, count in places.items():
        Page.objects.filter(pk=pk).update(numchild=count)


def _place(page: PortalPage, parent: Page, place: int) -> None:
    now = clock.now()
    page.depth = parent.depth + 1
    page.path = Page._get_path(parent.path, page.depth, place)
    page.url_path = f"{parent.url_path}{page.slug}/"
    page.draft_title, page.translation_key = page.title, uuid.uuid4()
    page.content_type = ContentType.objects.get_for_model(type(page))
    page.has_unpublished_changes = False
    page.first_published_at = page.last_published_at = page.latest_revision_created_at = now
