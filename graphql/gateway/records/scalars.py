"""Values that records share: decimals as strings, money."""

from __future__ import annotations

from decimal import Decimal

import strawberry


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
