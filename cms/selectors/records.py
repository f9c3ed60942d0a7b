"""From pages to the records that they show and back, for many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from django.db.models import Model
from wagtail.models import Page

from cms.models import CollegePage, PortalPage, ProgrammePage, SyllabusPage
from cms.selectors.prose import FOR_EDITORS, prose_fields
from cms.visibility import Sight
from workflows.models import College, Course, Programme
from workflows.selectors.rows import Rows

Record = TypeVar("Record", bound=Model)
P = TypeVar("P", bound=PortalPage)

_PROGRAMMES = Rows(Programme, extra={"shown_by": "source.translation_key"})
_PROGRAMME_PAGES = Rows(
    ProgrammePage, extra={"shows": "shown.programme_id"}, without={*FOR_EDITORS, *prose_fields(ProgrammePage)}
)
"""Lists show a page's head; its prose is read for all pages at once where somebody asks."""
_SYLLABUS_PAGES = Rows(SyllabusPage, extra={"shows": "asked.id"}, without=FOR_EDITORS)
_SHOWN_BY_PROGRAMME = (
    "JOIN cms_programmepage AS shown ON shown.page_ptr_id = source.id AND shown.programme_id = ANY(%s)"
)
_SHOWN_BY_COURSE = """
    JOIN cms_syllabuspage AS shown ON shown.page_ptr_id = source.id
    JOIN workflows_course AS written ON written.id = shown.course_id
    JOIN workflows_planversion AS version ON version.id = written.plan_version_id
    JOIN workflows_planversion AS theirs ON theirs.programme_id = version.programme_id
    JOIN workflows_course AS asked ON asked.plan_version_id = theirs.id AND asked.code = written.code
        AND asked.id = ANY(%s)
"""
"""By which rows pages in the school's language, ``source``, show records."""


def programmes_of_pages(pages: Sequence[ProgrammePage]) -> Mapping[int, Programme]:
    """
    Answer the programme that each of these pages shows, all of which are seen (one query).

    Who sees the page of a programme that the school has established sees the programme.
    """
    shown = {
        programme.__dict__["shown_by"]: programme
        for programme in _PROGRAMMES.read(
            "JOIN cms_programmepage AS shown ON shown.programme_id = workflows_programme.id"
            " JOIN wagtailcore_page AS source ON source.id = shown.page_ptr_id"
            " WHERE source.translation_key = ANY(%s) AND workflows_programme.state = ANY(%s)",
            [[page.translation_key for page in pages], sorted(Programme.PUBLIC_STATES)],
        )
    }
    return {page.pk: shown[page.translation_key] for page in pages if page.translation_key in shown}


def colleges_of_pages(pages: Sequence[CollegePage]) -> Mapping[int, College]:
    """Answer the college whose section each page heads (two queries)."""
    links = _links(CollegePage, "college", pages)
    return _followed(links, College.objects.in_bulk(set(links.values())))


def courses_of_pages(pages: Sequence[SyllabusPage], sight: Sight) -> Mapping[int, Course]:
    """
    Answer the course whose syllabus each page is, where the actor sees its programme (three queries).

    The course of the version that holds; that for which the syllabus was written, where none holds or it has no such
    course.
    """
    links = _links(SyllabusPage, "course", pages)
    seen = Course.objects.filter(plan_version__programme__in=sight.programmes().values("pk"))
    written = seen.select_related("plan_version").in_bulk(set(links.values()))
    newest = {
        (course.plan_version.programme_id, course.code): course
        for course in Course.objects.filter(
            plan_version__programme__in={course.plan_version.programme_id for course in written.values()},
            plan_version__frozen_at__isnull=False,
            code__in={course.code for course in written.values()},
        )
        .select_related("plan_version")
        .order_by("plan_version__number")
    }
    holds = {
        key: newest.get((course.plan_version.programme_id, course.code), course) for key, course in written.items()
    }
    return _followed(links, holds)


def pages_of_programmes(programmes: Sequence[Programme], language: str, sight: Sight) -> Mapping[int, ProgrammePage]:
    """Answer the page of each programme in a language, or else in another one that the actor sees (one query)."""
    return _in_language(_PROGRAMME_PAGES, _SHOWN_BY_PROGRAMME, programmes, language, sight)


def pages_of_courses(courses: Sequence[Course], language: str, sight: Sight) -> Mapping[int, SyllabusPage]:
    """
    Answer the syllabus of each course in a language, or else in another one that the actor sees (one query).

    A syllabus belongs to a course of the programme, whichever version of the plan it was written for: courses keep
    their codes from version to version.
    """
    return _in_language(_SYLLABUS_PAGES, _SHOWN_BY_COURSE, courses, language, sight)


def _links(model: type[PortalPage], link: str, pages: Iterable[Page]) -> Mapping[int, int]:
    """Answer the key of the record that each page shows: a translation shares the link of what it translates."""
    keys = {page.pk: page.translation_key for page in pages}
    sources = model._default_manager.filter(translation_key__in=set(keys.values())).exclude(**{link: None})
    linked = dict(sources.values_list("translation_key", f"{link}_id"))
    return {pk: linked[key] for pk, key in keys.items() if key in linked}


def _followed(links: Mapping[int, int], records: Mapping[int, Record]) -> Mapping[int, Record]:
    return {pk: records[key] for pk, key in links.items() if key in records}


def _in_language(pages: Rows[P], shown: str, records: Sequence[Model], language: str, sight: Sight) -> Mapping[int, P]:
    seen = sight.page_condition("wagtailcore_page")
    found: dict[int, P] = {}
    for page in pages.read(
        "JOIN wagtailcore_page AS source ON source.translation_key = wagtailcore_page.translation_key"
        f" {shown} WHERE {seen.text} ORDER BY wagtailcore_page.locale_id, wagtailcore_page.id",
        [[record.pk for record in records], *seen.parameters],
    ):
        record = page.__dict__["shows"]
        if record not in found or sight.languages[page.locale_id] == language:
            found[record] = page
    return found
