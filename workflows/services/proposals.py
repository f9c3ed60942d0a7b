"""Proposals: what begins with one."""

from __future__ import annotations

from workflows.models import Proposal
from workflows.services.parts import rows_as_told, write_rows
from workflows.services.plans import open_version


def open_parts(proposal: Proposal) -> None:
    """Let a new proposal begin with the plan and the construction steps of the one before it."""
    open_version(proposal)
    before = proposal.programme.proposals.exclude(pk=proposal.pk).order_by("-pk").first()
    if before is not None:
        part = Proposal.made_of["construction_steps"]
        write_rows(part, proposal, rows_as_told(part, before))
