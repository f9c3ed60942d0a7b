"""Waivers: asking that one record may pass one clause. They are decided at the door."""

from __future__ import annotations

from django.utils.translation import gettext as _

from workflows import clock
from workflows.models import Record, Waiver
from workflows.models.record import kind_of
from workflows.models.waiver import lasting
from workflows.regulation.actor import Actor
from workflows.regulation.strength import Strength
from workflows.regulation.verdict import Fact, Outcome
from workflows.selectors.judging import judge, states_before, steps_of
from workflows.selectors.rulebooks import NoEditionInForce, edition_in_force
from workflows.services.door import Made, keep_new
from workflows.services.refusals import FieldFault, InvalidInput, admit
from workflows.services.requests import Request, tidied


def ask_for_waiver(record: Record, rule: str, *, reason: str, by: Actor, key: str | None = None) -> Waiver:
    """
    Ask the office that the clause names to let this record pass one clause that binds in principle.

    What the rule finds now is kept with it: the waiver helps while the rule finds the same. When the record changes in
    this, another is asked for.

    :raises RecordMissing: the record has gone
    :raises NotPermitted: the actor neither makes this record nor is the one whom it concerns
    :raises InvalidInput: the clause is not softened, or no step of such a record asks its rule, so that nobody can
        waive it; or no step is ahead that asks it, or the record meets it; or it was asked for already, with the same
        facts; or there is no reason; or the key was used for another request
    :raises Busy: the database could not settle who comes first
    """
    asked = tidied(Request(inputs={"rule": rule, "reason": reason}, key=key))

    def make(held: Record) -> Made[Waiver]:
        askers = held.asks_for_waivers
        if askers is None:
            raise InvalidInput([_not_waivable()])
        admit(askers, held, by)
        office = _office_that_waives(held, asked.inputs["rule"])
        waiver = Waiver(
            subject_kind=kind_of(held),
            subject_id=held.pk,
            college_id=held.college_id,
            rule=asked.inputs["rule"],
            reason=asked.inputs["reason"],
            asked_by_id=by.signed_in_as,
            facts=_facts_against(held, asked.inputs["rule"]),
            decided_by_role=office,
        )
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


def _facts_against(record: Record, rule: str) -> dict[str, Fact]:
    """
    Answer what a rule finds against the steps that a record has before it, whichever asks it.

    :raises InvalidInput: none asks it any more, or it stands against none
    """
    model = type(record)
    asking = [step for step in steps_of(model).values() if any(one.name == rule for one in step.rules)]
    ahead = [step for step in asking if record.state in states_before(model, step)]
    if not ahead:
        message = _("No step that this record has before it asks this rule any more: there is nothing to waive.")
        raise InvalidInput([FieldFault(("rule",), message, "ASKED_NO_MORE")])
    for step in ahead:
        for found in judge([record], step, at=clock.now())[record.pk].findings:
            if found.rule == rule and found.verdict is not Outcome.MET:
                return lasting(found.facts)
    message = _("The record meets this clause: there is nothing to waive.")
    raise InvalidInput([FieldFault(("rule",), message, "HOLDS_ALREADY")])


def _not_waivable() -> FieldFault:
    message = _("No office may waive this rule: only clauses that bind in principle can be waived.")
    return FieldFault(("rule",), message, "NOT_WAIVABLE")
