"""Values that records share: decimals as strings, money."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import strawberry

INSTANT = strawberry.scalar(
    name="DateTime",
    description="An instant in UTC, in ISO 8601.",
    serialize=lambda instant: instant.astimezone(dt.UTC).isoformat(),
    parse_value=dt.datetime.fromisoformat,
)
"""Every instant of the graph, whichever library declares its field."""


def decimal_text(value: Decimal) -> str:
    """Answer an exact decimal without needless zeros: 12, 13.5."""
    return f"{value.normalize():f}"


def in_language(chinese: str, english: str, info: strawberry.Info) -> str:
    """Answer the English words to who reads English, where there are some; else the Chinese ones."""
    return english if info.context.language.startswith("en") and english else chinese


@strawberry.type(description="An exact amount of money. Public. Since 0.1.")
class Money:
    amount: str = strawberry.field(description='An exact decimal with two places, as a string: "1800.00". Since 0.1.')
    currency: str = strawberry.field(description='The ISO 4217 code: "CNY". Since 0.1.')
