"""Bulk steps: one step asked of many records. Each row passes the door alone: what refuses one holds up no other."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from workflows import clock, reader
from workflows.models import RECORDS, BulkRow, BulkStep, OutboxMessage, Record
from workflows.models.record import kind_of
from workflows.regulation.actor import Actor
from workflows.selectors.bulk import TOPIC
from workflows.selectors.judging import Step, steps_of
from workflows.selectors.people import actor_of
from workflows.services.door import lock_parents, take_asked_step
from workflows.services.idempotency import claim
from workflows.services.outbox import send_later
from workflows.services.persistence import persistently
from workflows.services.refusals import Refusal, in_words
from workflows.services.requests import Request

MOST_ROWS = 200
"""Records of one bulk step: their dry run holds all their locks at once."""
ROWS_A_MESSAGE = 20
"""Rows that a worker deals with before it renews its lease by a new message."""

Outcome = BulkRow.Outcome
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RowResult:
    """What becomes of one row."""

    outcome: BulkRow.Outcome
    said: str
    """Why it was refused, with what would help, in the language of the moment; empty where it was taken."""


def rehearse(
    model: type[Record], versions: Mapping[int, int], step: str, *, by: Actor, asked: Request
) -> dict[int, RowResult]:
    """
    Answer what would become of each row, by its key, if the step were asked of all of them in this order.

    The rows take the step and all of it is rolled back: what one takes from another, such as the last place, shows.

    :raises Busy: somebody else holds some of the records, or what they belong to
    """
    return persistently(lambda: _rehearsed(model, versions, steps_of(model)[step], by, asked))


def _rehearsed(
    model: type[Record], versions: Mapping[int, int], step: Step, by: Actor, asked: Request
) -> dict[int, RowResult]:
    with transaction.atomic():
        lock_parents(model, versions, step.manner.locks)  # all of them in one order: two trials never deadlock
        results = {
            pk: _result_of(model, pk, step, by, replace(asked, key=None, expected_version=version))
            for pk, version in versions.items()
        }
        transaction.set_rollback(True)
    return results


def ask_bulk_step(
    model: type[Record], versions: Mapping[int, int], step: str, *, by: Actor, asked: Request
) -> BulkStep:
    """
    Ask a step of many records; a worker takes it, row by row in this order. Told again under one key, it is one.

    ``versions`` are the records' keys with the versions that the actor looked at, ``asked.key`` is required.

    :raises InvalidInput: the key was used for another request
    """
    assert asked.key, "a bulk step is asked once"  # noqa: S101  the desk's form always has one
    request = {"rows": sorted(versions.items()), "reason": asked.reason, "inputs": asked.inputs}
    with transaction.atomic():
        claimed = claim(asked.key, by=by, deed=f"{kind_of(model)}.{step}.bulk", request=request)
        if not claimed.is_new:
            return BulkStep.objects.get(pk=claimed.row.record_id or 0)
        bulk = BulkStep.objects.create(
            account_id=by.signed_in_as,
            kind=kind_of(model),
            step=step,
            reason=asked.reason,
            inputs=dict(asked.inputs),
            language=reader.language(),
            asked_at=clock.now(),
        )
        rows = (BulkRow(bulk=bulk, record_id=pk, version=version) for pk, version in versions.items())
        BulkRow.objects.bulk_create(rows)
        send_later(TOPIC, {"bulk": bulk.pk})
        claimed.fulfil(bulk)
    return bulk


def go_on(message: OutboxMessage) -> None:
    """
    Deal with the next rows of a bulk step, as the courier of its messages; what is left goes into a new message.

    A row is asked under a key of its own: dealt with again after a worker died, it answers with what it did. Who
    asked has the offices of this moment, not of the one in which they asked.
    """
    bulk = BulkStep.objects.select_related("account").get(pk=message.payload["bulk"])
    model = {kind_of(model): model for model in RECORDS}[bulk.kind]
    step = steps_of(model)[bulk.step]
    waiting = bulk.rows.filter(outcome=Outcome.WAITING)
    with override(bulk.language):
        for row in waiting[:ROWS_A_MESSAGE]:
            asked = Request(bulk.reason, bulk.inputs, f"bulk-{bulk.pk}-{row.pk}", row.version)
            _keep(row, _result_of(model, row.record_id, step, actor_of(bulk.account), asked))
    with transaction.atomic():
        if waiting.exists():
            send_later(TOPIC, message.payload)
        else:
            BulkStep.objects.filter(pk=bulk.pk, ended_at=None).update(ended_at=clock.now())


def _keep(row: BulkRow, result: RowResult) -> None:
    """Write down what became of a row; that its step was taken is a fact, whatever another worker met later."""
    rows = BulkRow.objects.filter(pk=row.pk).exclude(outcome=Outcome.TAKEN)
    rows.update(outcome=result.outcome, said=result.said)


def _result_of(model: type[Record], pk: int, step: Step, by: Actor, asked: Request) -> RowResult:
    try:
        take_asked_step(model, pk, step.name, asked, by=by)
    except Refusal as refusal:
        return RowResult(Outcome.REFUSED, in_words(refusal))
    except (OperationalError, InterfaceError):
        raise  # the database is away: the message will be tried again
    except Exception:
        logger.exception("row %s of a bulk step %s", pk, step.name)  # one broken row must not hold up the others
        return RowResult(Outcome.REFUSED, _("This could not be done; the portal's operators find why in its log."))
    return RowResult(Outcome.TAKEN, "")
