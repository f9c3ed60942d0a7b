"""Editions for tests: the school's own as raw tables, a small one, and ways to break exactly one thing."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from workflows.regulation.faults import RulebookRefused
from workflows.regulation.loader import Rulebook, rulebook_of
from workflows.rules import CATALOGUE

CHECKOUT = Path(__file__).resolve().parents[3]
OWN = CHECKOUT / "rulebooks" / "ccut-2025-62.toml"
RIVERSIDE = CHECKOUT / "tests" / "rulebooks" / "riverside-2026-7.toml"
ISSUED = OWN.read_text("utf-8")
LATER = ISSUED.replace("effective_from = 2025-09-01\nto_confirm", "effective_from = 2027-09-01\nto_confirm", 1)
"""The school's own measures, issued anew without a change for September 2027."""
LONGER = LATER.replace("maximum_months = 12", "maximum_months = 18")
"""The same, which from then on let a class run for eighteen months."""


def own_tables() -> dict[str, Any]:
    """Answer the tables of the school's own edition, to be broken at will."""
    return tomllib.loads(OWN.read_text("utf-8"))


def clause_in(tables: dict[str, Any], rule: str) -> dict[str, Any]:
    """Answer the clause of a rule."""
    return next(clause for clause in tables["clause"] if clause["rule"] == rule)


def small_tables(**clause: Any) -> dict[str, Any]:
    """Answer an edition of one article and one clause, which these keys change; None removes a key."""
    whole = copy.deepcopy(_SMALL)
    changed = whole["clause"][0] | clause
    whole["clause"] = [{key: value for key, value in changed.items() if value is not None}]
    return whole


def bound(tables: dict[str, Any]) -> Rulebook:
    """Answer the edition of these tables, bound to the rules of the code."""
    return rulebook_of(tables, CATALOGUE)


def faults_of(tables: dict[str, Any]) -> list[str]:
    """Answer the faults for which these tables are refused."""
    with pytest.raises(RulebookRefused) as refused:
        bound(tables)
    return list(map(str, refused.value.faults))


_SMALL: dict[str, Any] = {
    "document_number": "试〔2026〕1号",
    "title": {"zh": "试行办法", "en": "Trial measures"},
    "effective_from": "2026-01-01",
    "tuition": {
        "article": "1",
        "wording": "按学分",
        "amount_per_credit": "100",
        "effective_from": "2026-01-01",
        "statement": {"zh": "每学分 100 元。", "en": "100 yuan a credit."},
    },
    "article": [{"number": 1, "subject": {"zh": "方案", "en": "The plan"}}],
    "clause": [
        {
            "rule": "offers_enough_courses",
            "article": "1",
            "wording": "开设 6-7 门课程",
            "strength": "mandatory",
            "minimum": 6,
            "maximum": 7,
            "statement": {"zh": "有 {courses} 门课程。", "en": "It has {courses} courses."},
            "remedy": {"zh": "请增减课程。", "en": "Change the courses."},
        }
    ],
}
