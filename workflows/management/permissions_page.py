"""The page of permissions: every deed on every kind of record, and to whom it is open, as the duties themselves say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import override

from workflows.management.rulebook_page import NOTICE
from workflows.models import RECORDS, Record
from workflows.models.duties import Duty
from workflows.models.people import ROLE_LABELS
from workflows.regulation.actor import SCHOOL_WIDE, Actor, Kind, Office, Role
from workflows.selectors.judging import steps_of

OWN, OTHER = 1, 2
"""Two colleges: the one to which the record belongs, and another."""
HEAD = """# Who may do what

Whoever takes a step, begins a record or revises one is asked the duties in `workflows/models/duties.py`; this page is
written by asking them. “own”: with records of the college for which the office is held; “all”: of every college. A
director's own are the programmes that they direct, an expert's own the reviews for which they were named, a student's
own are her applications. A waiver is decided by the
office that its clause names: the row says how far each would reach. What the rules ask besides stands in
[the rulebook](rulebook.md), who reads which field of the graph in `tests/gateway/visibility_matrix.json`.
"""


@dataclass(frozen=True, slots=True)
class Deed:
    """What can be done with a kind of record, and whose duty it is."""

    label: str
    duty: Duty
    states: frozenset[str] = frozenset({""})
    """From which it is done; a duty may depend on it."""


@dataclass(frozen=True, slots=True)
class Imagined:
    """A record as duties look at it."""

    college_id: int
    student_id: int | None = None
    director_id: int | None = None
    hands: frozenset[int] = frozenset()
    state: str = ""
    endorsed_by_id: int | None = None
    accepted_by_id: int | None = None
    reviewed_by_id: int | None = None
    expert_id: int | None = None
    decided_by_role: str = Role.AAO_OFFICER.value
    subject_kind: str = ""

    @property
    def programme_in_question(self) -> Imagined:
        """Answer a programme of the same college and director."""
        return self


def permissions_page() -> str:
    """Answer the whole page, in English."""
    with override("en"):
        return "\n".join([NOTICE, "", HEAD, *(line for model in RECORDS for line in _table(model))])


def deeds_of(model: type[Record]) -> Iterator[Deed]:
    """Answer everything that can be done with a kind of record."""
    if model.begins:
        yield Deed(str(model.begins.label), model.begins.duty)
    if model.revises:
        yield Deed("Revise", model.revises.duty)
    if model.asks_for_waivers:
        yield Deed("Ask for a waiver", model.asks_for_waivers)
    for step in steps_of(model).values():
        yield Deed(str(step.label), step.duty, step.sources)


def reach_of(duty: Duty, role: Role, states: frozenset[str] = frozenset({""})) -> str:
    """Answer of which records a deed is open to whoever holds an office: ``own``, ``all``, or nothing."""
    actor = Actor(Kind.STAFF, 1, staff_id=1, offices=frozenset({Office(role, None if role in SCHOOL_WIDE else OWN)}))
    directs = 1 if role is Role.PROGRAMME_DIRECTOR else None

    def is_open(college: int, director: int | None) -> bool:
        is_own = college == OWN
        expert = 1 if role is Role.EXPERT and is_own else None
        told: dict[str, Any] = {"director_id": director, "expert_id": expert, "decided_by_role": role.value}
        return any(duty(Imagined(college, state=one, **told), actor) for one in states)

    if is_open(OTHER, None):
        return "all"
    return "own" if is_open(OWN, directs) else ""


def _table(model: type[Record]) -> Iterator[str]:
    student, portal = Actor(Kind.STUDENT, 2, student_id=2), Actor(Kind.SERVICE, 3)
    yield f"## {capfirst(str(model._meta.verbose_name_plural))}\n"
    heads = [*(capfirst(str(ROLE_LABELS[role])) for role in Role), "Student", "The portal", "Article", "Not who asked"]
    yield f"| | {' | '.join(heads)} |"
    yield "|---|" + "---|" * len(heads)
    for deed in deeds_of(model):
        offices = [reach_of(deed.duty, role, deed.states) for role in Role]
        hers = "own" if deed.duty(Imagined(OTHER, student_id=2), student) else ""
        its = "all" if deed.duty(Imagined(OTHER), portal) else ""
        cells = [*offices, hers, its, deed.duty.article, "yes" if deed.duty.is_anothers else ""]
        yield f"| {deed.label} | {' | '.join(cells)} |"
    yield ""
