"""Students come from the registry's file: all or nothing, and a second time nothing changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.factories import AccountFactory, Scenario, StaffFactory, officer
from tests.workflows.registry.files import (
    COLLEGES,
    HEADINGS,
    Cells,
    as_csv,
    as_xlsx,
    number_of,
    setting,
    student_cells,
    students,
)
from tests.workflows.witness import all_rows, nothing_changes
from workflows import clock
from workflows.models import Account, College, ImportBatch, Student
from workflows.regulation.actor import SCHOOL_WIDE, Actor, Role
from workflows.regulation.verdict import Outcome
from workflows.rules.students import RegistryStatus
from workflows.selectors.people import actor_of
from workflows.services.refusals import InvalidInput, NotPermitted
from workflows.services.registry import importing
from workflows.services.registry.importing import (
    ImportPreview,
    ImportRefused,
    commit_import,
    commit_table,
    preview_import,
    read_file,
)
from workflows.services.registry.students import STATUSES, StudentPlan
from workflows.services.registry.writing import write_students

STUDENTS = ImportBatch.Kind.STUDENTS
COUNTS = tuple[int, int, int]


def preview(rows: list[Cells], importer: Actor) -> ImportPreview:
    return preview_import(STUDENTS, "students.csv", as_csv(rows), by=importer, at=clock.now())


def commit(content: bytes, importer: Actor) -> ImportBatch:
    return commit_import(STUDENTS, "students.csv", content, by=importer, at=clock.now())


def counts(of: ImportBatch | ImportPreview) -> COUNTS:
    return of.added, of.changed, of.unchanged


def versions() -> list[tuple[object, ...]]:
    """Answer which transaction wrote each student's row: a row that is rewritten has another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, ctid::text, xmin::text FROM workflows_student ORDER BY number")
        return list(cursor.fetchall())


def test_a_preview_writes_nothing(importer: Actor) -> None:
    with nothing_changes():
        seen = preview(students(6), importer)
    assert counts(seen) == (6, 0, 0)
    assert seen.is_clean
    assert seen.encoding == "gb18030"


def test_students_are_added_with_everything_that_the_law_needs(importer: Actor) -> None:
    at = clock.now()
    batch = commit(as_csv(students(6)), importer)
    assert counts(batch) == (6, 0, 0)
    assert (batch.encoding, batch.imported_by_id, len(batch.digest)) == ("gb18030", importer.account_id, 64)
    assert at <= batch.imported_at <= clock.now()

    upgrade = Student.objects.select_related("college", "account").get(number=number_of(4))
    assert upgrade.number.startswith("0")
    assert (upgrade.name, upgrade.college.name, upgrade.major) == ("欧阳一", COLLEGES[0], "海洋科学")
    assert (upgrade.level, upgrade.status, upgrade.entry_year, upgrade.programme_years) == (
        "upgrade", "enrolled", 2022, 2,
    )  # fmt: skip
    assert upgrade.expected_graduation_on == dt.date(2024, 6, 30)
    assert upgrade.imported_in_id == batch.pk
    assert upgrade.pinyin == "ou yang yi"


def test_an_account_is_opened_with_which_nobody_can_sign_in_yet(importer: Actor) -> None:
    commit(as_csv(students(2)), importer)
    account = Student.objects.select_related("account").get(number=number_of(1)).account
    assert account is not None
    assert (account.username, account.display_name) == (number_of(1), "阿依古丽·买买提")
    assert not account.has_usable_password()
    assert actor_of(account).student_id == Student.objects.get(number=number_of(1)).pk


def test_an_account_that_waits_under_the_number_is_taken_as_it_is(importer: Actor) -> None:
    waiting = AccountFactory.create(username=number_of(0))
    commit(as_csv(students(1)), importer)
    assert Student.objects.get().account_id == waiting.pk
    assert Account.objects.get(pk=waiting.pk).check_password("a long enough password")


def test_a_number_that_is_the_user_name_of_somebody_else_is_a_fault(importer: Actor) -> None:
    StaffFactory.create(account=AccountFactory.create(username=number_of(0)))
    with nothing_changes():
        seen = preview(students(2), importer)
    assert [(fault.line, fault.code) for fault in seen.faults] == [(2, "USER_NAME_TAKEN")]


@pytest.mark.parametrize("second", ["gb18030", "utf-8-sig", "utf-16", "xlsx"])
def test_a_second_import_changes_nothing_and_writes_no_row_again(second: str, importer: Actor) -> None:
    rows = students(12)
    first = commit(as_csv(rows), importer)
    before = versions()
    content = as_xlsx(rows) if second == "xlsx" else as_csv(rows, encoding=second)
    assert counts(commit(content, importer)) == (0, 0, 12)
    assert versions() == before
    assert set(Student.objects.values_list("imported_in", flat=True)) == {first.pk}
    assert Account.objects.filter(student__isnull=False).count() == 12


def test_what_changes_is_shown_and_written_and_the_rest_is_left(importer: Actor) -> None:
    rows = students(4)
    commit(as_csv(rows), importer)
    before = {number: rest for number, *rest in versions()}
    rows[1] = setting("姓名", "古丽")(setting("专业", "天文学")(rows[1]))
    rows[2] = setting("手机号", "10099999999")(rows[2])
    with translation.override("en"):
        seen = preview(rows, importer)
    assert counts(seen) == (0, 2, 2)
    assert [(c.line, c.before, c.after) for c in seen.changes] == [
        (3, "阿依古丽·买买提", "古丽"),
        (3, "海洋科学", "天文学"),
        (4, "not shown", "changed"),  # a phone
    ]
    assert "10099999999" not in repr(seen)

    commit(as_csv(rows), importer)
    changed = Student.objects.select_related("account").get(number=number_of(1))
    assert (changed.name, changed.pinyin, changed.major) == ("古丽", "gu li", "天文学")
    assert changed.account is not None
    assert changed.account.display_name == "古丽"
    after = {number: rest for number, *rest in versions()}
    assert {number for number in before if before[number] != after[number]} == {number_of(1), number_of(2)}


def test_nothing_is_written_of_a_file_with_one_bad_row(importer: Actor) -> None:
    rows = students(5)
    rows[3] = setting("学院", "魔法学院")(rows[3])
    with nothing_changes(), pytest.raises(ImportRefused) as refused:
        commit(as_csv(rows), importer)
    (bad,) = refused.value.preview.bad_rows
    assert (bad.line, bad.faults[0].code) == (5, "UNKNOWN_COLLEGE")
    assert COLLEGES[0] in bad.faults[0].remedy


def test_nothing_is_written_when_writing_breaks_off(importer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(plan: StudentPlan, batch: ImportBatch) -> None:
        write_students(plan, batch)
        raise RuntimeError("after the last write")

    monkeypatch.setattr(importing, "write_students", break_off)
    with nothing_changes(), pytest.raises(RuntimeError):
        commit(as_csv(students(5)), importer)


def test_a_bad_row_tells_all_its_faults_at_once(importer: Actor) -> None:
    rows = students(1)
    rows[0] = setting("年级", "大三")(setting("学籍状态", "未知")(setting("姓名", "=1")(rows[0])))
    (bad,) = preview(rows, importer).bad_rows
    assert {fault.code for fault in bad.faults} == {"FORMULA", "NOT_A_YEAR", "UNKNOWN_STATUS"}


def test_an_unknown_college_is_never_registered(importer: Actor) -> None:
    rows = [setting("学院", "魔法学院")(students(1)[0])]
    with nothing_changes():
        assert not preview(rows, importer).is_clean


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AAO_OFFICER])
def test_nobody_but_the_academic_affairs_office_imports(role: Role, colleges: list[College]) -> None:
    somebody = officer(role, None if role in SCHOOL_WIDE else colleges[0])
    with nothing_changes():
        with pytest.raises(NotPermitted):
            preview(students(1), somebody)
        with pytest.raises(NotPermitted):
            commit(as_csv(students(1)), somebody)


def test_a_student_who_is_not_in_the_file_is_left_and_counted(importer: Actor) -> None:
    commit(as_csv(students(5)), importer)
    seen = preview(students(2), importer)
    assert (seen.missing, counts(seen)) == (3, (0, 0, 2))
    assert [notice.code for notice in seen.notices] == ["NOT_IN_THE_FILE"]


def test_identity_numbers_are_nowhere_in_the_database(importer: Actor) -> None:
    commit(as_csv(students(3)), importer)
    assert not [row for rows in all_rows().values() for row in rows if students(1)[0][-1] in row]


def test_of_a_phone_it_is_said_that_it_changes_and_neither_from_what_nor_into_what(importer: Actor) -> None:
    commit(as_csv(students(1)), importer)
    with translation.override("en"):
        (change,) = preview([setting("手机号", "10077777777")(student_cells(0))], importer).changes
    assert (change.before, change.after) == ("not shown", "changed")


def test_phones_are_left_when_the_file_has_no_such_column(importer: Actor) -> None:
    commit(as_csv(students(2)), importer)
    kept = [place for place, heading in enumerate(HEADINGS) if heading != "手机号"]
    content = as_csv([[cells[p] for p in kept] for cells in students(2)], [HEADINGS[p] for p in kept])
    assert counts(commit(content, importer)) == (0, 0, 2)
    assert Student.objects.get(number=number_of(1)).phone == "10000000001"


def test_zeros_that_a_whole_file_lost_are_told_by_the_students_that_there_are(importer: Actor) -> None:
    commit(as_csv(students(6)), importer)
    rows = [[cells[0].lstrip("0"), *cells[1:]] for cells in students(8)]
    seen = preview(rows, importer)
    assert [fault.code for fault in seen.faults] == ["LOST_LEADING_ZERO"] * 8
    assert number_of(7) in seen.faults[-1].remedy


def test_a_number_of_another_length_is_worth_a_notice(importer: Actor) -> None:
    rows = students(150)
    rows[7] = [rows[7][0] + "1", *rows[7][1:]]
    assert [(notice.line, notice.code) for notice in preview(rows, importer).notices] == [(9, "UNUSUAL_LENGTH")]


def test_told_again_under_its_key_an_import_answers_with_what_was_made(importer: Actor) -> None:
    table = read_file(STUDENTS, "students.csv", as_csv(students(3)), by=importer)
    first = commit_table(STUDENTS, table, by=importer, at=clock.now(), key="k")
    with nothing_changes():
        assert commit_table(STUDENTS, table, by=importer, at=clock.now(), key="k") == first
    other = read_file(STUDENTS, "students.csv", as_csv(students(4)), by=importer)
    with nothing_changes(), pytest.raises(InvalidInput):
        commit_table(STUDENTS, other, by=importer, at=clock.now(), key="k")


def test_who_may_no_longer_apply_is_listed_with_the_reason_before_anything_is_written(importer: Actor) -> None:
    rows = students(8)
    commit(as_csv(rows), importer)
    eligible = next(place for place in range(8) if rows[place][5] == "2024")
    rows[eligible] = setting("学籍状态", "休学")(rows[eligible])
    freshman = next(place for place in range(8) if rows[place][5] == "2025" and rows[place][7] == "本科")
    rows[freshman] = setting("年级", "2026")(rows[freshman])
    fifth = next(place for place in range(8) if rows[place][5] == "2023" and rows[place][7] == "本科")
    rows[fifth] = setting("年级", "2022")(rows[fifth])
    with nothing_changes():
        seen = preview(rows, importer)
    assert {change.number: change.before for change in seen.becomes_ineligible} == {
        rows[eligible][0]: Outcome.MET,
        rows[freshman][0]: Outcome.MET,
    }
    assert all("12(1)" in reason for change in seen.becomes_ineligible for reason in change.reasons)
    assert [change.number for change in seen.becomes_unclear] == [rows[fifth][0]]
    assert seen.becomes_eligible == ()


def test_who_may_apply_again_is_listed_too(importer: Actor) -> None:
    rows = students(8)
    back = next(place for place in range(8) if rows[place][5] == "2024")
    on_leave = [*rows[:back], setting("学籍状态", "休学")(rows[back]), *rows[back + 1 :]]
    commit(as_csv(on_leave), importer)
    seen = preview(rows, importer)
    assert [(change.number, change.reasons) for change in seen.becomes_eligible] == [(rows[back][0], ())]


def test_applications_of_those_who_may_no_longer_apply_are_named(importer: Actor) -> None:
    scenario = Scenario()
    cells = next(cells for cells in students(8) if cells[5] == "2024")
    commit(as_csv([cells]), importer)
    account = Student.objects.select_related("account").get(number=cells[0]).account
    assert account is not None
    scenario.application("submitted", intake=scenario.open_intake(), by=actor_of(account))
    (change,) = preview([setting("学籍状态", "退学")(cells)], importer).becomes_ineligible
    assert change.applications == (scenario.programme.title,)


@pytest.mark.parametrize("status", list(RegistryStatus))
def test_every_status_of_the_registry_is_known(status: RegistryStatus, importer: Actor) -> None:
    word = next(word for word, known in STATUSES.items() if known is status)
    commit(as_csv([setting("学籍状态", word)(students(1)[0])]), importer)
    assert Student.objects.get().status == status


def test_without_an_edition_in_force_eligibility_is_not_told(importer: Actor) -> None:
    with clock.moved_to(dt.datetime(2020, 1, 1, tzinfo=clock.SCHOOL_ZONE)):
        seen = preview(students(1), importer)
    assert "NO_EDITION" in [notice.code for notice in seen.notices]


def test_queries_grow_with_chunks_and_not_with_rows(importer: Actor) -> None:
    asked = []
    for numbers in (range(3), range(100, 130)):
        rows = [student_cells(n) for n in numbers]
        changed = [setting("学籍状态", "休学")(setting("姓名", "改名")(cells)) for cells in rows]
        asked.append(
            (
                _queries(preview, rows, importer),
                _queries(commit, as_csv(rows), importer),
                _queries(preview, changed, importer),
                _queries(commit, as_csv(changed), importer),
                _queries(commit, as_csv(changed), importer),
            )
        )
    assert asked[0] == asked[1]
    assert max(asked[1]) < 20


def _queries(deed: Callable[..., object], *args: object) -> int:
    with CaptureQueriesContext(connection) as queries:
        deed(*args)
    return len(queries)
