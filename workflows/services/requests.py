"""What is asked of the door: a request, told apart from others, without what nobody sees around its texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from workflows.regulation.text import trimmed
from workflows.services.fields import faults_of_text
from workflows.services.idempotency import faults_of_key
from workflows.services.refusals import FieldFault, InvalidInput

LONGEST_REASON = 2000
"""Characters."""


@dataclass(frozen=True, slots=True)
class Request:
    """What an actor asks of a record: how it is told apart from another, and what it expects to find."""

    reason: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None
    """Told again under the same key, a deed answers with what it did and does nothing."""
    expected_version: int | None = None
    """The version that the actor looked at; None where they did not look."""


def tidied(asked: Request) -> Request:
    """
    Answer a request without what nobody sees around its texts.

    :raises InvalidInput: for what neither the record nor the log could hold
    """
    inputs = {name: trimmed(given) if isinstance(given, str) else given for name, given in asked.inputs.items()}
    request = replace(asked, reason=trimmed(asked.reason), inputs=inputs)
    refuse(_faults_of(request))
    return request


def _faults_of(request: Request) -> list[FieldFault]:
    faults = [*faults_of_key(request.key), *faults_of_text({"reason": request.reason, **request.inputs})]
    if (length := len(request.reason)) > LONGEST_REASON:
        message = _("At most %(limit)s characters; this has %(length)s.") % {"limit": LONGEST_REASON, "length": length}
        faults.append(FieldFault(("reason",), message, "TOO_LONG"))
    return faults


def refuse(faults: Sequence[FieldFault]) -> None:
    """
    Let pass where nothing is wrong.

    :raises InvalidInput: where something is
    """
    if faults:
        raise InvalidInput(faults)
