"""Submissions: keeping what was handed in, so that what came back can be compared with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from workflows.models import Programme, Proposal, Submission
from workflows.models.record import Taking
from workflows.models.submission import OF_THE_PROGRAMME
from workflows.models.told import told
from workflows.services.outbox import send_later
from workflows.services.parts import rows_as_told


def keep_submission(proposal: Proposal, taking: Taking) -> None:
    """Keep a proposal as it is submitted, and the pages that show it (Art. 4, 6(5))."""
    assert taking.by.account_id is not None  # noqa: S101  makers are signed in
    submission = Submission.objects.create(
        proposal=proposal,
        number=proposal.submissions.count() + 1,
        submitted_at=taking.at,
        submitted_by_id=taking.by.account_id,
        content=as_it_stands(proposal),
    )
    pinning_port(settings.PINNING_PORT)(submission)


@cache
def pinning_port(path: str) -> Callable[[Submission], None]:
    """Answer who pins the pages that are submitted with a proposal, as the settings name it."""
    found: Callable[[Submission], None] = import_string(path)
    return found


def publish_approved(proposal: Proposal, taking: Taking) -> None:
    """Let the pages that the school has approved be published, once the decision is committed (Art. 6(5))."""
    send_later("approved_pages", {"proposal": proposal.pk})


def as_it_stands(proposal: Proposal) -> dict[str, Any]:
    """Answer everything of a proposal that is judged: fields by their names, rows by their parts'."""
    assert Proposal.revises is not None  # noqa: S101  it is written by its makers
    content = told(Programme.objects.get(pk=proposal.programme_id), OF_THE_PROGRAMME)
    content |= told(proposal, Proposal.revises.fields)
    return content | {name: rows_as_told(part, part.owner_of(proposal)) for name, part in Proposal.made_of.items()}
