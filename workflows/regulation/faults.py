"""Faults of an edition in the words of its file: where each stands, what is the matter, what would mend it."""

from __future__ import annotations

import typing
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

TABLES = {"articles": "article", "clauses": "clause"}
"""How the file writes the lists of an edition: ``[[article]]``, ``[[clause]]``."""
LONGEST_VALUE = 40
"""Characters of a wrong value that a fault repeats."""


def faults_of_edition(error: ValidationError, model: type[BaseModel], raw: Mapping[str, Any]) -> list[str]:
    """Answer what is wrong with an edition's file, each fault with its path in the file."""
    return _lines((_place(fault["loc"], raw), _matter(fault, model)) for fault in error.errors())


def faults_of_figures(error: ValidationError, model: type[BaseModel], place: str) -> list[str]:
    """Answer what is wrong with the figures of the clause at this place."""
    return _lines((", ".join([place, *map(str, fault["loc"][:1])]), _matter(fault, model)) for fault in error.errors())


def place_of_clause(position: int, rule: object) -> str:
    """Answer how a fault names a clause: by its place in the file, counted from 1, and its rule."""
    return f"clause {position} ({rule})" if isinstance(rule, str) else f"clause {position}"


def _lines(faults: typing.Iterable[tuple[str, str]]) -> list[str]:
    return [f"{place}: {line}" for place, matter in faults for line in matter.splitlines()]


def _place(loc: Sequence[int | str], raw: Mapping[str, Any]) -> str:
    if not loc:
        return "edition"
    head, *rest = loc
    if head not in TABLES or not rest:
        return ".".join(TABLES.get(str(step), str(step)) for step in loc)
    index, *inner = rest
    row = raw[str(head)][index]
    named = row.get("rule") if head == "clauses" and isinstance(row, dict) else None
    place = place_of_clause(int(index) + 1, named) if head == "clauses" else f"article {int(index) + 1}"
    return ", ".join([place, ".".join(map(str, inner))]) if inner else place


def _matter(fault: ErrorDetails, model: type[BaseModel]) -> str:
    """Answer what is the matter, with a remedy, in words that need no knowledge of the library that found it."""
    match fault["type"]:
        case "extra_forbidden":
            names = _model_at(model, fault["loc"][:-1]).model_fields
            keys = ", ".join(TABLES.get(name, name) for name in names)
            return f"unknown key; {f'the keys here are {keys}' if keys else 'this rule takes no figures'}"
        case "missing":
            return "missing; add it"
        case "value_error":
            return fault["msg"].removeprefix("Value error, ")
        case "string_pattern_mismatch":
            return f"write it as {_field_at(model, fault['loc']).description}, not {_shown(fault['input'])}"
        case _:
            return f"{fault['msg'][:1].lower()}{fault['msg'][1:]}, not {_shown(fault['input'])}"


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= LONGEST_VALUE else f"{shown[:LONGEST_VALUE]}…"


def _model_at(model: type[BaseModel], loc: Sequence[int | str]) -> type[BaseModel]:
    for step in loc:
        if isinstance(step, str):
            model = _model_in(model.model_fields[step].annotation)
    return model


def _field_at(model: type[BaseModel], loc: Sequence[int | str]) -> FieldInfo:
    *path, name = (step for step in loc if isinstance(step, str))
    return _model_at(model, path).model_fields[name]


def _model_in(annotation: Any) -> type[BaseModel]:
    """Answer the model that an annotation is made of: of ``Words | None``, of ``tuple[Article, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(_model_in(part) for part in typing.get_args(annotation) if part not in (type(None), Ellipsis))
