"""Faults of an edition in the words of its file: where each stands, what is the matter, what would mend it."""

from __future__ import annotations

import datetime as dt
import typing
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from workflows.regulation.text import Said, Wrong, said
from workflows.regulation.text import marked as _

TABLES = {
    "articles": "article",
    "clauses": "clause",
    "assumptions": "assumption",
    "lights": "light",
    "criteria": "criterion",
}
"""How the file writes the lists of an edition: ``[[article]]``, ``[[clause]]``, ``[[assumption]]``, ``[[light]]``."""
_PARTS = {
    "articles": _("article %(position)s"),
    "assumptions": _("assumption %(position)s"),
    "lights": _("light %(position)s"),
    "criteria": _("criterion %(position)s"),
}
LONGEST_VALUE = 40
"""Characters of a wrong value that a fault repeats."""
_DAY = _("input should be a day as YYYY-MM-DD, not %(value)s")
_WHOLE = _("input should be a valid integer, not %(value)s")
_DECIMAL = _("input should be a valid decimal, in quotes, not %(value)s")
_LIST = _("input should be a valid tuple, that is a list, not %(value)s")
_TABLE = _("input should be a valid dictionary, that is a table, not %(value)s")
MATTERS = {
    "bool_type": _("input should be true or false, not %(value)s"),
    "date_from_datetime_inexact": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_parsing": _DAY,
    "date_type": _DAY,
    "decimal_max_digits": _("decimal input should have no more than %(max_digits)s digits in total, not %(value)s"),
    "decimal_max_places": _("decimal input should have no more than %(decimal_places)s decimal places, not %(value)s"),
    "decimal_parsing": _DECIMAL,
    "decimal_type": _DECIMAL,
    "decimal_whole_digits": _("decimal input should have no more than %(whole_digits)s whole digits, not %(value)s"),
    "dict_type": _TABLE,
    "finite_number": _("input should be a finite number, not %(value)s"),
    "greater_than": _("input should be greater than %(gt)s, not %(value)s"),
    "greater_than_equal": _("input should be greater than or equal to %(ge)s, not %(value)s"),
    "int_from_float": _WHOLE,
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "less_than": _("input should be less than %(lt)s, not %(value)s"),
    "less_than_equal": _("input should be less than or equal to %(le)s, not %(value)s"),
    "mapping_type": _TABLE,
    "model_attributes_type": _TABLE,
    "model_type": _TABLE,
    "string_too_long": _("string should have at most %(max_length)s characters, not %(value)s"),
    "string_too_short": _("string should have at least %(min_length)s character, not %(value)s"),
    "string_type": _("input should be a valid string, in quotes, not %(value)s"),
    "too_short": _("list should have at least %(min_length)s item, not %(value)s"),
    "tuple_type": _LIST,
}
"""What is the matter, by the name that the library gives to it."""


class RulebookRefused(ValueError):
    """An edition that cannot be loaded, with every fault: where it stands and what would mend it."""

    def __init__(self, faults: Iterable[Said], first_day: dt.date | None = None) -> None:
        """Keep the faults one by one, so that a page can list them, and the first day where it can be read."""
        self.faults = list(faults)
        self.first_day = first_day
        super().__init__("; ".join(map(str, self.faults)))


def fault(place: object, matter: Said) -> Said:
    """Answer what is the matter at a place of the file."""
    return said(_("%(place)s: %(matter)s"), place=place, matter=matter)


def faults_of_edition(error: ValidationError, model: type[BaseModel], raw: Mapping[str, Any]) -> list[Said]:
    """Answer what is wrong with an edition's file, each fault with its path in the file."""
    return [fault(place_of(one["loc"], raw), matter) for one in error.errors() for matter in _matters(one, model)]


def faults_of_figures(error: ValidationError, model: type[BaseModel], place: Said) -> list[Said]:
    """Answer what is wrong with the figures of the clause at this place."""
    return [fault(inside(place, *one["loc"][:1]), matter) for one in error.errors() for matter in _matters(one, model)]


def place_of_clause(position: int, rule: object) -> Said:
    """Answer how a fault names a clause: by its place in the file, counted from 1, and its rule."""
    if isinstance(rule, str):
        return said(_("clause %(position)s (%(rule)s)"), position=position, rule=rule)
    return said(_("clause %(position)s"), position=position)


def inside(place: Said, *keys: int | str) -> Said:
    """Answer the place of a key inside a clause or an article."""
    if not keys:
        return place
    return said(_("%(place)s, %(key)s"), place=place, key=".".join(map(str, keys)))


def place_of(loc: Sequence[int | str], raw: Mapping[str, Any]) -> Said | str:
    """Answer how a fault names what stands at this path of the arranged tables."""
    if not loc:
        return said(_("edition"))
    head, *rest = loc
    if head not in TABLES or not rest:
        return ".".join(TABLES.get(str(step), str(step)) for step in loc)
    index, *inner = rest
    row = raw[str(head)][index]
    position = int(index) + 1
    if head == "clauses":
        return inside(place_of_clause(position, row.get("rule") if isinstance(row, dict) else None), *inner)
    return inside(said(_PARTS[str(head)], position=position), *inner)


def _matters(fault: ErrorDetails, model: type[BaseModel]) -> Sequence[Said]:
    """Answer what is the matter, with a remedy, in words that need no knowledge of the library that found it."""
    shown = _shown(fault["input"])
    context = fault.get("ctx", {})
    match fault["type"]:
        case "extra_forbidden":
            keys = ", ".join(TABLES.get(name, name) for name in _model_at(model, fault["loc"][:-1]).model_fields)
            if keys:
                return [said(_("unknown key; the keys here are %(keys)s"), keys=keys)]
            return [said(_("unknown key; this rule takes no figures"))]
        case "missing":
            return [said(_("missing; add it"))]
        case "value_error":
            error = context["error"]
            return error.faults if isinstance(error, Wrong) else [said(str(error))]
        case "string_pattern_mismatch":
            example = said(str(_field_at(model, fault["loc"]).description))
            return [said(_("write it as %(example)s, not %(value)s"), example=example, value=shown)]
        case "enum" | "literal_error":
            choices = _choices(str(context["expected"]))
            return [said(_("input should be %(choices)s, not %(value)s"), choices=choices, value=shown)]
        case known if known in MATTERS:
            return [said(MATTERS[known], value=shown, **context)]
        case _:
            message = f"{fault['msg'][:1].lower()}{fault['msg'][1:]}"
            return [said(_("%(message)s, not %(value)s"), message=message, value=shown)]


def _choices(expected: str) -> Said | str:
    """Answer a list that the library gives as ``'a', 'b' or 'c'``."""
    others, either, last = expected.rpartition(" or ")
    return said(_("%(others)s or %(last)s"), others=others, last=last) if either else expected


def _shown(value: object) -> str:
    shown = value.isoformat() if isinstance(value, dt.date) else repr(value)
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
