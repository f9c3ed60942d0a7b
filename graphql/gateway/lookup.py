"""``node(id:)``: whatever an id names, found as on every other edge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from cms.selectors.seen import seen_by_key
from cms.visibility import Sight
from gateway.content.node import TYPE_NAMES as CONTENT_TYPE_NAMES
from gateway.content.node import content_by_id
from gateway.ids import MalformedId, from_global_id
from gateway.records.node import TYPE_NAMES as RECORD_TYPE_NAMES

_TYPE_NAMES: Mapping[type[Model], str] = {**RECORD_TYPE_NAMES, **CONTENT_TYPE_NAMES}
_RECORDS = {name: model for model, name in RECORD_TYPE_NAMES.items()}


def find_node(given: str, sight: Sight) -> Any | None:
    """Answer the object behind an id; None for what does not exist and for what is not seen."""
    try:
        name, pk = from_global_id(given)
    except MalformedId:
        return None
    if model := _RECORDS.get(name):
        return seen_by_key(model, pk, sight)
    return content_by_id(name, pk, sight)


def type_name_of(row: Any, *_: object) -> str | None:
    """Answer the name of the type of a row, of records or of content."""
    return _TYPE_NAMES.get(type(row))
