"""Findings and steps: what can be done with a record, and if not, why not, and what would help."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import strawberry
from strawberry.scalars import JSON

from gateway.peers import load_for
from gateway.records.deeds import MUTATIONS
from gateway.records.enums import SettledBy, StepNeed, Strength, Verdict
from workflows.regulation.finding import Finding as Found
from workflows.selectors.foreseen import foreseen
from workflows.selectors.judging import StepFromHere, steps_from_here


@strawberry.type(description="One rule's answer at one step, with its clause and what settles it. Since 0.1.")
class Finding:
    rule: str = strawberry.field(description="The rule's name, stable. Since 0.1.")
    article: str | None = strawberry.field(
        description='The article, as "12(1)"; null where the edition is silent and the portal itself asks. Since 0.1.'
    )
    strength: Strength = strawberry.field(description="How firmly the clause binds. Since 0.1.")
    verdict: Verdict = strawberry.field(description="What the rule says. Since 0.1.")
    need: StepNeed = strawberry.field(description="What the step lacks because of it. Since 0.1.")
    is_blocking: bool = strawberry.field(description="Whether the step is refused because of it. Since 0.1.")
    wording: str = strawberry.field(description="The clause's decisive characters. Since 0.1.")
    message: str = strawberry.field(
        description="What is the matter, in the reader's language; empty where the rule holds. Since 0.1."
    )
    facts: JSON = strawberry.field(description="The facts that decided, with their date. Since 0.1.")
    remedy: str = strawberry.field(
        description="What would help, in the reader's language; empty where nothing is amiss. Since 0.1."
    )
    is_waivable: bool = strawberry.field(description="Whether an office could waive it. Since 0.1.")
    settled_by: SettledBy | None = strawberry.field(
        description="What let the step go on although the rule does not hold; null where nothing did. Since 0.1."
    )


def _foreseen(root: strawberry.Parent[Step]) -> list[str]:
    if not root.is_mine:
        return []
    name = root.name
    return load_for(root.record, f"foreseen {name}", lambda rows: foreseen(rows, name)) or []


@strawberry.type(description="A step out of a record's present state. Since 0.1.")
class Step:
    record: strawberry.Private[Any]
    name: str = strawberry.field(description="Its name, stable. Since 0.1.")
    mutation: str | None = strawberry.field(
        description="The mutation that takes it; null for steps that only the portal takes. Since 0.1."
    )
    label: str = strawberry.field(description="What the button says, in the reader's language. Since 0.1.")
    effect: str = strawberry.field(
        description="What follows from it, to tell whoever is about to take it, in the reader's language. Since 0.1."
    )
    foreseen: list[str] = strawberry.field(
        resolver=_foreseen,
        description="What would follow if it were taken now, counted, a sentence each: for those whose duty it is. "
        "Since 0.1.",
    )
    is_open: bool = strawberry.field(description="Whether the viewer could take it now. Since 0.1.")
    is_mine: bool = strawberry.field(description="Whether it is the viewer's duty. Since 0.1.")
    duty: str = strawberry.field(description="Whose duty it is, in the reader's language. Since 0.1.")
    needs_reason: bool = strawberry.field(description="Whether it is never taken without a reason. Since 0.1.")
    findings: list[Finding] = strawberry.field(
        description="Every finding, for those whose duty the step is; empty for others. Since 0.1."
    )


def findings_in(findings: Iterable[Found], language: str) -> list[Finding]:
    """Answer findings in the reader's language."""
    return [
        Finding(
            rule=found.rule,
            article=found.article or None,
            strength=Strength(found.strength.value),
            verdict=Verdict(found.verdict.value),
            need=StepNeed(found.need.value),
            is_blocking=found.blocks,
            wording=found.wording,
            message=found.message(language),
            facts=cast("JSON", found.facts),
            remedy=found.help(language),
            is_waivable=found.is_waivable,
            settled_by=found.settled_by and SettledBy(found.settled_by.value),
        )
        for found in findings
    ]


def steps(root: strawberry.Parent[Any], info: strawberry.Info) -> list[Step]:
    """Answer every step out of the record's state, from the same guards that the mutations run."""
    actor = info.context.actor
    found = load_for(root, "steps", lambda rows: steps_from_here(rows, by=actor))
    return [_step(root, step, info.context.language) for step in found or ()]


def _step(record: Any, found: StepFromHere, language: str) -> Step:
    return Step(
        record=record,
        name=found.step.name,
        mutation=MUTATIONS.get((type(record), found.step.name)),
        label=str(found.step.label),
        effect=str(found.step.manner.effect),
        is_open=found.is_open,
        is_mine=found.has_duty,
        duty=str(found.step.duty.label),
        needs_reason=found.step.manner.needs_reason,
        findings=findings_in(found.findings, language),
    )


STEPS = "What can be done with it now, and if not, why not: batched, from the guards that the mutations run. Since 0.1."
