"""What is kept from an applicant, and from the public, until the school publishes the list (Art. 17)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Case, CharField, Count, F, Q, Value, When

from workflows.models import Application, Intake, LogEntry, Programme, Record
from workflows.models.record import kind_of
from workflows.regulation.actor import Actor
from workflows.selectors.judging import steps_of

TOLD_AT_ONCE = frozenset({"take_up", "send_back", "lapse"})
"""Steps of others that an applicant learns of when they are taken."""
DECISIONS = frozenset(name for name, step in steps_of(Application).items() if step.target in Application.DECIDED)
"""Steps of which she learns when the list is published, and only of the last: never that one was reconsidered."""


def knows_decision(application: Application, actor: Actor) -> bool:
    """Answer whether the actor may know what was decided, or that nothing was: the applicant once it is public."""
    return application.intake.decisions_are_public or application.student_id != actor.student_id


def knows_note(application: Application, actor: Actor) -> bool:
    """Answer whether the actor may read the note, which is the decision's once there is one."""
    return application.decided_at is None or knows_decision(application, actor)


def state_seen_by(record: Record, actor: Actor) -> str:
    """Answer the state that the actor may know: what is decided in secret looks as if it were under review."""
    if isinstance(record, Application) and not knows_decision(record, actor):
        return undecided(record.state)
    return record.state


def undecided(state: str) -> str:
    """Answer a state as whoever may not know the decision sees it."""
    return Application.State.UNDER_REVIEW if state in Application.DECIDED else state


def state_as_seen_by(actor: Actor) -> Case:
    """Answer the same as ``state_seen_by``, for queries over applications."""
    kept = Q(student_id=actor.student_id, state__in=Application.DECIDED) & ~Q(intake__state=Intake.State.PUBLISHED)
    seen = When(kept, then=Value(Application.State.UNDER_REVIEW))
    return Case(seen, default=F("state"), output_field=CharField())


def versions_seen_by(records: Sequence[Record], actor: Actor) -> Mapping[int, int]:
    """
    Answer the version of each record as the actor may know it, by the records' keys (one query at most).

    An applicant counts the steps that she was told of: the record's own number would betray how often it was decided.
    """
    seen = {record.pk: record.version for record in records}
    hidden = [r.pk for r in records if isinstance(r, Application) and not knows_decision(r, actor)]
    if hidden:
        told = LogEntry.objects.filter(
            Q(step__in=TOLD_AT_ONCE) | Q(account=actor.account_id),
            kind=kind_of(Application),
            record_id__in=hidden,
            outcome=LogEntry.Outcome.TAKEN,
        )
        seen |= dict(told.values_list("record_id").annotate(Count("pk")).order_by())
    return seen


def version_seen_by(record: Record, actor: Actor) -> int:
    """Answer the version of one record as the actor may know it."""
    return versions_seen_by([record], actor)[record.pk]


def entry_told_to(entry: LogEntry, application: Application, actor: Actor) -> LogEntry | None:
    """Answer an entry of her application as the applicant may read it; None where she may not."""
    published_at = application.intake.published_at
    is_taken = entry.outcome == LogEntry.Outcome.TAKEN
    is_the_decision = is_taken and entry.step in DECISIONS and entry.at == application.decided_at
    is_told = entry.account_id == actor.account_id or (is_taken and entry.step in TOLD_AT_ONCE)
    if not is_told and not (is_the_decision and published_at):
        return None
    if published_at is None or entry.at < published_at:
        entry.from_state = undecided(entry.from_state)
        entry.to_state = entry.to_state if is_the_decision else undecided(entry.to_state)
    return entry


def may_count_places(intake: Intake, actor: Actor) -> bool:
    """Answer whether the actor may know how many places are taken, which is kept like the decisions."""
    return intake.decisions_are_public or actor.oversees(intake.college_id)


def public_label(record: Record) -> str:
    """Answer the label of a record's state as whoever it concerns outside the offices sees it; empty where nobody."""
    match record:
        case Application():
            state = record.state if record.intake.decisions_are_public else undecided(record.state)
            return str(Application.State(state).label)
        case Programme() if record.is_public:
            return str(Programme.State(record.state).label)
        case Intake() if record.programme.is_public:
            return str(Intake.State(record.state).label)
        case _:
            return ""
