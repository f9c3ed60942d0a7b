"""What is checked of every kind of record before the portal starts."""

import pytest

from cms import checks
from cms.desk.records import DESKS


def told() -> list[tuple[str, str]]:
    return [(str(fault.id), fault.msg) for fault in checks.records_are_worked(None)]


def test_every_record_has_a_desk(monkeypatch: pytest.MonkeyPatch):
    assert told() == []
    monkeypatch.delitem(DESKS, "waiver")  # type: ignore[attr-defined]  # a dict, as it happens

    assert told() == [("cms.E002", "Waiver has no desk.")]
