"""What is checked of every kind of record before the portal starts."""

import pytest

from cms import checks
from cms.desk.records import DESKS
from cms.selectors import seen
from workflows.models import Waiver


def told() -> list[tuple[str, str]]:
    return [(str(fault.id), fault.msg) for fault in checks.records_are_seen_and_worked(None)]


def test_every_record_has_a_desk(monkeypatch: pytest.MonkeyPatch):
    assert told() == []
    monkeypatch.delitem(DESKS, "waiver")  # type: ignore[attr-defined]  # a dict, as it happens

    assert told() == [("cms.E002", "Waiver has no desk.")]


def test_of_every_record_it_is_decided_who_sees_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(seen._RULES, Waiver)  # type: ignore[attr-defined]  # a dict, as it happens

    assert told() == [("cms.E003", "Waiver is seen by nobody.")]
