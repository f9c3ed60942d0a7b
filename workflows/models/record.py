"""What every record is: states on declared edges, a version, an edition; and what the database holds of that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

import pgtrigger
from django import forms
from django.apps import apps
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, Transition

from workflows import clock
from workflows.models.beginning import Beginning, Revision
from workflows.models.duties import Duty
from workflows.models.part import Part
from workflows.models.rulebook import RulebookEdition
from workflows.models.triggers import Always, Refuse, RefuseTruncate
from workflows.regulation.actor import Actor, Kind
from workflows.regulation.finding import Finding
from workflows.regulation.loader import Rulebook
from workflows.regulation.rule import Parameters, Rule

Facts = TypeVar("Facts")


@dataclass(frozen=True, slots=True)
class Judgement:
    """All findings of one step for one record, and the facts from which they came."""

    findings: tuple[Finding, ...]
    facts: Mapping[type, object]
    rulebook: Rulebook
    at: datetime

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """Answer the findings because of which the step is refused."""
        return tuple(finding for finding in self.findings if finding.blocks)

    def facts_of(self, facts_type: type[Facts]) -> Facts:
        """Answer the facts of one type that the rules of this step read."""
        found = self.facts[facts_type]
        assert isinstance(found, facts_type)  # noqa: S101  the gatherers' table is keyed by the type
        return found

    def parameters_of(self, rule: Rule) -> Parameters | None:
        """Answer what the edition sets for a rule; None where it has no such clause."""
        clause = self.rulebook.clause_for(rule)
        return clause.parameters if clause else None


@dataclass(frozen=True, slots=True)
class Taking:
    """A step being taken: who, when, why, with which inputs and on which judgement."""

    by: Actor
    judgement: Judgement
    reason: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        """Answer the instant of the step, the one for which it was judged."""
        return self.judgement.at

    @property
    def day(self) -> date:
        """Answer the day at the school on which the step is taken."""
        return clock.day_of(self.at)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a step is taken, besides its guards: what django-fsm leaves to ``custom``."""

    label: str | Promise
    """What the button says."""
    effect: str | Promise = ""
    """What follows from it, as whoever is about to take it is told."""
    is_decision: bool = False
    """Whether it decides about another: then questions must be answered with a reason."""
    needs_reason: bool = False
    """Whether it is never taken without a recorded reason."""
    locks: Sequence[str] = ()
    """Relations whose rows are locked before the record, parents first, in the house's one order."""
    inputs: type[forms.Form] | None = None
    is_long: bool = False
    """Whether so much may follow that nobody should wait for it at a screen: a worker takes it there."""
    is_confidential: bool = False
    """Whether what stands for and against it is told to nobody but those whose duty it is."""
    fixes_edition: bool = False
    """Whether the record keeps, from here on, the edition by which this step was judged."""


def manner(label: str | Promise, **how: Any) -> dict[str, Any]:
    """Answer django-fsm's ``custom`` for a step that is taken in this manner."""
    return {"manner": Manner(label, **how)}


class Asks:
    """
    A condition of a transition: one rule, with which the door has judged the record.

    django-fsm asks it for yes or no. Nothing but ``take_step`` judges a record, so a transition that is
    called past the door is refused.
    """

    def __init__(self, rule: Rule) -> None:
        """Ask this rule."""
        self.rule = rule
        self.__name__ = rule.name

    def __call__(self, record: Record) -> bool:
        """Answer whether the judgement at the door lets this rule pass."""
        judgement = record.judgement
        return judgement is not None and not any(f.rule == self.rule.name and f.blocks for f in judgement.findings)


def asks(*asked: Rule) -> list[Asks | Any]:
    """Answer the conditions of a transition that is guarded by these rules, and open only to the door."""
    return [came_through_the_door, *(Asks(rule) for rule in asked)]


def came_through_the_door(record: Record) -> bool:
    """The record has been judged by ``take_step``: no other caller can take a step."""
    return record.judgement is not None


class Edges(Always):
    """
    Holds a record's states to the edges that its transitions declare, whoever writes the row.

    A new row has the initial state; a new state comes with a new version, and no version comes back: its entry in
    the log would vouch for another step.
    """

    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.Update

    def get_func(self, model: type[models.Model]) -> str:
        """Answer the body of the trigger for this model's transitions."""
        # Migrations hand in a stand-in that has the fields and not the transitions.
        declared = apps.get_model(model._meta.app_label, model._meta.object_name)
        state = state_field(declared)
        edges = sorted({f"{edge.source}:{edge.target}" for edge in transitions_of(declared)})
        table = model._meta.db_table
        return f"""
            IF TG_OP = 'INSERT' THEN
                IF NEW.state <> '{state.default}' THEN
                    RAISE EXCEPTION 'edges: {table} begins as {state.default}, not as %', NEW.state
                        USING ERRCODE = 'check_violation';
                END IF;
            ELSIF NEW.version < OLD.version THEN
                RAISE EXCEPTION 'edges: {table} % goes back to version %', NEW.id, NEW.version
                    USING ERRCODE = 'check_violation';
            ELSIF NEW.state IS DISTINCT FROM OLD.state THEN
                IF NOT (OLD.state || ':' || NEW.state) = ANY('{{{",".join(edges)}}}'::text[]) THEN
                    RAISE EXCEPTION 'edges: {table} has no step from % to %', OLD.state, NEW.state
                        USING ERRCODE = 'check_violation';
                ELSIF NEW.version = OLD.version THEN
                    RAISE EXCEPTION 'edges: {table} % changed its state without a new version', NEW.id
                        USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            RETURN NEW;
        """


class Logged(pgtrigger.Trigger):
    """Holds, when a transaction commits, that each version of a record has its entry in the log, with its state."""

    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.UpdateOf("state", "version")
    timing = pgtrigger.Deferred

    def get_func(self, model: type[models.Model]) -> str:
        """Answer the body of the trigger for this kind of record."""
        return f"""
            IF NOT EXISTS (
                SELECT FROM workflows_logentry
                WHERE kind = '{kind_of(model)}' AND record_id = NEW.id AND record_version = NEW.version
                    AND to_state = NEW.state
            ) THEN
                RAISE EXCEPTION 'logged: {kind_of(model)} % has version % without an entry in the log', NEW.id, NEW.version
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NULL;
        """  # noqa: E501  one sentence of SQL


class Record(models.Model):
    """A record of the measures. Only ``workflows.services.door`` creates, revises or moves one."""

    if TYPE_CHECKING:
        state: str
        """Each record declares its own FSM field of this name."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    edition = models.ForeignKey(
        RulebookEdition, models.PROTECT, null=True, blank=True, editable=False, verbose_name=_("rulebook edition")
    )
    created_at = models.DateTimeField(_("created at"), editable=False)
    changed_at = models.DateTimeField(_("changed at"), editable=False)

    judgement: Judgement | None = None
    """What the door found for the step that is being taken; None everywhere else."""

    parents: ClassVar[tuple[str, ...]] = ()
    """Relations to the rows that any step on this record may lock, in the house's one order."""
    college_path: ClassVar[str]
    """The relations, as ``filter`` takes them, that lead to the college whose officers answer for the record."""
    programme_path: ClassVar[str] = ""
    """Those that lead to the programme to which it belongs; empty where none does, and of programmes themselves."""
    asker_path: ClassVar[str] = ""
    """Those that lead to the account that asked for what is decided here; empty where nobody asks."""
    director_path: ClassVar[str] = ""
    """Those that lead to the member of staff who directs it; empty where nobody does."""
    asks_for_waivers: ClassVar[Duty | None] = None
    """Who may ask that a clause be waived for such a record; None where none of its steps asks a rule."""
    turns: ClassVar[Mapping[Any, Duty]] = {}
    """Whose turn it is in a state: in whose inbox the record then stands. Other states wait for nobody."""
    begins: ClassVar[Beginning | None] = None
    """How it begins; None where a service of its own begins it."""
    revises: ClassVar[Revision | None] = None
    """How its own fields are changed; None where they never are."""
    made_of: ClassVar[Mapping[str, Part]] = {}
    """Rows that are a part of it, by the name under which the log tells them: revised as its own fields are."""

    class Meta:
        abstract = True
        triggers = (
            Edges(name="edges"),
            Logged(name="logged"),
            Refuse(name="kept", operation=pgtrigger.Delete),
            RefuseTruncate(name="no_truncate"),
        )

    @classmethod
    def to_its_people(cls) -> tuple[str, ...]:
        """Answer the relations over which its people and programme are reached: fetched for many records at once."""
        paths = (cls.college_path, cls.asker_path, cls.director_path)
        relations = [*(path.rpartition(LOOKUP_SEP)[0] for path in paths), cls.programme_path]
        return tuple(sorted({relation for relation in relations if relation}))

    @property
    def college_id(self) -> int:
        """Answer the college whose officers answer for this record."""
        return cast("int", self._followed(self.college_path))

    @property
    def colleges(self) -> frozenset[int]:
        """Answer the colleges whose offices read all that was done with it."""
        return frozenset({self.college_id})

    @property
    def hands(self) -> frozenset[int]:
        """Answer the accounts that do not decide on this record as it stands: whoever asked (four eyes)."""
        asked = self._followed(self.asker_path)
        return frozenset() if asked is None else frozenset({asked})

    @classmethod
    def with_a_hand_of(cls, account_id: int | None) -> models.Q:
        """Answer the condition of the rows among whose ``hands`` an account is."""
        return models.Q(**{cls.asker_path: account_id}) if cls.asker_path else models.Q(pk__in=())

    @property
    def programme_in_question(self) -> Any:
        """Answer the programme to which this record belongs."""
        row: Any = self
        for relation in self.programme_path.split(LOOKUP_SEP):
            row = getattr(row, relation)
        return row

    @property
    def director_id(self) -> int | None:
        """Answer the member of staff who directs what this record belongs to; None where nobody does."""
        return self._followed(self.director_path)

    def _followed(self, path: str) -> int | None:
        """Answer the key at the end of a path of relations, as ``filter`` takes it."""
        if not path:
            return None
        *relations, last = path.split(LOOKUP_SEP)
        row: Any = self
        for relation in relations:
            row = getattr(row, relation)
        key: int | None = getattr(row, f"{last}_id")
        return key

    def complete(self, by: Actor) -> None:
        """
        Set what follows from the fields that were filled in, and from who did, before the record is kept: who asks.

        :raises ValidationError: where it cannot begin, or be revised, in this way
        """
        if self._state.adding and self.asker_path and LOOKUP_SEP not in self.asker_path:
            setattr(self, f"{self.asker_path}_id", by.account_id)

    def takes_files_of(self, actor: Actor) -> bool:
        """Answer whether somebody who handles it may put a file beside it, as it is now."""
        return True

    def is_handled_by(self, actor: Actor) -> bool:
        """Answer whether the actor is of those who handle such records, and not the one whom it concerns."""
        return actor.kind in (Kind.STAFF, Kind.SERVICE)


def kind_of(model: type[models.Model] | models.Model) -> str:
    """Answer a record's kind as the log names it: ``application``."""
    return str(model._meta.model_name)


def state_field(model: type[models.Model]) -> FSMField:
    """Answer the FSM field of a record."""
    found = model._meta.get_field("state")
    assert isinstance(found, FSMField)  # noqa: S101  every Record declares one
    return found


def transitions_of(model: type[models.Model]) -> list[Transition]:
    """Answer every edge that a record's class declares."""
    return list(state_field(model).get_all_transitions(model))
