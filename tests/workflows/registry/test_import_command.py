"""The command imports nothing unless told to, and nothing at all while a row is bad."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from tests.factories import AccountFactory
from tests.workflows.registry.files import HEADINGS, as_csv, setting, spoilt_students, students
from tests.workflows.witness import nothing_changes
from workflows.models import Account, ImportBatch, Student
from workflows.regulation.actor import Actor

ELDEST = ["2022", "4", "本科"]
BAD = "^有误的行：16。$"
USES = {"性别": "不保存：办法不需要", "证件号码": "不保存：办法不需要"}
COLUMNS = "列：" + "、".join(f"{heading} ({USES.get(heading, '导入')})" for heading in HEADINGS)


@pytest.fixture
def staff_number(importer: Actor) -> str:
    return Account.objects.get(pk=importer.account_id or 0).username


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    path = tmp_path / "students.csv"
    path.write_bytes(as_csv(students(6)))
    return path


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    path = tmp_path / "spoilt.csv"
    path.write_bytes(as_csv(spoilt_students()[0]))
    return path


def run(*words: object, **options: Any) -> str:
    out = io.StringIO()
    call_command("import_registry", *map(str, words), stdout=out, **options)
    return out.getvalue()


def test_without_commit_it_is_a_dry_run(clean: Path, staff_number: str) -> None:
    with nothing_changes():
        told = run("students", clean, "--as", staff_number)
    assert told.splitlines() == [
        "students.csv: gb18030, 行数: 6",
        COLUMNS,
        "新增 6，变更 0，不变 0，有误 0",
        "",
        "没有写入任何数据：这是预演。加上 --commit 才会导入。",
    ]


def test_with_commit_it_imports_on_behalf_of_the_officer(clean: Path, staff_number: str) -> None:
    run("students", clean, "--as", staff_number, "--commit")
    assert Student.objects.count() == 6
    assert ImportBatch.objects.get().imported_by.username == staff_number


def test_bad_rows_are_listed_and_the_exit_status_is_one(spoilt: Path, staff_number: str) -> None:
    out = io.StringIO()
    with nothing_changes(), pytest.raises(CommandError, match=BAD) as error:
        call_command("import_registry", "students", str(spoilt), "--as", staff_number, "--commit", stdout=out)
    assert error.value.returncode == 1
    for line in spoilt_students()[1]:
        assert f"  {line} | " in out.getvalue()


def test_json_has_the_codes(spoilt: Path, staff_number: str) -> None:
    out = io.StringIO()
    with nothing_changes(), pytest.raises(CommandError, match=BAD):
        call_command("import_registry", "students", str(spoilt), "--as", staff_number, "--format", "json", stdout=out)
    told = json.loads(out.getvalue())
    codes = {row["line"]: row["code"] for row in [*told["bad_rows"], *told["notices"]] if row["line"]}
    assert codes == spoilt_students()[1]
    assert told["import"] is None


def test_json_names_the_import(clean: Path, staff_number: str) -> None:
    told = json.loads(run("students", clean, "--as", staff_number, "--commit", "--format", "json"))
    assert (told["added"], told["import"]) == (6, ImportBatch.objects.get().pk)


def test_bad_rows_are_written_with_their_reasons_and_without_private_data(
    spoilt: Path, staff_number: str, tmp_path: Path
) -> None:
    kept = tmp_path / "bad.xlsx"
    with nothing_changes(), pytest.raises(CommandError, match=BAD):
        run("students", spoilt, "--as", staff_number, "--bad-rows", kept)
    sheet = load_workbook(kept).active
    assert sheet is not None
    head, *rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert head[:-3] == [heading for heading in HEADINGS if heading not in {"性别", "手机号", "证件号码"}]
    assert len(rows) == 16
    assert all(row[-1] and row[-2] and row[-3] for row in rows)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert any(cell.startswith("=HYPERLINK") for row in rows for cell in row)
    assert any(cell.startswith("0") for row in rows for cell in row)
    assert not {*students(1)[0][-2:]} & {cell for row in rows for cell in row}


def test_who_may_no_longer_apply_is_listed(clean: Path, staff_number: str) -> None:
    run("students", clean, "--as", staff_number, "--commit")
    clean.write_bytes(as_csv([setting("学籍状态", "退学")(cells) for cells in students(6)]))
    with nothing_changes():
        told = run("students", clean, "--as", staff_number)
    off_the_rolls, year_five = (
        "学籍系统显示你目前不是在读状态。 (第12(1)条)",
        "办法没有说明第 5 学年的学生能否申请，由学院判断。 (第12(1)条)",
    )
    listed = [
        f"  {cells[0]} | {cells[1]} | {'；'.join([off_the_rolls, *([year_five] if cells[5:8] == ELDEST else [])])} | "
        for cells in sorted(students(6))
    ]
    assert told.splitlines() == [
        "students.csv: gb18030, 行数: 6",
        COLUMNS,
        "新增 0，变更 6，不变 0，有误 0",
        "",
        "不再可以申请: 6",
        *listed,
        "",
        "没有写入任何数据：这是预演。加上 --commit 才会导入。",
    ]


def test_an_account_that_may_not_import_is_refused(clean: Path, importer: Actor) -> None:
    AccountFactory.create(username="90001")
    for number in ("90001", "calendar", "nobody"):
        with nothing_changes(), pytest.raises(CommandError, match=number):
            run("students", clean, "--as", number, "--commit")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, staff_number: str) -> None:
    with nothing_changes(), pytest.raises(CommandError, match="none.csv: No such file or directory$"):
        run("students", tmp_path / "none.csv", "--as", staff_number)


def test_nobody_is_nobody(clean: Path, importer: Actor) -> None:
    with nothing_changes(), pytest.raises(CommandError, match="required: --as$"):
        run("students", clean, "--commit")
