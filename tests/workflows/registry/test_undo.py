"""Undoing an import: everything is as it was before, or nothing is undone and the reasons are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tests.factories import Scenario, officer
from tests.workflows.registry.files import (
    COLLEGES,
    HEADINGS,
    RESULT_HEADINGS,
    Cells,
    as_csv,
    number_of,
    result_cells,
    setting,
    student_cells,
    students,
)
from tests.workflows.registry.test_import_staff import HEADINGS as STAFF_HEADINGS
from tests.workflows.registry.test_import_staff import row as staff_cells
from tests.workflows.witness import Rows, all_rows, nothing_changes
from workflows import clock
from workflows.models import Account, College, ImportBatch, Membership, RowBefore, Student
from workflows.regulation.actor import Actor, Role
from workflows.regulation.verdict import Outcome
from workflows.selectors.people import actor_of
from workflows.services.people import grant_office
from workflows.services.refusals import NotPermitted
from workflows.services.registry.importing import commit_import
from workflows.services.registry.undoing import (
    UNDO_FOR,
    UndoRefused,
    forget_rows_before,
    preview_undo,
    undo_import,
)

Kind = ImportBatch.Kind
KINDS = {Kind.STUDENTS: HEADINGS, Kind.RESULTS: RESULT_HEADINGS, Kind.STAFF: STAFF_HEADINGS}


def commit(kind: Kind, rows: list[Cells], by: Actor) -> ImportBatch:
    return commit_import(kind, "file.csv", as_csv(rows, KINDS[kind]), by=by, at=clock.now())


def rows_but_batches() -> Rows:
    """Answer every row but those that say what was imported and undone; offices given back have other keys."""
    rows = all_rows()
    del rows["workflows_importbatch"]
    for table in ("workflows_membership", "workflows_account_groups"):
        rows[table] = sorted(row.partition(",")[2] for row in rows[table])
    return rows


FIRST: dict[Kind, list[Cells]] = {
    Kind.STUDENTS: students(3),
    Kind.RESULTS: [result_cells(0, "45"), result_cells(1, "90")],
    Kind.STAFF: [staff_cells(), staff_cells("10002", "彭俊", "教务处", "讲师", "硕士", "教务处科员")],
}
SECOND: dict[Kind, list[Cells]] = {
    Kind.STUDENTS: [setting("姓名", "欧阳改")(student_cells(0)), setting("手机号", "13900000000")(student_cells(1)),
                    setting("学籍状态", "休学")(student_cells(2)), student_cells(3)],
    Kind.RESULTS: [result_cells(0, "60"), result_cells(2, "30"), result_cells(0, "70", "补考", semester="2")],
    Kind.STAFF: [staff_cells(name="林小瑶", unit=COLLEGES[1], title="教授", post="教师、微专业负责人"),
                 staff_cells("10003", "熊清", COLLEGES[1])],
}  # fmt: skip


@pytest.fixture(params=list(Kind))
def kind(request: pytest.FixtureRequest, importer: Actor) -> Kind:
    """Answer each kind of file; of all kinds the first file was imported."""
    for each in Kind:
        commit(each, FIRST[each], importer)
    return Kind(request.param)


def test_everything_is_as_it_was_before(kind: Kind, importer: Actor):
    before = rows_but_batches()
    batch = commit(kind, SECOND[kind], importer)
    assert rows_but_batches() != before
    shown = preview_undo(batch, by=importer, at=clock.now())
    undone = undo_import(batch, by=importer, at=clock.now())

    assert (len(shown.added), len(shown.present), shown.blockers) == (batch.added, batch.changed, [])
    assert undone.undone_at is not None
    assert undone.undone_by_id == importer.account_id
    assert rows_but_batches() == before


def test_a_preview_undoes_nothing(kind: Kind, importer: Actor):
    batch = commit(kind, SECOND[kind], importer)
    with nothing_changes():
        preview_undo(batch, by=importer, at=clock.now())


def test_undone_twice_it_is_undone_once(kind: Kind, importer: Actor):
    batch = commit(kind, SECOND[kind], importer)
    undo_import(batch, by=importer, at=clock.now())
    with nothing_changes():
        undo_import(batch, by=importer, at=clock.now() + dt.timedelta(hours=1))


def test_the_latest_is_undone_first(kind: Kind, importer: Actor):
    first = ImportBatch.objects.get(kind=kind)
    second = commit(kind, SECOND[kind], importer)
    with nothing_changes(), pytest.raises(UndoRefused) as refused:
        undo_import(first, by=importer, at=clock.now())
    assert len(refused.value.blockers) >= 1

    undo_import(second, by=importer, at=clock.now())
    assert "file" in str(ImportBatch.objects.get(pk=second.pk))


def test_the_first_file_is_undone_from_the_last_to_the_first(importer: Actor):
    before = rows_but_batches()
    batches = [commit(each, FIRST[each], importer) for each in Kind]
    for batch in reversed(batches):
        undo_import(batch, by=importer, at=clock.now())

    assert rows_but_batches() == before


def test_students_with_results_of_another_file_stay(importer: Actor):
    batch = commit(Kind.STUDENTS, FIRST[Kind.STUDENTS], importer)
    commit(Kind.RESULTS, FIRST[Kind.RESULTS], importer)
    with nothing_changes(), pytest.raises(UndoRefused):
        undo_import(batch, by=importer, at=clock.now())


def test_students_who_applied_stay_and_the_others_with_them(importer: Actor):
    scenario = Scenario()
    batch = commit(Kind.STUDENTS, students(4), importer)
    account = Account.objects.get(username=number_of(3))
    scenario.application("submitted", intake=scenario.open_intake(), by=actor_of(account))
    shown = preview_undo(batch, by=importer, at=clock.now())
    with nothing_changes(), pytest.raises(UndoRefused):
        undo_import(batch, by=importer, at=clock.now())

    assert len(shown.blockers) == 1
    assert number_of(3) in shown.blockers[0]


def test_an_import_that_was_forgotten_is_not_undone(kind: Kind, importer: Actor):
    batch = commit(kind, SECOND[kind], importer)
    late = batch.imported_at + UNDO_FOR + dt.timedelta(seconds=1)
    forget_rows_before(at=batch.imported_at + UNDO_FOR)
    assert RowBefore.objects.filter(batch=batch).exists()
    forget_rows_before(at=late)
    assert not RowBefore.objects.exists()
    with nothing_changes(), pytest.raises(UndoRefused):
        undo_import(batch, by=importer, at=late)


def test_who_may_apply_again_is_told(importer: Actor):
    commit(Kind.STUDENTS, students(4), importer)
    on_leave = commit(Kind.STUDENTS, [setting("学籍状态", "休学")(student_cells(3))], importer)
    failed = commit(Kind.RESULTS, [result_cells(2, "40")], importer)
    told = {
        batch.pk: [(c.number, c.after) for c in preview_undo(batch, by=importer, at=clock.now()).eligibility]
        for batch in (on_leave, failed)
    }

    assert told == {on_leave.pk: [(number_of(3), Outcome.MET)], failed.pk: [(number_of(2), Outcome.MET)]}


def test_accounts_that_were_there_before_stay(importer: Actor):
    Account.objects.create(username=number_of(0), display_name="欧阳一")
    batch = commit(Kind.STUDENTS, students(2), importer)
    undo_import(batch, by=importer, at=clock.now())

    assert Account.objects.filter(username=number_of(0)).exists()
    assert not Account.objects.filter(username=number_of(1)).exists()
    assert not Student.objects.exists()


@pytest.mark.parametrize("deed", [preview_undo, undo_import])
def test_only_the_academic_affairs_office_undoes(importer: Actor, deed: Callable[..., object]):
    batch = commit(Kind.STUDENTS, students(2), importer)
    other = officer(Role.SCHOOL_APPROVER)
    with nothing_changes(), pytest.raises(NotPermitted):
        deed(batch, by=other, at=clock.now())


def staff_batches(importer: Actor) -> tuple[ImportBatch, ImportBatch, ImportBatch]:
    """Answer an import that opens an office, one that changes the name only, and one that withdraws the office."""
    opened = commit(Kind.STAFF, [staff_cells()], importer)
    renamed = commit(Kind.STAFF, [staff_cells(name="林小瑶")], importer)
    withdrawn = commit(Kind.STAFF, [staff_cells(name="林小瑶", post="")], importer)
    return opened, renamed, withdrawn


def test_an_office_that_is_given_back_is_again_of_the_import_that_opened_it(importer: Actor):
    opened, renamed, withdrawn = staff_batches(importer)
    for batch in (withdrawn, renamed):
        undo_import(batch, by=importer, at=clock.now())
    assert Membership.objects.get(account__username="10001").imported_in == opened
    undo_import(opened, by=importer, at=clock.now())

    assert not Membership.objects.filter(account__username="10001").exists()


def test_an_office_that_was_granted_by_hand_meanwhile_is_left(importer: Actor):
    *_, withdrawn = staff_batches(importer)
    account = Account.objects.get(username="10001")
    grant_office(account, Role.COLLEGE_OFFICER, College.objects.get(name=COLLEGES[0]))
    undo_import(withdrawn, by=importer, at=clock.now())

    assert Membership.objects.get(account=account).imported_in is None


@pytest.mark.parametrize("use", ["signs in", "holds another office"])
def test_accounts_in_use_stay_and_the_import_with_them(importer: Actor, use: str):
    batch = commit(Kind.STAFF, [staff_cells()], importer)
    account = Account.objects.get(username="10001")
    if use == "signs in":
        Account.objects.filter(pk=account.pk).update(last_login=clock.now())
    else:
        grant_office(account, Role.EXPERT)
    assert "10001" in preview_undo(batch, by=importer, at=clock.now()).blockers[0]
    with nothing_changes(), pytest.raises(UndoRefused):
        undo_import(batch, by=importer, at=clock.now())


def test_nobody_undoes_the_import_that_opened_their_own_office(importer: Actor):
    batch = commit(Kind.STAFF, [staff_cells("10002", "彭俊", "教务处", "讲师", "硕士", "教务处科员")], importer)
    own = actor_of(Account.objects.get(username="10002"))
    with nothing_changes(), pytest.raises(UndoRefused):
        undo_import(batch, by=own, at=clock.now())
    undo_import(batch, by=importer, at=clock.now())

    assert not Account.objects.filter(username="10002").exists()
