"""The one who asks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import strawberry
from django.utils.text import capfirst

from gateway.paging import connect, with_peers
from gateway.peers import share
from gateway.records.applications import Application
from gateway.records.connections import After, Connection, First
from gateway.records.enums import Role
from gateway.records.node import Node
from gateway.records.notifications import Notification
from gateway.records.people import College, Student
from workflows import clock
from workflows.regulation.actor import Actor
from workflows.selectors.applications import OLDEST_FIRST, applications_waiting_for
from workflows.selectors.colleges import colleges_by_key
from workflows.selectors.inbox import LONGEST_FIRST, to_do
from workflows.selectors.notifications import NEWEST_FIRST, own_notifications, unread_notifications
from workflows.selectors.paging import USUAL_PAGE, Page, page_of
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


@strawberry.type(description="A record that waits for the viewer. For the viewer only. Since 0.1.")
class ToDoItem:
    record: Node = strawberry.field(description="The record. Since 0.1.")
    arrived_at: dt.datetime = strawberry.field(description="When it came to stand as it does. Since 0.1.")
    days: int = strawberry.field(description="For how many days, by the school's calendar. Since 0.1.")
    duty: str = strawberry.field(description="As what the viewer acts on it, in the reader's language. Since 0.1.")


def _item(row: Any) -> ToDoItem:
    days = (clock.today() - clock.day_of(row.changed_at)).days
    return ToDoItem(record=row, arrived_at=row.changed_at, days=days, duty=str(row.turns[row.state].label))


def _items(root: strawberry.Parent[Any], first: First = USUAL_PAGE, after: After = None) -> Connection[ToDoItem]:
    def ask() -> Page[Any]:
        return with_peers(page_of(root.rows, order=LONGEST_FIRST, first=first, after=after))

    return connect(ask, after=after, dress=_item)


@strawberry.type(description="The records of one kind that wait for the viewer. For the viewer only. Since 0.1.")
class ToDoList:
    rows: strawberry.Private[Any]
    title: str = strawberry.field(description="What the kind is called in the reader's language. Since 0.1.")
    items: Connection[ToDoItem] = strawberry.field(
        resolver=_items, description="Those that wait, who has waited longest first. Since 0.1."
    )


def _notifications(
    root: strawberry.Parent[Any], first: First = USUAL_PAGE, after: After = None
) -> Connection[Notification]:
    own = own_notifications(root.actor)
    return connect(lambda: with_peers(page_of(own, order=NEWEST_FIRST, first=first, after=after)), after=after)


def _to_do(root: strawberry.Parent[Any]) -> list[ToDoList]:
    return [
        ToDoList(rows=rows, title=capfirst(str(model._meta.verbose_name_plural)))
        for model, rows in to_do(root.actor).items()
    ]


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
    to_do: list[ToDoList] = strawberry.field(
        resolver=_to_do,
        description="Everything that waits for the viewer, kind by kind: at each gate, to decide, to complete, to "
        "consent to. Since 0.1.",
    )
    notifications: Connection[Notification] = strawberry.field(
        resolver=_notifications, description="What the viewer was told, the newest first. Since 0.1."
    )
    unread_notifications: int = strawberry.field(
        resolver=lambda root: unread_notifications(root.actor), description="How many are not read yet. Since 0.1."
    )
