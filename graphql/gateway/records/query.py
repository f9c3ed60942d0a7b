"""Root fields of records: each reads its arguments, asks one selector and dresses the answer."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from django.utils.translation import gettext as _

from gateway.errors import BadInput, Unauthenticated
from gateway.ids import MalformedId, from_global_id
from gateway.lookup import find_node
from gateway.paging import connect, with_peers
from gateway.peers import share
from gateway.records.applications import Application
from gateway.records.connections import After, Connection, First
from gateway.records.enums import ApplicationState, ProgrammeOrder, ProgrammeState
from gateway.records.node import Node
from gateway.records.people import College
from gateway.records.programmes import Programme
from gateway.records.rulebook import Rulebook, rulebook
from gateway.records.viewer import Viewer
from workflows.selectors.applications import (
    LATEST_FIRST,
    ApplicationFilter,
    narrowed_applications,
    visible_applications,
)
from workflows.selectors.colleges import all_colleges
from workflows.selectors.paging import USUAL_PAGE, page_of
from workflows.selectors.people import owes_the_second_factor
from workflows.selectors.programmes import PROGRAMMES, ProgrammeFilter, narrowed, order_of


@strawberry.input(name="ProgrammeFilter", description="What a list of programmes is narrowed to. Since 0.1.")
class ProgrammeFilterInput:
    college_id: strawberry.ID | None = strawberry.field(default=None, description="Of this college. Since 0.1.")
    states: list[ProgrammeState] | None = strawberry.field(default=None, description="In these states. Since 0.1.")
    search: str | None = strawberry.field(
        default=None, description="With this text in title, code or pinyin; at most 80 characters count. Since 0.1."
    )


@strawberry.input(name="ApplicationFilter", description="What a list of applications is narrowed to. Since 0.1.")
class ApplicationFilterInput:
    intake_id: strawberry.ID | None = strawberry.field(default=None, description="To this intake. Since 0.1.")
    states: list[ApplicationState] | None = strawberry.field(
        default=None, description="In these states, as the reader may know them. Since 0.1."
    )


def key_of(given: strawberry.ID | None, type_name: str, argument: str) -> int | None:
    """
    Answer the key that an id packs; None for none.

    :raises BadInput: for an id of another type or of nothing
    """
    if given is None:
        return None
    try:
        name, pk = from_global_id(given)
    except MalformedId:
        name, pk = "", 0
    if name != type_name:
        raise BadInput(_("%(argument)s: this is not the id of a %(type)s.") % {"argument": argument, "type": type_name})
    return pk


def _programmes(
    info: strawberry.Info,
    first: First = USUAL_PAGE,
    after: After = None,
    filter: Annotated[
        ProgrammeFilterInput | None, strawberry.argument(description="What to narrow the list to. Since 0.1.")
    ] = None,
    order_by: Annotated[
        ProgrammeOrder | None,
        strawberry.argument(description="In which order; by title unless said otherwise. Since 0.1."),
    ] = None,
) -> Connection[Programme]:
    given = filter or ProgrammeFilterInput()
    by = ProgrammeFilter(
        college_id=key_of(given.college_id, "College", "filter.collegeId"),
        states=given.states and [state.value for state in given.states],
        search=given.search,
    )
    listed = info.context.sight.programme_condition() & narrowed(by)
    order = order_of(order_by and order_by.value)
    return connect(lambda: with_peers(PROGRAMMES.page(listed, order=order, first=first, after=after)), after=after)


def _colleges() -> Any:
    return share(all_colleges())


def _applications(
    info: strawberry.Info,
    first: First = USUAL_PAGE,
    after: After = None,
    filter: Annotated[
        ApplicationFilterInput | None, strawberry.argument(description="What to narrow the list to. Since 0.1.")
    ] = None,
) -> Connection[Application]:
    actor = info.context.actor
    if not actor.is_signed_in:
        raise Unauthenticated
    given = filter or ApplicationFilterInput()
    by = ApplicationFilter(
        intake_id=key_of(given.intake_id, "Intake", "filter.intakeId"),
        states=given.states and [state.value for state in given.states],
    )
    rows = narrowed_applications(visible_applications(actor), by, actor)
    return connect(lambda: with_peers(page_of(rows, order=LATEST_FIRST, first=first, after=after)), after=after)


def _viewer(info: strawberry.Info) -> Viewer | None:
    actor = info.context.actor
    if not actor.is_signed_in:
        return None
    return Viewer(actor=actor, is_second_factor_owed=owes_the_second_factor(info.context.account))


def _node(
    info: strawberry.Info, id: Annotated[strawberry.ID, strawberry.argument(description="A global id. Since 0.1.")]
) -> Node | None:
    found: Any = find_node(id, info.context.sight)
    return found


@strawberry.type
class Query:
    node: Node | None = strawberry.field(
        resolver=_node,
        description="Whatever has this id, as every other edge would show it; null for what is missing and for what "
        "may not be seen. Since 0.1.",
    )
    viewer: Viewer | None = strawberry.field(resolver=_viewer, description="Who asks; null without sign-in. Since 0.1.")
    programmes: Connection[Programme] = strawberry.field(
        resolver=_programmes,
        description="Programmes: to the public those with a public page, to officers all of their own. Since 0.1.",
    )
    colleges: list[College] = strawberry.field(
        resolver=_colleges, description="Every college, by pinyin; a school has a dozen. Public. Since 0.1."
    )
    applications: Connection[Application] = strawberry.field(
        resolver=_applications,
        description="Applications that the viewer may see, the latest first: one's own, or those to one's college "
        "(Art. 9). Needs sign-in. Since 0.1.",
    )
    rulebook: Rulebook = strawberry.field(
        resolver=rulebook, description="The edition of the rulebook in force today (Art. 20). Public. Since 0.1."
    )
