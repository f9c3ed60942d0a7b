"""Programmes: proposing one with the courses of its plan. Their steps are taken at the door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from workflows.models import Programme
from workflows.models.plan import COURSES
from workflows.regulation.actor import Actor
from workflows.services.drafts import begin
from workflows.services.parts import write_rows


def propose_programme(*, by: Actor, courses: Iterable[Mapping[str, Any]] = (), **given: Any) -> Programme:
    """
    Begin a programme with its first proposal and the courses of that one's plan (Art. 4).

    :raises NotPermitted: the actor neither directs it nor is an officer of its college
    :raises InvalidInput: another programme has the code, or a field cannot take its value
    """
    with transaction.atomic():
        programme = begin(Programme, given, by=by)
        write_rows(COURSES, programme.proposals.get().plan, list(courses))
    return programme
