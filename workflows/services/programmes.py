"""Programmes: proposing one. Their steps are taken at the door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from workflows.models import College, Programme, StaffMember
from workflows.models.duties import programme_makers
from workflows.regulation.actor import Actor
from workflows.services.door import begin
from workflows.services.pinyin import sort_key
from workflows.services.plans import write_plan


def propose_programme(
    *,
    by: Actor,
    college: College,
    code: str,
    title: str,
    title_en: str = "",
    director: StaffMember,
    courses: Iterable[Mapping[str, Any]] = (),
) -> Programme:
    """
    Begin a programme with the first version of its plan (Art. 4).

    :raises NotPermitted: the actor neither directs it nor is an officer of its college
    :raises InvalidInput: another programme has the code, or a field cannot take its value
    """
    programme = Programme(
        college=college,
        code=code,
        title=title,
        title_en=title_en,
        pinyin=sort_key(title),
        director=director,
        proposed_by_id=by.signed_in_as,
    )
    with transaction.atomic():
        begin(programme, by=by, duty=programme_makers)
        write_plan(programme, courses=courses)
    return programme
