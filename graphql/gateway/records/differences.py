"""What differs between two submissions of a proposal, or two versions of a training plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import strawberry
from django.utils.text import capfirst
from strawberry.utils.str_converters import to_camel_case

from gateway.records.enums import DifferenceKind
from gateway.records.scalars import decimal_text
from workflows import reader
from workflows.selectors import differences


@strawberry.type(description="What a field said, and what it says. Since 0.1.")
class FieldDifference:
    name: str = strawberry.field(description="The field, as its type or input names it. Since 0.1.")
    label: str = strawberry.field(description="What it is called in the reader's language. Since 0.1.")
    before: str | None = strawberry.field(
        description="What it said, in words: names, labels, exact decimals, days as 2026-09-01. Since 0.1."
    )
    now: str | None = strawberry.field(description="What it says, in the same form. Since 0.1.")


@strawberry.type(description="A field that differs, or a row: a course, a step of the construction plan. Since 0.1.")
class Difference:
    kind: DifferenceKind = strawberry.field(description="What became of it. Since 0.1.")
    part: str = strawberry.field(description="The field, or the list that has the row. Since 0.1.")
    row: str = strawberry.field(
        description="By which the row is known: a course's code, a step's title; empty for a field. Since 0.1."
    )
    title: str = strawberry.field(description="What the row is called; empty for a field. Since 0.1.")
    fields: list[FieldDifference] = strawberry.field(description="What differs of it. Since 0.1.")


def shown(found: Mapping[int, Sequence[differences.Difference]]) -> dict[int, list[Difference]]:
    """Answer differences as the graph shows them, by the keys of what differs."""
    return {key: [_shown(one) for one in differing] for key, differing in found.items()}


def _shown(one: differences.Difference) -> Difference:
    fields = [
        FieldDifference(
            name=to_camel_case(went.field.name),
            label=capfirst(str(went.field.verbose_name)),
            before=_text(went.before),
            now=_text(went.now),
        )
        for went in one.fields
    ]
    return Difference(
        kind=DifferenceKind(one.kind.value), part=to_camel_case(one.part), row=one.row, title=one.title, fields=fields
    )


def _text(value: Any) -> str | None:
    match value:
        case None:
            return None
        case Decimal():
            return decimal_text(value)
        case list():
            return reader.listed(value)
        case _:
            return str(value)
