"""A file with every kind of fault: each is told on its line and under its code, and nothing else is."""

from __future__ import annotations

import pytest

from tests.factories import CollegeFactory, officer
from tests.workflows.registry.files import COLLEGES, as_csv, spoilt_students
from workflows import clock
from workflows.models import ImportBatch
from workflows.regulation.actor import Role
from workflows.services.registry.importing import preview_import

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-8", "utf-16"])
def test_every_fault_is_told_on_its_line_and_nothing_else(encoding: str) -> None:
    for name in COLLEGES:
        CollegeFactory(name=name)
    rows, expected = spoilt_students()
    preview = preview_import(
        ImportBatch.Kind.STUDENTS,
        "spoilt.csv",
        as_csv(rows, encoding=encoding),
        by=officer(Role.AAO_OFFICER),
        at=clock.now(),
    )
    told = {fault.line: fault.code for fault in preview.faults} | {n.line: n.code for n in preview.notices if n.line}
    assert told == expected
    assert len(preview.faults) + len([n for n in preview.notices if n.line]) == len(expected) == 18
    assert all(fault.reason and fault.remedy for fault in preview.faults)
