"""The rehearsal's site: a home page, a section per college, a page with syllabi per programme; one is a draft."""

from __future__ import annotations

import io
from random import Random
from typing import Any

from django.core.files.images import ImageFile

from backend.demo.blocks import block
from backend.demo.pictures import KINDS, SUFFIX, WIDE, draw
from backend.demo.writing import write_page
from cms.models import PortalImage
from cms.richtext import paragraphs
from cms.services.help import open_help
from cms.services.pages import open_programme_page, open_syllabus_page
from cms.services.sections import collection_of, ensure_school_editors, open_college_section
from cms.services.sites import open_site
from workflows.models import Course, Programme

SCENES = ("实验室", "旧厂房改造的工作坊", "沿街的社区教室", "图书馆顶层的研讨间")
STARTS = ("从一份真实的数据开始", "从一次现场观察开始", "从拆解一个失败的案例开始", "从和同行面谈开始")


def write_site(chance: Random) -> None:
    """Open the site; what a programme shows stays a draft until that is established."""
    home = open_site(title="排练大学", title_en="Rehearsal University")
    open_help()
    ensure_school_editors()
    for programme in Programme.objects.select_related("college").order_by("pk"):
        open_college_section(programme.college, home)
        _open_pages(programme, chance)


def _open_pages(programme: Programme, chance: Random) -> None:
    page = open_programme_page(programme)
    start, scene = chance.choice(STARTS), chance.choice(SCENES)
    fields: dict[str, Any] = {
        "tagline": f"{start}，学会用{programme.title}看问题",
        "positioning": paragraphs(f"{programme.title}{start}，课堂在{scene}里进行，最后完成一件可以公开展示的作品。"),
        "objectives": [block("objective", {"text": f"能说清{programme.title}解决什么问题，又在哪里会失灵"})],
        "who_may_apply": paragraphs("适合愿意动手、愿意和别的专业的同学合作的人。"),
        "body": [
            block("text", {"body": paragraphs("每门课都有校内外教师共同参与，作品向全校开放。")}),
            block(
                "questions",
                {
                    "title": "常见问题",
                    "questions": [{"question": "零基础可以来吗？", "answer": "<p>可以，第一门课就是入门。</p>"}],
                },
            ),
        ],
        "hero_image": _picture(programme, chance),
    }
    write_page(page, fields, is_public=programme.is_public)
    plan = programme.plan_versions.first()
    for course in plan.courses.all() if plan else ():
        _open_syllabus(course, programme)


def _open_syllabus(course: Course, programme: Programme) -> None:
    units = [block("unit", {"title": f"第{n}单元", "hours": str(course.hours / 4), "text": ""}) for n in range(1, 5)]
    fields = {
        "goals": [block("objective", {"text": f"掌握{course.title}的基本方法"})],
        "units": units,
        "assessment": [block("part", {"title": "课程作品", "percent": 100})],
    }
    write_page(open_syllabus_page(course), fields, is_public=programme.is_public)


def _picture(programme: Programme, chance: Random) -> PortalImage:
    kind = chance.choice(sorted(KINDS))
    return PortalImage.objects.create(
        title=programme.code,
        file=ImageFile(io.BytesIO(draw(kind, chance.randrange(6), WIDE)), name=f"{programme.code}{SUFFIX}"),
        alt_text=f"{programme.title}的题图",
        alt_text_en=f"Illustration of {programme.title_en}",
        collection=collection_of(programme.college),
    )
