"""Programmes: proposing one, and asking for waivers of it or of its intakes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from workflows import clock
from workflows.models import College, Intake, Programme, StaffMember, Waiver
from workflows.models.duties import programme_makers
from workflows.models.record import kind_of
from workflows.regulation.actor import Actor
from workflows.regulation.strength import Strength
from workflows.rules import CATALOGUE
from workflows.selectors.rulebooks import edition_in_force
from workflows.services.door import begin
from workflows.services.pinyin import sort_key
from workflows.services.plans import write_plan
from workflows.services.refusals import FieldFault, InvalidInput, NotPermitted


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
    if not programme_makers(programme, by):
        raise NotPermitted(programme_makers.label, programme_makers.article)
    with transaction.atomic():
        begin(programme, by=by)
        write_plan(programme, courses=courses)
    return programme


def ask_for_waiver(record: Programme | Intake, rule: str, *, reason: str, by: Actor) -> Waiver:
    """
    Ask the office that the clause names to let this record pass one clause that binds in principle.

    :raises NotPermitted: the actor does not make this record
    :raises InvalidInput: the clause is not softened, so that nobody can waive it; or it was asked for already; or
        there is no reason
    """
    if not programme_makers(record, by):
        raise NotPermitted(programme_makers.label, programme_makers.article)
    edition = record.edition or edition_in_force(on=clock.today())
    bound = edition.rulebook.clauses.get(rule) if rule in CATALOGUE else None
    if bound is None or bound.clause.strength is not Strength.IN_PRINCIPLE or bound.clause.waived_by is None:
        message = _("No office may waive this rule: only clauses that bind in principle can be waived.")
        raise InvalidInput([FieldFault(("rule",), message, "NOT_WAIVABLE")])
    waiver = Waiver(
        subject_kind=kind_of(record),
        subject_id=record.pk,
        college_id=record.college_id,
        rule=rule,
        reason=reason.strip(),
        asked_by_id=by.signed_in_as,
        decided_by_role=bound.clause.waived_by,
    )
    return begin(waiver, by=by)
