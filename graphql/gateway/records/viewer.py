"""The one who asks."""

from __future__ import annotations

from typing import Any

import strawberry

from gateway.paging import connect, with_peers
from gateway.peers import share
from gateway.records.applications import Application
from gateway.records.connections import After, Connection, First
from gateway.records.enums import Role
from gateway.records.people import College, Student
from workflows.regulation.actor import Actor
from workflows.selectors.applications import OLDEST_FIRST, applications_waiting_for
from workflows.selectors.colleges import colleges_by_key
from workflows.selectors.paging import USUAL_PAGE, page_of
from workflows.selectors.people import student_of


@strawberry.type(description="An office that the viewer holds. For the viewer only. Since 0.1.")
class Office:
    role: Role = strawberry.field(description="The role. Since 0.1.")
    college: College | None = strawberry.field(description="For which college; null: for the school. Since 0.1.")


def _offices(root: strawberry.Parent[Any]) -> list[Office]:
    actor: Actor = root.actor
    colleges = colleges_by_key(office.college_id for office in actor.offices if office.college_id is not None)
    share(colleges.values())
    held = sorted(actor.offices, key=lambda office: (office.role, office.college_id or 0))
    return [
        Office(role=Role(office.role.value), college=colleges.get(office.college_id or 0))  # type: ignore[arg-type]  # rows stand for their types
        for office in held
    ]


def _student(root: strawberry.Parent[Any]) -> Student | None:
    return student_of(root.actor)  # type: ignore[return-value]  # rows stand for their types


def _inbox(root: strawberry.Parent[Any], first: First = USUAL_PAGE, after: After = None) -> Connection[Application]:
    waiting = applications_waiting_for(root.actor)
    return connect(lambda: with_peers(page_of(waiting, order=OLDEST_FIRST, first=first, after=after)), after=after)


@strawberry.type(
    description="The one who asks: who I am, what I am, what waits for me. For the viewer only. Since 0.1."
)
class Viewer:
    actor: strawberry.Private[Actor]
    name: str = strawberry.field(resolver=lambda root: root.actor.name, description="The viewer's name. Since 0.1.")
    offices: list[Office] = strawberry.field(
        resolver=_offices, description="The offices that count in this session. Since 0.1."
    )
    is_second_factor_owed: bool = strawberry.field(
        description="Whether offices are held that do not count yet: give the second factor in this session, or set "
        "one up. Since 0.1."
    )
    student: Student | None = strawberry.field(
        resolver=_student, description="The viewer as the registry's student; null for others. Since 0.1."
    )
    inbox: Connection[Application] = strawberry.field(
        resolver=_inbox,
        description="Submitted applications whose next step is the viewer's, the oldest first: an officer's to decide, "
        "a student's to complete. Since 0.1.",
    )
