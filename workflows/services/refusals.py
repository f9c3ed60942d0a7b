"""Why a deed was not done: expected answers, which the graph and the desk show as data."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from workflows import reader
from workflows.models.duties import Duty
from workflows.models.record import Record, state_field
from workflows.regulation.actor import Actor
from workflows.regulation.finding import Finding


class Refusal(Exception):
    """A deed that was not done, for a reason that the asker can understand."""


class RecordMissing(Refusal):
    """There is no such record, or none that this actor may see: the two look the same."""


class NotPermitted(Refusal):
    """The actor may see the record but does not have the duty that the step asks for."""

    def __init__(self, duty: Duty) -> None:
        """Say whose duty it is."""
        self.article = duty.article
        self.said = _("This is for %(duty)s (Art. %(article)s).") % {"duty": duty.label, "article": duty.article}
        super().__init__(f"this is for {duty.label} (Art. {duty.article})")


def admit(duty: Duty, record: object, by: Actor) -> None:
    """
    Let pass whose duty it is towards the record.

    :raises NotPermitted: everybody else
    """
    if not duty(record, by):
        raise NotPermitted(duty)


class StepNotFromHere(Refusal):
    """The record's state has no such step; what that is, the asker may not know."""

    def __init__(self, record: Record, sources: Iterable[str]) -> None:
        """Say in which states it would be possible."""
        self.kind, self.sources, self.state = type(record), frozenset(sources), record.state
        super().__init__(f"not from {record.state}")

    @property
    def said(self) -> str:
        """Answer it in the language of the moment."""
        return only_while(self.kind, self.sources)


def standing_against(record: Record, duty: Duty, states: Collection[str], by: Actor) -> Refusal | None:
    """Answer why an actor cannot do a deed that is somebody's duty in some states; None where they can."""
    if not duty(record, by):
        return NotPermitted(duty)
    return None if record.state in states else StepNotFromHere(record, states)


def only_while(kind: type[Record], states: Collection[str]) -> str:
    """Answer in which states of a record something is possible; not in which one it is: that may be hidden."""
    labels = dict(state_field(kind).flatchoices)
    named = " / ".join(f"“{label}”" for state, label in labels.items() if state in states)
    return _("This is possible only while the %(kind)s is %(states)s.") % {
        "kind": kind._meta.verbose_name,
        "states": named,
    }


class StepRefused(Refusal):
    """The rules refuse the step: every finding is here, those that hold too, so that nobody comes back five times."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Keep the findings."""
        self.findings = tuple(findings)
        super().__init__("refused by " + ", ".join(f"{f.rule} (Art. {f.article})" for f in self.findings if f.blocks))


class StaleVersion(Refusal):
    """The record has moved on since the actor looked at it."""

    def __init__(self, current: Record) -> None:
        """Keep the record as it is now."""
        self.current = current
        super().__init__(f"the record is at version {current.version}")


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one input, and a code by which a machine can tell."""

    path: tuple[str, ...]
    message: str
    code: str


class InvalidInput(Refusal):
    """Inputs that cannot be taken, each with its field and its remedy."""

    def __init__(self, faults: Sequence[FieldFault]) -> None:
        """Keep the faults."""
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{'.'.join(fault.path)}: {fault.message}" for fault in self.faults))


class Busy(Refusal):
    """The database could not settle who comes first, or somebody else holds the record; trying again later will do."""


def in_words(refusal: Refusal) -> str:
    """Answer in the language of the moment why a deed was not done: findings with remedies."""
    match refusal:
        case StepRefused(findings=findings):
            return "\n".join(_finding_in_words(finding) for finding in findings if finding.blocks)
        case NotPermitted(said=said):
            return said
        case StepNotFromHere(said=said):
            return said
        case StaleVersion():
            return _("Somebody changed it in the meantime: look at it again.")
        case InvalidInput(faults=faults):
            return " ".join(fault.message for fault in faults)
        case Busy():
            return _("Somebody else holds this record at the moment: try again.")
        case _:
            return _("There is no such record, or not for you.")


def _finding_in_words(finding: Finding) -> str:
    language = reader.language()
    clause = _("Art. %(article)s “%(wording)s”") % {"article": finding.article, "wording": finding.wording}
    said = (clause if finding.article else "", finding.message(language), finding.help(language))
    return " ".join(part for part in said if part)
