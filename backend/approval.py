"""Letting a proposal pass every gate, for data that is made: the demo, rehearsals, measurements."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.models import Proposal
from workflows.regulation.actor import Actor
from workflows.services.door import take_step

GATES = ("submit", "endorse", "accept", "conclude", "establish")


def approval(*, submit: Actor, endorse: Actor, accept: Actor, establish: Actor) -> Mapping[str, Actor]:
    """Answer who takes which step: the maker, the college, the Office, the school."""
    return {"submit": submit, "endorse": endorse, "accept": accept, "conclude": accept, "establish": establish}


def approve(proposal: Proposal, gates: Mapping[str, Actor], *, decision_number: str) -> Proposal:
    """Take a proposal that meets every rule from its draft to the school's approval."""
    for step in GATES:
        inputs = {"decision_number": decision_number} if step == "establish" else {}
        proposal = take_step(Proposal, proposal.pk, step, by=gates[step], inputs=inputs)
    return proposal
