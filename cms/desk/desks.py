"""
What a kind of record adds to the desk: a few declared lines, from which its list, its page and its place in the inbox
are made. Whatever a record answers by itself (state, steps, history, whose turn it is) is not declared again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst

from cms.desk.words import said
from workflows.models import Record
from workflows.models.reading import read_in
from workflows.models.record import kind_of
from workflows.regulation.actor import Actor
from workflows.selectors.handled import handled
from workflows.selectors.inbox import waiting_for

R = TypeVar("R", bound=Record)
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a record says: a path of relations ending in a field or property, and how it is headed."""

    path: str
    label: Text = ""
    sort: str = ""
    """What the list is sorted by where this heads a column; empty where it is not sorted by it."""
    words: Callable[[Any], str] | None = None
    """Answers, for the row, the value in words, where the value itself would not be understood."""
    leads_to: Callable[[Any], tuple[str, int]] | None = None
    """Answers, for the row, the kind and the key of the record that the value names."""
    is_for: Callable[[Any, Actor], bool] | None = None
    """Answers whether an actor who handles the row may read this of it; everybody who does where None."""

    def label_on(self, model: type[Model]) -> str:
        """Answer the heading: the field's own name where none is given."""
        return capfirst(str(self.label or _field_at(model, self.path).verbose_name))

    def value_of(self, row: Any) -> Any:
        """
        Answer the value; of a field with choices, its label; None where a relation on the way is empty.

        Names of colleges and programmes are those of the reader's language.
        """
        *relations, last = self.path.split(LOOKUP_SEP)
        for relation in relations:
            row = getattr(row, relation)
            if row is None:
                return None
        display = getattr(row, f"get_{last}_display", None)
        return display() if display else read_in(row, last)

    def said_of(self, row: Any) -> str:
        """Answer the value in words; a dash where there is none."""
        return self.words(row) if self.words else said(self.value_of(row))


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts that belong together, under a heading, with where they come from."""

    heading: Text
    source: Text
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Line:
    """One record where it is only named: what it is called, where it stands, where its page is."""

    record: Any
    title: str
    state: str
    address: str


@dataclass(frozen=True)
class Desk(Generic[R]):
    """How officers work with one kind of record."""

    model: type[R]
    icon: str
    columns: Sequence[Fact]
    """The list; the first one is the link to the record."""
    searched: Sequence[str]
    """Paths of texts, among them numbers and pinyin, in which the list is searched."""
    facts: Sequence[Facts]
    year_path: str = ""
    """Those that lead to the academic year, by its first calendar year."""
    deadline_path: str = ""
    """The day until which a waiting record should be dealt with; empty where there is none."""
    titled: Callable[[Any], str] = str
    """Answers what a row is called."""
    order: str = "-pk"
    exported: Sequence[Fact] = ()
    """Columns of the file besides those of the list."""
    is_noted_by: Callable[[Any, Actor], bool] | None = None
    """Answers whether somebody who finds a row writes and reads notes on it, and attaches files; all where None."""
    offered: Mapping[str, Callable[[Actor, int | None], forms.ModelChoiceField[Any]]] = field(default_factory=dict)
    """Answers, for a field with which a record begins, what an actor chooses from: under the row of a key, if given."""
    narrowed: Callable[[Actor], QuerySet[R]] | None = None
    """Answers what an actor handles, where that is not all records of the actor's colleges, or the school's."""

    @property
    def kind(self) -> str:
        """Answer the kind of record, which is the desk's name in addresses."""
        return kind_of(self.model)

    @property
    def title(self) -> Text:
        """Answer what the desk is called in menus, in the language of whoever reads it."""
        return capfirst(self.model._meta.verbose_name_plural or "")

    @cached_property
    def deadline(self) -> Fact | None:
        """Answer the fact of the deadline."""
        return Fact(self.deadline_path) if self.deadline_path else None

    def rows(self, actor: Actor) -> QuerySet[R]:
        """Answer what an actor's offices handle: nothing else is found, whatever the address."""
        rows = self.narrowed(actor) if self.narrowed else handled(self.model._default_manager.all(), actor)
        return rows.select_related(*self._fetched)

    @cached_property
    def _fetched(self) -> frozenset[str]:
        """Answer the relations that a row's facts lead through, with the way to its college."""
        facts = [*self.columns, *self.exported, *(fact for group in self.facts for fact in group.facts)]
        ways = (relations_in(self.model, fact.path) for fact in facts)
        return frozenset(filter(None, (*ways, relations_in(self.model, self.model.college_path))))

    def waiting(self, actor: Actor) -> QuerySet[R]:
        """Answer the rows that wait for a step of the actor's."""
        return self.rows(actor).filter(pk__in=waiting_for(self.model, actor).values("pk"))

    def line(self, row: R) -> Line:
        """Answer a row where it is only named."""
        state = row.get_state_display()  # type: ignore[attr-defined]  # Django adds it to a field with choices
        return Line(row, self.titled(row), str(state), self.address("record", row.pk))

    def address(self, view: str, *args: Any, query: Mapping[str, Any] | None = None) -> str:
        """Answer the address of one of the desk's screens, with what is asked of it."""
        return reverse(f"desk_{self.kind}:{view}", args=args, query=query)


def _field_at(model: type[Model], path: str) -> Any:
    relations, _, last = path.rpartition(LOOKUP_SEP)
    return _model_at(model, relations)._meta.get_field(last)


def _model_at(model: type[Model], relations: str) -> type[Model]:
    for relation in filter(None, relations.split(LOOKUP_SEP)):
        related = model._meta.get_field(relation).related_model
        assert isinstance(related, type)  # noqa: S101  every relation of ours leads to a model
        model = related
    return model


def relations_in(model: type[Model], path: str) -> str:
    """Answer the part of a path that leads from row to row: ``intake__programme`` of ``intake__programme__title``."""
    relations, _, last = path.rpartition(LOOKUP_SEP)
    fields = {field.name for field in _model_at(model, relations)._meta.fields if field.is_relation}
    return path if last in fields else relations
