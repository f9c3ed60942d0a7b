"""The demo's site: home, colleges, programmes with their syllabi, standard pages; Chinese, and English beside it."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

from django.core.files.images import ImageFile
from wagtail.models import Collection, Locale, Page

from backend.demo import blocks
from backend.demo.pictures import SUFFIX, WIDE, draw
from backend.demo.source import folder, toml
from backend.demo.writing import write_page
from cms.models import CollegePage, HomePage, PortalImage, SiteSettings, StandardPage
from cms.richtext import paragraphs
from cms.services.help import open_help
from cms.services.pages import open_programme_page, open_syllabus_page
from cms.services.sections import collection_of, ensure_school_editors, open_college_section
from cms.services.sites import open_site
from workflows.models import College, Course, Programme

LANGUAGES = {"zh": "zh-hans", "en": "en"}


def load_site() -> None:
    """Open the whole site, unless it has a home page already."""
    if HomePage.objects.exists():
        return
    university = toml("university.toml")
    home = open_site(title=university["name"]["zh"], title_en=university["name"]["en"])
    open_help()
    ensure_school_editors()
    for content in folder("colleges"):
        _load_college(home, content)
    for content in university["pages"]:
        _load_standard_page(home, content)
    for content in folder("programmes"):
        _load_programme(content)
    _load_home(home, university)
    _load_settings(home, university)


def _picture(content: Mapping[str, Any], collection: Collection | None = None) -> PortalImage:
    title = f"{content['kind']}-{content['seed']}"
    found = PortalImage.objects.filter(title=title).first()
    if found is not None:
        return found
    drawn = draw(content["kind"], content["seed"], WIDE)
    fields = {"collection": collection} if collection else {}
    return PortalImage.objects.create(
        title=title,
        file=ImageFile(io.BytesIO(drawn), name=f"{title}{SUFFIX}"),
        alt_text=content["alt"]["zh"],
        alt_text_en=content["alt"]["en"],
        **fields,
    )


def _translation(page: Page, language: str) -> Page:
    """Answer the page in a language, begun as a copy where there is none."""
    locale = Locale.objects.get(language_code=LANGUAGES[language])
    if page.locale_id == locale.pk:
        return page
    found = page.get_translation_or_none(locale)
    return (found or page.copy_for_translation(locale, copy_parents=True)).specific


def _load_home(home: HomePage, university: Mapping[str, Any]) -> None:
    content = university["home"]
    for language in LANGUAGES:
        steps = blocks.steps("怎样报名" if language == "zh" else "How to apply", content["steps"], language)
        questions = blocks.questions(
            "常见问题" if language == "zh" else "Questions and answers", content["faq"], language
        )
        links = blocks.links("从这里开始" if language == "zh" else "Begin here", content["quick_links"], language)
        button = {
            "title": "",
            "text": "",
            "label": content["hero"]["button"][language],
            "link": {"url": "/programmes/"},
        }
        fields = {
            "title": university["name"][language],
            "headline": content["hero"]["title"][language],
            "lead": content["hero"]["text"][language].strip(),
            "hero_image": _picture(content["hero"]["picture"]),
            "actions": [blocks.block("call_to_action", button)],
            "introduction": paragraphs(content["introduction"][language]),
            "body": [links, steps, questions],
        }
        write_page(_translation(home, language), fields)


def _load_college(home: HomePage, content: Mapping[str, Any]) -> None:
    college = College.objects.get(code=content["code"])
    page = open_college_section(college, home, slug=content["slug"])
    for language in LANGUAGES:
        fields = {
            "lead": content["introduction"][language].strip().partition("\n\n")[0][:600],
            "hero_image": _picture(content["picture"], collection_of(college)),
            "introduction": paragraphs(content["introduction"][language]),
            "body": [*blocks.body_of(content["blocks"], language), blocks.contact(content["contact"], language)],
        }
        write_page(_translation(page, language), fields)


def _load_standard_page(home: HomePage, content: Mapping[str, Any]) -> None:
    page = StandardPage(title=content["title"]["zh"], slug=content["slug"], live=False)
    home.add_child(instance=page)
    for language in LANGUAGES:
        fields = {
            "title": content["title"][language],
            "lead": content["summary"][language].strip(),
            "hero_image": _picture(content["picture"]),
            "body": blocks.body_of(content["blocks"], language),
        }
        write_page(_translation(page, language), fields)


def _load_programme(content: Mapping[str, Any]) -> None:
    programme = Programme.objects.get(code=content["code"])
    collection = collection_of(programme.college)
    page = open_programme_page(programme, slug=content["slug"])
    for language in LANGUAGES:
        draft = _translation(page, language)
        fields = {
            "title": content["title"][language],
            "tagline": content["tagline"][language],
            "hero_image": _picture(content["hero"], collection),
            "positioning": paragraphs(content["positioning"][language]),
            "objectives": [blocks.block("objective", {"text": text}) for text in content["objectives"][language]],
            "who_may_apply": paragraphs(content["who_may_apply"][language]),
            "team": paragraphs(content["team"][language]),
            "body": blocks.programme_body(content, lambda picture: _picture(picture, collection), language),
            "search_description": content["tagline"][language],
        }
        write_page(draft, fields, is_public=programme.is_public)
    plan = programme.plan_versions.first()
    for course, written in zip(plan.courses.all() if plan else (), content["courses"], strict=True):
        _load_syllabus(course, programme, written)


def _load_syllabus(course: Course, programme: Programme, written: Mapping[str, Any]) -> None:
    page = open_syllabus_page(course)
    write_page(page, blocks.syllabus_fields(written["syllabus"]), is_public=programme.is_public)
    english = {"title": written["title"]["en"], "abstract": written["syllabus"]["abstract"]["en"].strip()[:1000]}
    nothing: dict[str, list[Any]] = {"goals": [], "units": [], "assessment": [], "readings": []}
    write_page(_translation(page, "en"), {**nothing, **english}, is_public=programme.is_public)


def _load_settings(home: HomePage, university: Mapping[str, Any]) -> None:
    settings = SiteSettings.for_site(home.get_site())
    settings.name, settings.name_en = university["name"]["zh"], university["name"]["en"]
    settings.slogan, settings.slogan_en = university["motto"]["zh"], university["motto"]["en"]
    entries = [*StandardPage.objects.child_of(home), *CollegePage.objects.child_of(home)]
    settings.main_menu = json.dumps(
        [
            blocks.block(
                "item",
                {
                    "label": page.title,
                    "label_en": _translation(page, "en").title,
                    "link": {"page": page.pk},
                    "children": [],
                },
            )
            for page in entries
        ]
    )
    settings.save()
