"""Programmes: proposing one with its plan. Their steps are taken at the door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from workflows.models import Programme
from workflows.regulation.actor import Actor
from workflows.services.drafts import begin
from workflows.services.plans import write_plan


def propose_programme(*, by: Actor, courses: Iterable[Mapping[str, Any]] = (), **given: Any) -> Programme:
    """
    Begin a programme with the first version of its plan (Art. 4).

    :raises NotPermitted: the actor neither directs it nor is an officer of its college
    :raises InvalidInput: another programme has the code, or a field cannot take its value
    """
    with transaction.atomic():
        programme = begin(Programme, given, by=by)
        write_plan(programme, courses=courses)
    return programme
