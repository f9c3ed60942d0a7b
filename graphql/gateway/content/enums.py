"""Enums of the content."""

from __future__ import annotations

from django.conf import settings

from cms.models import CollegePage, HomePage, PortalPage, ProgrammePage, StandardPage, SyllabusPage
from cms.presets import PRESETS
from cms.selectors.pages import PageOrder as Orders
from gateway.content.fields import enum

KINDS: dict[str, type[PortalPage]] = {
    "HOME": HomePage,
    "COLLEGE": CollegePage,
    "PROGRAMME": ProgrammePage,
    "SYLLABUS": SyllabusPage,
    "STANDARD": StandardPage,
}
"""The kinds of pages by the names of their enum values."""

_LANGUAGES = {"zh-hans": "Simplified Chinese.", "en": "English."}

Locale = enum(
    "Locale",
    "A language of the content.",
    {
        code.replace("-", "_").upper(): (code, _LANGUAGES.get(code, f"The language {code}."))
        for code, _ in settings.WAGTAIL_CONTENT_LANGUAGES
    },
)
PageKind = enum(
    "PageKind",
    "A kind of page.",
    {
        "HOME": ("HOME", "The first page of the site in a language: HomePage."),
        "COLLEGE": ("COLLEGE", "A college's page, the head of its section: CollegePage."),
        "PROGRAMME": ("PROGRAMME", "A programme's page: ProgrammePage."),
        "SYLLABUS": ("SYLLABUS", "The syllabus of a course: SyllabusPage."),
        "STANDARD": ("STANDARD", "A page of text and pictures: StandardPage."),
    },
)
PageOrder = enum(
    "PageOrder",
    "An order of pages.",
    {
        "TREE_ASC": (Orders.TREE, "As the editors arranged them, each page before those below it."),
        "TITLE_ASC": (Orders.TITLE, "By title, ascending by character code."),
        "CREATED_DESC": (Orders.NEWEST, "Those that were made last first."),
    },
)
ImagePreset = enum(
    "ImagePreset",
    "A use of pictures, with the widths and the shape that are made for it.",
    {name.upper(): (name, preset.purpose) for name, preset in PRESETS.items()},
)
MenuName = enum(
    "MenuName",
    "A menu of the site.",
    {
        "MAIN": ("main_menu", "The main menu."),
        "FOOTER": ("footer_menu", "The menu at the foot of every page."),
    },
)
CalloutTone = enum(
    "CalloutTone",
    "How firmly a callout speaks.",
    {
        "NOTE": ("note", "A remark."),
        "IMPORTANT": ("important", "Something that must not be overlooked."),
    },
)
