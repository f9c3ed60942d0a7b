"""What an edition can bind: every rule of the code with the figures that it takes and the facts that it gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from workflows.regulation.rule import Rule

Schema = Mapping[str, Any]


def catalogue_of(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield the lines of a table of these rules."""
    yield "| rule | it holds when | figures | facts for `{braces}` | |"
    yield "|---|---|---|---|---|"
    for rule in rules:
        cells = (f"`{rule.name}`", rule.sentence, figures_of(rule), ", ".join(rule.facts), _remarks(rule))
        yield f"| {' | '.join(cells)} |"


def figures_of(rule: Rule) -> str:
    """Answer what a clause sets for a rule: each figure with its range and with what goes without saying."""
    schema = rule.parameters_type.model_json_schema()
    known = schema.get("$defs", {})
    figures = schema.get("properties", {})
    return "<br>".join(f"`{name}`: {_said(figure, known)}{_default(figure)}" for name, figure in figures.items())


def _remarks(rule: Rule) -> str:
    remarks = (
        (rule.asks_back, "needs a question"),
        (rule.unless_said is not None, "holds without a clause too; only mandatory"),
    )
    return "; ".join(remark for holds, remark in remarks if holds)


def _said(figure: Schema, known: Mapping[str, Schema]) -> str:
    """Answer what a figure may be, read off its schema."""
    if "$ref" in figure:
        return _said(known[figure["$ref"].rpartition("/")[2]], known)
    if "anyOf" in figure:
        parts = [part for part in figure["anyOf"] if part["type"] != "null"]
        # A decimal is a number or, to be exact, a string: one thing to who writes an edition.
        is_decimal = parts[0]["type"] == "number"
        return _said(parts[0], known) if is_decimal else ", or ".join(_said(part, known) for part in parts)
    if "enum" in figure:
        return " or ".join(f"`{value}`" for value in figure["enum"])
    if figure["type"] == "array":
        return f"a list, each {_said(figure['items'], known)}"
    kind = "a whole number" if figure["type"] == "integer" else "a decimal in quotes"
    least = figure["minimum"] if "minimum" in figure else f"more than {figure['exclusiveMinimum']:g}"
    return f"{kind}, {least} to {figure['maximum']:g}"


def _default(figure: Schema) -> str:
    if "default" not in figure:
        return ""
    return f"; else `{figure['default']}`" if figure["default"] not in (None, []) else "; may be left out"
