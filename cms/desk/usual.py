"""What a desk shows of a kind of record that does not say otherwise: what it was asked for, and what was decided."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cms.desk.desks import Desk, Fact, Facts
from cms.desk.words import said
from workflows.models import Record
from workflows.models.decided import DecidedRecord
from workflows.models.record import kind_of


def usual_desk(model: type[Record], *, icon: str, **otherwise: Any) -> Desk[Any]:
    """Make the desk of a kind of record; what is given takes the place of what is usual."""
    usual = {"columns": _columns(model), "searched": _searched(model), "facts": _facts(model)}
    return Desk(model, icon, **(usual | otherwise))


def _asked(model: type[Record]) -> list[models.Field[Any, Any]]:
    """Answer the fields with which a record begins."""
    fields = model.begins.fields if model.begins else ()
    return [field for field in map(model._meta.get_field, fields) if isinstance(field, models.Field)]


def _columns(model: type[Record]) -> tuple[Fact, ...]:
    short = [field for field in _asked(model) if field.concrete and not isinstance(field, models.TextField)]
    programme = model.programme_path
    return (
        *([_of_its_programme(model, sort=f"{programme}__pinyin")] if programme else []),
        *(Fact(field.name, sort=field.name) for field in short if not field.is_relation),
        Fact(f"{model.college_path}__name", _("college"), sort=f"{model.college_path}__pinyin"),
        Fact("state", sort="state"),
        Fact("created_at", sort="created_at"),
    )


def _searched(model: type[Record]) -> tuple[str, ...]:
    texts = [field.name for field in _asked(model) if isinstance(field, models.CharField | models.TextField)]
    programme = model.programme_path
    names = [f"{programme}__{name}" for name in ("title", "title_en", "code", "pinyin")] if programme else []
    return (*names, *texts)


def _facts(model: type[Record]) -> tuple[Facts, ...]:
    asked = [_of_its_programme(model)] if model.programme_path else []
    asked += [Fact(field.name) for field in _asked(model)]
    found = [Facts(capfirst(model._meta.verbose_name or ""), _("from whoever asked"), asked)]
    if issubclass(model, DecidedRecord):
        asked.append(somebody("asked_by"))
        decided = (somebody("decided_by"), Fact("decided_at"), Fact("decision_reason"))
        found.append(Facts(_("Decision"), _("from the office that decides"), decided))
    return tuple(found)


def _of_its_programme(model: type[Record], *, sort: str = "") -> Fact:
    path = model.programme_path

    def programme(row: Any) -> tuple[str, int]:
        found = row
        for relation in path.split("__"):
            found = getattr(found, relation)
        return kind_of(found), found.pk

    return Fact(f"{path}__title", _("programme"), sort=sort, leads_to=programme)


def somebody(relation: str) -> Fact:
    """Answer the fact of an account: its name, a dash for nobody."""
    return Fact(relation, words=lambda row: said((account := getattr(row, relation)) and account.get_full_name()))
