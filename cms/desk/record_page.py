"""The page of one record: its facts, what can be done and why not, what happened, and what else is there on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cms.desk.beside_forms import AttachmentForm, NoteForm
from cms.desk.changes import changes_in
from cms.desk.desks import Desk
from cms.desk.offers import REVISE, offers_on_page
from cms.desk.picture import picture_of
from cms.desk.record_screen import RecordScreen
from cms.desk.records import DESKS, desks_under
from workflows import reader
from workflows.models import LogEntry, Record, Waiver
from workflows.models.record import kind_of, state_field
from workflows.regulation.actor import Actor
from workflows.regulation.finding import Finding
from workflows.regulation.verdict import Outcome
from workflows.selectors.disclosure import public_label
from workflows.selectors.handled import attachments_on, notes_on
from workflows.selectors.history import visible_entries
from workflows.selectors.judging import StepFromHere, steps_from_here, steps_of
from workflows.services.refusals import NotPermitted

MOST_RELATED = 10
"""Related rows that the page shows; the others are on their own desk."""


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding in the reader's language."""

    finding: Finding
    message: str
    remedy: str
    waiver_address: str = ""
    """Where the actor asks that it be waived; empty where nobody can, or the actor may not ask."""


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step, as its button and what is beside it."""

    found: StepFromHere
    address: str
    findings: tuple[ShownFinding, ...]

    @property
    def whose(self) -> str:
        """Answer whose it is, where it is not the actor's; templates would call a duty."""
        duty = self.found.step.duty
        return "" if self.found.has_duty else NotPermitted(duty).said

    @property
    def blocking(self) -> tuple[ShownFinding, ...]:
        """Answer why it is closed."""
        return tuple(shown for shown in self.findings if shown.finding.blocks)

    @property
    def noted(self) -> tuple[ShownFinding, ...]:
        """Answer what is not met, or cannot be told, and does not close it: what was waived, what others will ask."""
        return tuple(
            shown for shown in self.findings if not shown.finding.blocks and shown.finding.verdict is not Outcome.MET
        )

    @property
    def met(self) -> tuple[ShownFinding, ...]:
        """Answer what is met."""
        return tuple(shown for shown in self.findings if shown.finding.verdict is Outcome.MET)


class RecordPage(RecordScreen):
    """One record."""

    template_name = "cms/desk/record.html"

    def get_page_title(self) -> str:
        """Answer which record it is."""
        return self.desk.titled(self.subject)

    def get_page_subtitle(self) -> str:
        """Answer nothing more."""
        return ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        *way, here = super().get_breadcrumbs_items()[:-1]
        return [*way, here | {"url": ""}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add all that the page shows."""
        record = self.subject
        return {
            "note_form": NoteForm(),
            "attachment_form": AttachmentForm(),
            **super().get_context_data(**kwargs),
            "state": record.get_state_display(),
            "public_label": public_label(record),
            "groups": list(facts_of(self.desk, record, self.actor)),
            "steps": shown_steps(self.desk, record, self.actor),
            "offers": list(offers_on_page(record, self.actor)),
            "picture": picture_of(self.desk.model),
            "history": list(history_of(record, self.actor)),
            "related": list(_related(record, self.actor)),
            "attachments": [
                {"attachment": attachment, "address": self.desk.address("attachment", record.pk, attachment.pk)}
                for attachment in attachments_on(record)
            ],
            "attachments_address": self.desk.address("attachments", record.pk),
            "is_noted": self.is_noted(),
            "notes": notes_on(record),
            "notes_address": self.desk.address("notes", record.pk),
        }

    def is_noted(self) -> bool:
        """Answer whether the actor writes and reads notes on the record, and attaches files."""
        return self.desk.is_noted_by is None or self.desk.is_noted_by(self.subject, self.actor)


def shown_steps(desk: Desk[Any], record: Record, actor: Actor) -> list[ShownStep]:
    """Answer every step out of the record's state, those first that the actor may take."""
    found = steps_from_here([record], by=actor)[record.pk]
    steps = [
        ShownStep(
            step,
            desk.address("step", record.pk, step.step.name),
            shown_findings(step.findings, desk, record, actor),
        )
        for step in found
    ]
    return sorted(steps, key=lambda step: (not step.found.is_open, not step.found.has_duty))


def shown_findings(
    findings: Sequence[Finding], desk: Desk[Any], record: Record, actor: Actor
) -> tuple[ShownFinding, ...]:
    """Answer findings in the reader's language, the blocking ones first."""
    language = reader.language()
    may_ask = record.asks_for_waivers is not None and record.asks_for_waivers(record, actor)
    shown = [
        ShownFinding(
            finding,
            finding.message(language),
            finding.help(language),
            desk.address("waive", record.pk, finding.rule)
            if may_ask and finding.is_waivable and finding.blocks
            else "",
        )
        for finding in findings
    ]
    return tuple(sorted(shown, key=lambda one: not one.finding.blocks))


def facts_of(desk: Desk[Any], record: Record, actor: Actor) -> Iterator[Mapping[str, Any]]:
    """Answer the facts of a record that an actor may read, group by group, with the records to which they lead."""
    addresses = _addresses(desk, record, actor)
    for group in desk.facts:
        rows = [
            (fact.label_on(desk.model), fact.said_of(record), addresses.get(fact.path, ""))
            for fact in group.facts
            if fact.is_for is None or fact.is_for(record, actor)
        ]
        if rows:
            yield {"heading": group.heading, "source": group.source, "rows": rows}


def _addresses(desk: Desk[Any], record: Record, actor: Actor) -> Mapping[str, str]:
    """Answer where the records are that facts name and the actor handles, by the facts' paths (one query a kind)."""
    facts = (fact for group in desk.facts for fact in group.facts)
    named = {fact.path: fact.leads_to(record) for fact in facts if fact.leads_to is not None}
    keys: dict[str, set[int]] = defaultdict(set)
    for kind, pk in named.values():
        keys[kind].add(pk)
    handled = {
        (kind, pk)
        for kind, pks in keys.items()
        for pk in DESKS[kind].rows(actor).filter(pk__in=pks).values_list("pk", flat=True)
    }
    return {path: DESKS[kind].address("record", pk) for path, (kind, pk) in named.items() if (kind, pk) in handled}


def history_of(record: Record, actor: Actor) -> Iterator[Mapping[str, Any]]:
    """Answer the entries of the log that the actor may read, the latest first, in the reader's language."""
    labels = {name: step.label for name, step in steps_of(type(record)).items()}
    beginning = type(record).begins
    own = {"begin": beginning.label if beginning else _("Begin"), "revise": REVISE}
    states = dict(state_field(type(record)).choices)
    entries = visible_entries([record], actor).get(record.pk, [])
    changes = changes_in(entries, type(record))
    for entry in reversed(entries):
        yield {
            "entry": entry,
            "changes": changes.get(entry.pk, []),
            "step": labels.get(entry.step) or own.get(entry.step, entry.step),
            "is_refused": entry.outcome == LogEntry.Outcome.REFUSED,
            "from_state": states.get(entry.from_state, ""),
            "to_state": states.get(entry.to_state, ""),
            "settled": [finding for finding in entry.findings if finding.get("settled_by")],
            "unmet": [finding for finding in entry.findings if finding.get("verdict") != "met"],
        }


def _related(record: Record, actor: Actor) -> Iterator[Mapping[str, Any]]:
    """Answer the records that have begun under one, and the waivers asked for it: those that the actor handles."""
    own: list[tuple[Desk[Any], dict[str, Any]]] = [
        (desk, {desk.model.begins.under: record}) for desk in desks_under(type(record))
    ]
    if record.asks_for_waivers is not None:
        own.append((DESKS[kind_of(Waiver)], {"subject_kind": kind_of(record), "subject_id": record.pk}))
    for desk, lookups in own:
        found = list(desk.rows(actor).filter(**lookups).order_by("-pk")[: MOST_RELATED + 1])
        yield {
            "heading": desk.title,
            "desk": desk,
            "rows": [desk.line(row) for row in found[:MOST_RELATED]],
            "has_more": len(found) > MOST_RELATED,
        }
