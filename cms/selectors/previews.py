"""Previews of programmes and proposals: for whom there is one, and of what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db.models import prefetch_related_objects

from cms.addresses import path_of, site_roots
from cms.models import ProgrammePage
from cms.previews import Preview
from workflows.models import Programme, Proposal
from workflows.models.programme import AT_A_GATE
from workflows.regulation.actor import Actor
from workflows.selectors.proposals import works_on


class Begun(NamedTuple):
    """A preview that begins now, and where its page is on the frontend."""

    preview: Preview
    path: str
    """Empty for a page outside of every site."""


def previews_of(records: Sequence[Programme | Proposal], actor: Actor) -> Mapping[int, Begun]:
    """
    Answer a preview of its programme's page for each of some records of one kind that somebody sees (three queries).

    Who makes a programme sees the latest drafts; who looks at a proposal, what was submitted with it. There is none
    for others, of a proposal that is over, and where there is no page.
    """
    prefetch_related_objects(records, *type(records[0]).to_its_people())
    shown = [(record, _programme_of(record)) for record in records if _is_shown_to(record, actor)]
    found = ProgrammePage.objects.filter(programme__in=[key for _, key in shown]).only("url_path", "programme")
    pages, roots = {page.programme_id: page for page in found}, site_roots()
    judged = _judged_by_others(records, actor)
    return {
        record.pk: Begun(
            Preview.begun(page.pk, is_as_submitted=_is_judged(record) or record.pk in judged),
            path_of(page, roots) or "",
        )
        for record, key in shown
        if (page := pages.get(key)) is not None
    }


def _programme_of(record: Programme | Proposal) -> int:
    return record.programme_id if isinstance(record, Proposal) else int(record.pk)


def _is_judged(record: Programme | Proposal) -> bool:
    return isinstance(record, Proposal) and record.state in AT_A_GATE


def _judged_by_others(records: Sequence[Programme | Proposal], actor: Actor) -> set[int]:
    """Answer the programmes of which somebody who does not make them judges a proposal (one query)."""
    others = [
        record.pk
        for record in records
        if isinstance(record, Programme)
        and record.college_id not in actor.own_colleges
        and record.director_id != actor.staff_id
    ]
    at_a_gate = Proposal.objects.filter(programme__in=others, state__in=AT_A_GATE)
    return set(at_a_gate.values_list("programme", flat=True)) if others else set()


def _is_shown_to(record: Programme | Proposal, actor: Actor) -> bool:
    if isinstance(record, Proposal):
        works = record.state in Proposal.OPEN and works_on(record, actor)
        return works or (_is_judged(record) and actor.is_signed_in)  # whoever sees a proposal at a gate looks at it
    is_director = actor.staff_id is not None and actor.staff_id == record.director_id
    return actor.oversees(record.college_id) or is_director
