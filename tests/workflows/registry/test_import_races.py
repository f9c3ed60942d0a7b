"""An import beside other deeds: it waits or says that it is busy, and never deadlocks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from tests.factories import CollegeFactory, Scenario, edition, officer
from tests.workflows.crowds import together
from tests.workflows.registry.files import COLLEGES, Cells, as_csv, setting, student_cells
from workflows import clock
from workflows.models import Account, Application, BulkRow, ImportBatch, Intake, Student
from workflows.regulation.actor import Actor, Role
from workflows.selectors.people import actor_of
from workflows.services import bulk, persistence
from workflows.services.door import take_step
from workflows.services.drafts import begin
from workflows.services.refusals import Busy
from workflows.services.registry import writing
from workflows.services.registry.importing import commit_import
from workflows.services.requests import Request

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5
MAY_APPLY = [n for n in range(80) if student_cells(n)[5] == "2024" and student_cells(n)[7] == "本科"]


@pytest.fixture
def importer() -> Actor:
    edition()
    for name in COLLEGES:
        CollegeFactory(name=name)
    return officer(Role.AAO_OFFICER)


def commit(rows: list[Cells], by: Actor) -> ImportBatch:
    return commit_import(ImportBatch.Kind.STUDENTS, "s.csv", as_csv(rows), by=by, at=clock.now())


def test_imports_and_applications_of_the_same_students_never_deadlock(importer: Actor) -> None:
    rows = [student_cells(n) for n in MAY_APPLY]
    commit(rows, importer)
    scenario = Scenario()
    accounts = Account.objects.filter(student__isnull=False)
    intake = scenario.open_intake()
    for turn in range(ROUNDS):
        applicants = [actor_of(account) for account in accounts.order_by("?")[:6]]
        drafts = [(a, _draft(intake.pk, a)) for a in applicants]
        changed = [setting("专业", f"专业{turn}")(cells) for cells in reversed(rows)]
        deeds = [partial(take_step, Application, pk, "submit", by=a) for a, pk in drafts]
        answers = together([partial(commit, changed, importer), *deeds], are_patient=False)
        assert [answer for answer in answers if isinstance(answer, Exception)] == []
        assert set(Student.objects.values_list("major", flat=True)) == {f"专业{turn}"}
        for a, pk in drafts:
            take_step(Application, pk, "withdraw", by=a)


def _draft(intake_id: int, by: Actor) -> int:
    return begin(Application, {}, by=by, under=Intake.objects.get(pk=intake_id)).pk


@pytest.fixture
def they_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the import ask for its students when the trial of a bulk step has its first row; nobody tries twice."""
    both_are_there = threading.Barrier(2, timeout=30)
    lock, result_of, rows = writing.lock_students, bulk._result_of, []

    def lock_late(student_ids: Sequence[int]) -> None:
        both_are_there.wait()
        lock(student_ids)

    def meet(*args: Any) -> bulk.RowResult:
        result = result_of(*args)
        rows.append(result)
        if len(rows) == 1:
            both_are_there.wait()
        return result

    monkeypatch.setattr(writing, "lock_students", lock_late)
    monkeypatch.setattr(bulk, "_result_of", meet)
    monkeypatch.setattr(persistence, "RETRIES", 0)


def import_beside_a_trial(importer: Actor) -> tuple[object, Mapping[int, bulk.RowResult]]:
    """Import three students anew while their admission is tried out, the last of them first; answer what both gave."""
    scenario = Scenario()
    intake = scenario.open_intake()
    accounts = Account.objects.filter(student__isnull=False).order_by("student__pk")
    tried = [scenario.application("under_review", intake=intake, by=actor_of(account)) for account in accounts]
    versions = {application.pk: application.version for application in reversed(tried)}
    trial = partial(bulk.rehearse, Application, versions, "admit", by=scenario.officer, asked=Request())
    changed = [setting("专业", "别的专业")(student_cells(n)) for n in MAY_APPLY[:3]]
    imported, results = together([partial(commit, changed, importer), trial], are_patient=False)
    return imported, results


@pytest.fixture
def three_students(importer: Actor) -> None:
    commit([student_cells(n) for n in MAY_APPLY[:3]], importer)


def test_an_import_waits_for_the_trial_of_a_bulk_step_on_its_students(
    importer: Actor, three_students: None, they_meet: None
) -> None:
    imported, results = import_beside_a_trial(importer)
    assert [result.outcome for result in results.values()] == [BulkRow.Outcome.TAKEN] * 3
    assert isinstance(imported, ImportBatch)
    assert set(Student.objects.values_list("major", flat=True)) == {"别的专业"}
    assert set(Application.objects.values_list("state", flat=True)) == {"under_review"}


def test_a_trial_that_locks_its_students_row_by_row_does_deadlock(
    importer: Actor, three_students: None, they_meet: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: without the locks that a trial takes first, in the order of keys, the race is lost."""
    monkeypatch.setattr(bulk, "lock_parents", lambda *_: None)
    imported, results = import_beside_a_trial(importer)
    refused = [result for result in results.values() if result.outcome is not BulkRow.Outcome.TAKEN]
    assert isinstance(imported, Busy) or refused


def test_two_imports_at_a_time_are_one_and_a_busy(importer: Actor) -> None:
    for turn in range(ROUNDS):
        rows = [student_cells(n) for n in range(100 * turn, 100 * turn + 100)]
        answers = together([partial(commit, rows, importer)] * 4, are_patient=False)
        batches = [answer for answer in answers if isinstance(answer, ImportBatch)]
        assert all(isinstance(answer, ImportBatch | Busy) for answer in answers)
        assert [batch.added for batch in batches].count(100) == 1
        assert Student.objects.count() == 100 * (turn + 1)


def test_students_locked_in_another_order_do_deadlock(importer: Actor) -> None:
    """The negative control: without the order of keys the race is lost."""
    commit([student_cells(n) for n in range(2)], importer)
    keys = list(Student.objects.order_by("pk").values_list("pk", flat=True))
    both_hold_one = threading.Barrier(2)

    def lock(order: list[int]) -> None:
        with transaction.atomic():
            for key in order:
                Student.objects.select_for_update(no_key=True).get(pk=key)
                if key == order[0]:
                    both_hold_one.wait()

    answers = together([lambda: lock(keys), lambda: lock(keys[::-1])], are_patient=False)
    assert [type(answer) for answer in answers].count(OperationalError) == 1


def test_students_are_locked_in_the_order_of_their_keys(importer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "chunks", lambda items: ([item] for item in items))
    commit([student_cells(n) for n in range(3)], importer)
    keys = list(Student.objects.order_by("-pk").values_list("pk", flat=True))
    locked: list[int] = []

    def note(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        locked.extend(key for key in keys if "FOR NO KEY UPDATE" in sql and params and key in tuple(params))  # type: ignore[arg-type]
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(note):
        writing.lock_students(keys)
    assert locked == sorted(keys)
