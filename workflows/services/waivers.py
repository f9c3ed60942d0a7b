"""Waivers: asking that one record may pass one clause. They are decided at the door."""

from __future__ import annotations

from django.utils.translation import gettext as _

from workflows import clock
from workflows.models import Record, Waiver
from workflows.models.record import kind_of
from workflows.regulation.actor import Actor
from workflows.regulation.strength import Strength
from workflows.regulation.verdict import Outcome
from workflows.selectors.judging import judge, steps_of
from workflows.selectors.rulebooks import NoEditionInForce, edition_in_force
from workflows.services.door import Made, Request, keep_new, tidied
from workflows.services.refusals import FieldFault, InvalidInput, admit


def ask_for_waiver(record: Record, rule: str, *, reason: str, by: Actor, key: str | None = None) -> Waiver:
    """
    Ask the office that the clause names to let this record pass one clause that binds in principle.

    :raises RecordMissing: the record has gone
    :raises NotPermitted: the actor neither makes this record nor is the one whom it concerns
    :raises InvalidInput: the clause is not softened, or no step of such a record asks its rule, so that nobody can
        waive it; or the record meets it; or it was asked for already; or there is no reason; or the key was used for
        another request
    :raises Busy: the database could not settle who comes first
    """
    asked = tidied(Request(inputs={"rule": rule, "reason": reason}, key=key))

    def make(held: Record) -> Made[Waiver]:
        askers = held.asks_for_waivers
        if askers is None:
            raise InvalidInput([_not_waivable()])
        admit(askers, held, by)
        waiver = Waiver(
            subject_kind=kind_of(held),
            subject_id=held.pk,
            college_id=held.college_id,
            rule=asked.inputs["rule"],
            reason=asked.inputs["reason"],
            asked_by_id=by.signed_in_as,
            decided_by_role=_office_that_waives(held, asked.inputs["rule"]),
        )
        if _holds(held, waiver.rule):
            message = _("The record meets this clause: there is nothing to waive.")
            raise InvalidInput([FieldFault(("rule",), message, "HOLDS_ALREADY")])
        return waiver, {}

    return keep_new(Waiver, asked, make, by=by, above=record)


def _office_that_waives(record: Record, rule: str) -> str:
    """
    Answer the office that the clause names for its waivers.

    :raises InvalidInput: no step of such a record asks the rule, or nobody waives it
    """
    try:
        edition = record.edition or edition_in_force(on=clock.today())
    except NoEditionInForce:
        raise InvalidInput([_not_waivable()]) from None
    rules = {one.name for step in steps_of(type(record)).values() for one in step.rules}
    bound = edition.rulebook.clauses.get(rule) if rule in rules else None
    if bound is None or bound.clause.strength is not Strength.IN_PRINCIPLE or bound.clause.waived_by is None:
        raise InvalidInput([_not_waivable()])
    return bound.clause.waived_by


def _holds(record: Record, rule: str) -> bool:
    """Answer whether the clause stands against no step of the record's, whichever asks it."""
    asking = [step for step in steps_of(type(record)).values() if any(one.name == rule for one in step.rules)]
    judged = (judge([record], step, at=clock.now())[record.pk] for step in asking)
    verdicts = {found.verdict for one in judged for found in one.findings if found.rule == rule}
    return verdicts == {Outcome.MET}


def _not_waivable() -> FieldFault:
    message = _("No office may waive this rule: only clauses that bind in principle can be waived.")
    return FieldFault(("rule",), message, "NOT_WAIVABLE")
