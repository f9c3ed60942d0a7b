"""What can be done with a record, by whom, and why not: one list for buttons, tooltips and refusals."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.functional import Promise
from django_fsm import Transition

from workflows import clock
from workflows.models import Record, RulebookEdition, Waiver
from workflows.models.duties import Duty
from workflows.models.record import Asks, Judgement, Manner, kind_of, transitions_of
from workflows.regulation.actor import Actor
from workflows.regulation.finding import Finding, Need, Settlement, finding_of
from workflows.regulation.loader import Rulebook
from workflows.regulation.rule import Rule
from workflows.regulation.strength import Strength
from workflows.regulation.verdict import Outcome
from workflows.selectors.facts import GATHERERS
from workflows.selectors.rulebooks import edition_in_force


@dataclass(frozen=True, slots=True)
class Step:
    """A step as a record's class declares it, whatever its sources."""

    name: str
    sources: frozenset[str]
    target: str
    duty: Duty
    manner: Manner
    rules: tuple[Rule, ...]

    @property
    def label(self) -> str | Promise:
        """Answer what its button says."""
        return self.manner.label


@dataclass(frozen=True, slots=True)
class StepFromHere:
    """A step out of a record's present state: whether this actor may take it now, and if not, why not."""

    step: Step
    has_duty: bool
    findings: tuple[Finding, ...]

    @property
    def is_open(self) -> bool:
        """Answer whether it could be taken now, without anything more."""
        return self.has_duty and not any(finding.blocks for finding in self.findings)

    @property
    def is_takeable(self) -> bool:
        """Answer whether it could be taken now, if need be with a reason."""
        return self.has_duty and all(finding.need in (Need.NOTHING, Need.REASON) for finding in self.findings)


def steps_of(model: type[Record]) -> dict[str, Step]:
    """Answer every step of a kind of record by its name, in the order in which they are declared."""
    if (steps := _STEPS.get(model)) is None:
        edges: dict[str, list[Transition]] = defaultdict(list)
        for edge in transitions_of(model):
            edges[edge.name].append(edge)
        declared = [name for name in vars(model) if name in edges]
        steps = _STEPS[model] = {name: _step(name, edges[name]) for name in declared}
    return steps


def states_before(model: type[Record], step: Step) -> set[str]:
    """Answer the states from which some way leads to a step."""
    before = set(step.sources)
    while further := {s for one in steps_of(model).values() if one.target in before for s in one.sources} - before:
        before |= further
    return before


_STEPS: dict[type[Record], dict[str, Step]] = {}


def _step(name: str, edges: Sequence[Transition]) -> Step:
    first = edges[0]
    assert isinstance(first.permission, Duty)  # noqa: S101  every step has a duty: the start-up check says so kindly
    return Step(
        name=name,
        sources=frozenset(str(edge.source) for edge in edges),
        target=str(first.target),
        duty=first.permission,
        manner=first.custom["manner"],
        rules=tuple(condition.rule for condition in first.conditions if isinstance(condition, Asks)),
    )


def judge(records: Sequence[Record], step: Step, *, at: dt.datetime, reason: str = "") -> dict[int, Judgement]:
    """
    Answer what every rule of a step says of records of one kind, all findings, by their primary keys.

    Each record is judged by the edition that it keeps, else by the one in force at the school on that day. The
    number of queries depends on the rules, not on the records.
    """
    return _judge_each(records, [step], at=at, reason=reason)[step.name]


def steps_from_here(
    records: Sequence[Record], *, by: Actor, at: dt.datetime | None = None
) -> dict[int, list[StepFromHere]]:
    """
    Answer, by primary key, every step out of each record's state, whether the actor may take it, and the findings.

    Findings are shown to those who have the step's duty, and to those who make the record ready for it and may ask for
    waivers; others who handle such records learn whose it is; the one whom a record concerns, and the public, learn of
    their own steps only: others could betray what is not public yet.
    """
    if not records:
        return {}
    moment = at or clock.now()
    prefetch_related_objects(records, *type(records[0]).to_its_people())
    steps = [s for s in steps_of(type(records[0])).values() if any(r.state in s.sources for r in records)]
    shown = [step for step in steps if any(_is_shown(record, step, by) for record in records)]
    judgements = _judge_each(records, shown, at=moment)
    return {
        record.pk: [
            StepFromHere(
                step, has_duty, judgements[step.name][record.pk].findings if _is_shown(record, step, by) else ()
            )
            for step, has_duty in ((step, step.duty(record, by)) for step in steps if record.state in step.sources)
            if has_duty or record.is_handled_by(by)
        ]
        for record in records
    }


def _is_shown(record: Any, step: Step, by: Actor) -> bool:
    """Answer whether the actor reads what stands against a step out of the record's state."""
    if record.state not in step.sources:
        return False
    # What a college makes ready for others, a proposal or an intake; a student's application tells of the student.
    makers = record.asks_for_waivers if record.director_path and not step.manner.is_confidential else None
    return step.duty(record, by) or bool(makers and makers(record, by))


def _judge_each(
    records: Sequence[Record], steps: Iterable[Step], *, at: dt.datetime, reason: str = ""
) -> dict[str, dict[int, Judgement]]:
    steps = list(steps)
    judged: dict[str, dict[int, Judgement]] = {step.name: {} for step in steps}
    for edition, group in _by_edition(records, at):
        rulebook = edition.rulebook
        facts = _facts(group, {rule.facts_type for step in steps for rule in step.rules}, at, rulebook)
        waivers = _granted_waivers(group, steps)
        for step in steps:
            for record in group:
                judged[step.name][record.pk] = _judgement(record, step, rulebook, facts, waivers, at, reason)
    return judged


def _by_edition(records: Sequence[Record], at: dt.datetime) -> list[tuple[RulebookEdition, list[Record]]]:
    groups: dict[int | None, list[Record]] = defaultdict(list)
    for record in records:
        groups[record.edition_id].append(record)
    kept = RulebookEdition.objects.in_bulk([pk for pk in groups if pk is not None])
    return [
        (kept[pk] if pk is not None else edition_in_force(on=clock.day_of(at)), group) for pk, group in groups.items()
    ]


def _facts(
    records: Sequence[Record], types: set[type], at: dt.datetime, rulebook: Rulebook
) -> dict[type, Mapping[int, object]]:
    model = type(records[0])
    return {kind: GATHERERS[model, kind](records, at, rulebook.edition) for kind in types}


def _granted_waivers(records: Sequence[Record], steps: Sequence[Step]) -> Mapping[tuple[int, str], list[Waiver]]:
    found: dict[tuple[int, str], list[Waiver]] = defaultdict(list)
    if not any(step.rules for step in steps):
        return found
    granted = Waiver.objects.filter(
        subject_kind=kind_of(records[0]), subject_id__in=[r.pk for r in records], state=Waiver.State.GRANTED
    )
    for waiver in granted.only("subject_id", "rule", "facts"):
        found[waiver.subject_id, waiver.rule].append(waiver)
    return found


def _judgement(
    record: Record,
    step: Step,
    rulebook: Rulebook,
    facts: Mapping[type, Mapping[int, object]],
    waivers: Mapping[tuple[int, str], Sequence[Waiver]],
    at: dt.datetime,
    reason: str,
) -> Judgement:
    own_facts = {kind: by_record[record.pk] for kind, by_record in facts.items()}
    findings = []
    for rule in step.rules:
        if (bound := rulebook.clause_for(rule)) is None:
            continue
        verdict = bound.verdict_on(own_facts[rule.facts_type])
        finding = finding_of(
            bound.clause, verdict.outcome, verdict.facts, is_decision=step.manner.is_decision, terms=rule.terms
        )
        findings.append(_settled(finding, waivers.get((record.pk, rule.name), ()), reason))
    return Judgement(tuple(findings), own_facts, rulebook, at)


def _settled(finding: Finding, waivers: Sequence[Waiver], reason: str) -> Finding:
    if finding.verdict is Outcome.MET:
        return finding
    waiver = next((one for one in waivers if one.is_for(finding.facts)), None)
    if waiver is not None and finding.strength is Strength.IN_PRINCIPLE:
        return replace(finding, settled_by=Settlement.WAIVER, waiver_id=waiver.pk)
    is_settled_by_reason = finding.strength is Strength.USUAL or (
        finding.verdict is Outcome.CANNOT_TELL and finding.is_decision
    )
    if reason and is_settled_by_reason:
        return replace(finding, settled_by=Settlement.REASON)
    return finding
