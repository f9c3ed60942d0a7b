"""From pages to the records that they show and back, for many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from django.db.models import Model
from wagtail.models import Page

from cms.models import CollegePage, PortalPage, ProgrammePage, SyllabusPage
from cms.visibility import Sight
from workflows.models import College, Course, Programme

Record = TypeVar("Record", bound=Model)


def programmes_of_pages(pages: Sequence[ProgrammePage], sight: Sight) -> Mapping[int, Programme]:
    """Answer the programme that each page shows, where the actor sees it (two queries)."""
    links = _links(ProgrammePage, "programme", pages)
    return _followed(links, sight.programmes().in_bulk(set(links.values())))


def colleges_of_pages(pages: Sequence[CollegePage]) -> Mapping[int, College]:
    """Answer the college whose section each page heads (two queries)."""
    links = _links(CollegePage, "college", pages)
    return _followed(links, College.objects.in_bulk(set(links.values())))


def courses_of_pages(pages: Sequence[SyllabusPage], sight: Sight) -> Mapping[int, Course]:
    """Answer the course whose syllabus each page is, where the actor sees its programme (two queries)."""
    links = _links(SyllabusPage, "course", pages)
    seen = Course.objects.filter(plan_version__programme__in=sight.programmes().values("pk"))
    return _followed(links, seen.in_bulk(set(links.values())))


def pages_of_programmes(programmes: Sequence[Programme], language: str, sight: Sight) -> Mapping[int, ProgrammePage]:
    """Answer the page of each programme in a language, or else in another one that the actor sees (two queries)."""
    return _pages_of(ProgrammePage, "programme", [programme.pk for programme in programmes], language, sight)


def pages_of_courses(courses: Sequence[Course], language: str, sight: Sight) -> Mapping[int, SyllabusPage]:
    """Answer the syllabus of each course in a language, or else in another one that the actor sees (two queries)."""
    return _pages_of(SyllabusPage, "course", [course.pk for course in courses], language, sight)


def _links(model: type[PortalPage], link: str, pages: Iterable[Page]) -> Mapping[int, int]:
    """Answer the key of the record that each page shows: a translation shares the link of what it translates."""
    keys = {page.pk: page.translation_key for page in pages}
    sources = model._default_manager.filter(translation_key__in=set(keys.values())).exclude(**{link: None})
    linked = dict(sources.values_list("translation_key", f"{link}_id"))
    return {pk: linked[key] for pk, key in keys.items() if key in linked}


def _followed(links: Mapping[int, int], records: Mapping[int, Record]) -> Mapping[int, Record]:
    return {pk: records[key] for pk, key in links.items() if key in records}


def _pages_of(
    model: type[PortalPage], link: str, keys: list[int], language: str, sight: Sight
) -> Mapping[int, PortalPage]:
    sources = model._default_manager.filter(**{f"{link}__in": keys})
    record_of = dict(sources.values_list("translation_key", f"{link}_id"))
    found: dict[int, PortalPage] = {}
    candidates = sight.pages(model._default_manager.filter(translation_key__in=record_of)).order_by("locale_id", "pk")
    for page in candidates:
        record = record_of[page.translation_key]
        if record not in found or sight.languages[page.locale_id] == language:
            found[record] = page
    return found
