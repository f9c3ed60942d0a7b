"""What records add to the pages of content: stubs that the join merges with content's own types."""

from __future__ import annotations

from typing import Any

import strawberry

from cms.selectors.records import colleges_of_pages, courses_of_pages, programmes_of_pages
from gateway.peers import load_for
from gateway.records.people import College
from gateway.records.programmes import Course, Programme


def _programme(root: strawberry.Parent[Any], info: strawberry.Info) -> Programme | None:
    return load_for(root, "programme", programmes_of_pages)


def _college(root: strawberry.Parent[Any], info: strawberry.Info) -> College | None:
    return load_for(root, "college", colleges_of_pages)


def _course(root: strawberry.Parent[Any], info: strawberry.Info) -> Course | None:
    sight = info.context.sight
    return load_for(root, "course", lambda pages: courses_of_pages(pages, sight))


@strawberry.type
class ProgrammePage:
    programme: Programme | None = strawberry.field(
        resolver=_programme, description="Its programme: plan, fee, dates and state. Public with the page. Since 0.1."
    )


@strawberry.type
class CollegePage:
    college: College | None = strawberry.field(resolver=_college, description="Its college. Public. Since 0.1.")


@strawberry.type
class SyllabusPage:
    course: Course | None = strawberry.field(
        resolver=_course, description="Its course of the training plan. Public with the page. Since 0.1."
    )
