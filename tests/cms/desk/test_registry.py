"""The registry's files in the admin: upload, preview, import, for those alone who may."""

from __future__ import annotations

import datetime as dt
import io
import json
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import Settings

from cms.desk.held import HELD_FOR
from cms.desk.registry import UploadForm
from cms.services.sections import ensure_school_editors
from tests.factories import TODAY, CollegeFactory, edition, officer
from tests.workflows.registry.files import (
    COLLEGES,
    RESULT_HEADINGS,
    as_csv,
    number_of,
    result_cells,
    setting,
    spoilt_students,
    student_cells,
    students,
)
from tests.workflows.witness import nothing_changes
from workflows import clock
from workflows.models import Account, College, ImportBatch, MajorResult, StaffMember, Student
from workflows.regulation.actor import Role

UPLOAD = "/admin/registry/"


@pytest.fixture(autouse=True)
def held(settings: Settings, tmp_path: Path) -> Path:
    """Hold files in a folder of this test's own."""
    settings.STATE_DIR = tmp_path
    return tmp_path / "held"


@pytest.fixture(autouse=True)
def colleges(db: None) -> list[College]:
    edition()
    ensure_school_editors()
    return [CollegeFactory(name=name) for name in COLLEGES]


def signed_in(role: Role = Role.AAO_OFFICER, college: College | None = None) -> Client:
    account = Account.objects.get(pk=officer(role, college).account_id or 0)
    account.groups.add(ensure_school_editors())  # into the admin, whatever the office
    client = Client()
    client.force_login(account)
    return client


def upload(client: Client, content: bytes, kind: str = "students") -> Any:
    file = SimpleUploadedFile("学生.csv", content)
    return client.post(UPLOAD, {"kind": kind, "file": file})


def preview_of(client: Client, content: bytes, kind: str = "students") -> tuple[str, Any]:
    """Upload a file; answer the address of its preview, and the preview."""
    response = upload(client, content, kind)
    assert response.status_code == 302, response.content.decode()
    return response["Location"], client.get(response["Location"])


def digest_in(preview: Any) -> str:
    return preview.content.decode().split('name="digest" value="')[1].split('"')[0]


def test_uploading_shows_what_would_happen_and_writes_nothing() -> None:
    client = signed_in()
    with nothing_changes():
        _, preview = preview_of(client, as_csv(students(6)))
    page = preview.content.decode()
    assert preview.status_code == 200
    for shown in ("gb18030", "学生.csv", "学号", "证件号码"):
        assert shown in page
    assert preview.context["preview"].added == 6


def test_what_was_previewed_is_imported_on_behalf_of_the_officer() -> None:
    client = signed_in()
    address, preview = preview_of(client, as_csv(students(6)))
    response = client.post(f"{address}import/", {"digest": digest_in(preview)}, follow=True)
    assert response.redirect_chain == [(UPLOAD, 302)]
    batch = ImportBatch.objects.get()
    assert (batch.added, batch.file_name) == (6, "学生.csv")
    assert str(batch.imported_by_id) == client.session["_auth_user_id"]
    assert "学生.csv" in response.content.decode()


def test_importing_twice_acts_once() -> None:
    client = signed_in()
    address, preview = preview_of(client, as_csv(students(6)))
    digest = digest_in(preview)
    client.post(f"{address}import/", {"digest": digest})
    with nothing_changes():
        again = client.post(f"{address}import/", {"digest": digest}, follow=True)
    assert again.redirect_chain == [(UPLOAD, 302)]
    assert ImportBatch.objects.count() == 1
    assert client.get(address)["Location"] == UPLOAD


def test_importing_twice_acts_once_when_the_first_answer_was_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in()
    address, preview = preview_of(client, as_csv(students(6)))
    digest = digest_in(preview)
    with monkeypatch.context() as broken:
        broken.setattr("cms.desk.uploads.settle", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            client.post(f"{address}import/", {"digest": digest})
    assert client.post(f"{address}import/", {"digest": digest})["Location"] == UPLOAD
    assert ImportBatch.objects.count() == 1


def test_bad_rows_are_listed_cannot_be_imported_and_can_be_downloaded() -> None:
    client = signed_in()
    rows, told = spoilt_students()
    address, preview = preview_of(client, as_csv(rows))
    assert {fault.line for fault in preview.context["preview"].faults} < set(told)
    assert "bad-rows.xlsx" in preview.content.decode()
    with nothing_changes():
        client.post(f"{address}import/", {"digest": digest_in(preview)})
    download = client.get(f"{address}bad-rows.xlsx")
    assert download["Content-Disposition"] == 'attachment; filename="bad-rows.xlsx"'
    assert "no-store" in download["Cache-Control"]
    sheet = load_workbook(io.BytesIO(download.content)).active
    assert sheet is not None
    assert sheet.max_row == 1 + len(preview.context["preview"].bad_rows)


def test_markup_in_a_file_is_shown_as_text() -> None:
    rows = students(1)
    rows[0][3] = "<script>alert(1)</script>"
    _, preview = preview_of(signed_in(), as_csv(rows, encoding="utf-8"))
    assert "<script>alert" not in preview.content.decode()
    assert "&lt;script&gt;alert" in preview.content.decode()


def test_who_may_no_longer_apply_stands_on_the_preview() -> None:
    client = signed_in()
    address, preview = preview_of(client, as_csv(students(8)))
    client.post(f"{address}import/", {"digest": digest_in(preview)})
    third_year = next(cells for cells in students(8) if cells[5] == "2024")
    _, preview = preview_of(client, as_csv([setting("学籍状态", "休学")(third_year)]))
    assert [change.number for change in preview.context["preview"].becomes_ineligible] == [third_year[0]]
    assert third_year[0] in preview.content.decode()


def test_results_are_imported_too() -> None:
    client = signed_in()
    for kind, content in (
        ("students", as_csv(students(3))),
        ("results", as_csv([result_cells(2, "41")], RESULT_HEADINGS)),
    ):
        address, preview = preview_of(client, content, kind)
        client.post(f"{address}import/", {"digest": digest_in(preview)})
    assert MajorResult.objects.get().student.number == number_of(2)


def test_neither_phones_nor_identity_numbers_are_shown() -> None:
    client = signed_in()
    cells = student_cells(0)
    address, preview = preview_of(client, as_csv([cells]))
    client.post(f"{address}import/", {"digest": digest_in(preview)})
    address, preview = preview_of(client, as_csv([setting("手机号", "10077777777")(cells)]))
    assert "10077777777" not in preview.content.decode()
    assert cells[-1] not in preview.content.decode()


def test_what_is_held_is_private_and_has_no_identity_number(held: Path) -> None:
    client = signed_in()
    preview_of(client, as_csv(students(2)))
    (file,) = held.iterdir()
    assert held.stat().st_mode & 0o777 == 0o700
    assert file.stat().st_mode & 0o777 == 0o600
    assert number_of(1) in file.read_text("utf-8")
    assert student_cells(1)[-1] not in file.read_text("utf-8")


def test_nothing_of_an_import_is_held_once_it_is_made(held: Path) -> None:
    client = signed_in()
    address, preview = preview_of(client, as_csv(students(2)))
    client.post(f"{address}import/", {"digest": digest_in(preview)})
    (file,) = held.iterdir()
    assert number_of(1) not in file.read_text("utf-8")


def test_a_file_is_held_for_its_uploader_alone() -> None:
    address, preview = preview_of(signed_in(), as_csv(students(2)))
    colleague = signed_in()
    assert colleague.get(address)["Location"] == UPLOAD
    assert colleague.get(f"{address}bad-rows.xlsx")["Location"] == UPLOAD
    with nothing_changes():
        assert colleague.post(f"{address}import/", {"digest": digest_in(preview)})["Location"] == UPLOAD


def test_a_file_is_held_for_an_hour(held: Path) -> None:
    client = signed_in()
    address, preview = preview_of(client, as_csv(students(2)))
    with clock.moved_to(TODAY + HELD_FOR - dt.timedelta(minutes=1)):
        assert client.get(address).status_code == 200
    with clock.moved_to(TODAY + HELD_FOR + dt.timedelta(minutes=1)):
        assert client.get(address)["Location"] == UPLOAD
        with nothing_changes():
            client.post(f"{address}import/", {"digest": digest_in(preview)})
    assert list(held.iterdir()) == []


def test_what_is_imported_is_what_was_previewed(held: Path) -> None:
    client = signed_in()
    address, preview = preview_of(client, as_csv(students(2)))
    (file,) = held.iterdir()
    head, _, body = file.read_text("utf-8").partition("\n")
    other = json.loads(body) | {"file_name": "another.csv"}
    file.write_text(f"{head}\n{json.dumps(other)}", "utf-8")
    for digest in (digest_in(preview), ""):
        with nothing_changes():
            assert client.post(f"{address}import/", {"digest": digest})["Location"] == address
    assert Student.objects.count() == 0


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"\xff\xff\xff", b"a,b\r\n1,2", b"\x89PNG\r\n\x1a\n\x00\x00"])
def test_a_file_that_cannot_be_read_is_refused_on_the_form_and_not_held(content: bytes, held: Path) -> None:
    answer = upload(signed_in(), content)

    (said,) = answer.context["form"].errors["file"]
    assert said in unescape(answer.content.decode())
    assert not held.exists()


def test_a_file_of_another_kind_is_refused_with_every_column_that_it_lacks() -> None:
    errors = upload(signed_in(), as_csv(students(1)), "results").context["form"].errors["file"]

    assert [heading in error for heading, error in zip(("课程代码", "课程名称", "成绩"), errors, strict=False)] == [
        True
    ] * 3


def test_an_empty_or_missing_file_is_told_on_the_form() -> None:
    client = signed_in()
    assert upload(client, b"").context["form"].errors["file"]
    assert client.post(UPLOAD, {"kind": "students"}).context["form"].errors["file"]
    assert client.post(UPLOAD, {"kind": "grades"}).context["form"].errors["kind"]


def test_a_file_that_is_too_large_is_told_on_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(UploadForm.base_fields["file"], "largest", 10)
    assert upload(signed_in(), as_csv(students(1))).context["form"].errors["file"]


@pytest.mark.parametrize("role", [Role.COLLEGE_OFFICER, Role.SCHOOL_APPROVER, Role.BURSAR])
def test_others_are_denied_and_see_no_menu_item(role: Role, colleges: list[College]) -> None:
    address, preview = preview_of(signed_in(), as_csv(students(2)))
    client = signed_in(role, colleges[0] if role is Role.COLLEGE_OFFICER else None)
    denied = reverse("wagtailadmin_home")
    with nothing_changes():
        assert client.get(UPLOAD)["Location"] == denied
        assert upload(client, as_csv(students(1)))["Location"] == denied
        assert client.get(address)["Location"] == denied
        assert client.get(f"{address}bad-rows.xlsx")["Location"] == denied
        assert client.post(f"{address}import/", {"digest": digest_in(preview)})["Location"] == denied
    assert UPLOAD not in client.get(denied).content.decode()
    assert UPLOAD in signed_in().get(denied).content.decode()


def test_those_who_have_not_signed_in_are_asked_to() -> None:
    assert "/login/" in Client().get(UPLOAD)["Location"]


def test_importing_needs_a_post() -> None:
    client = signed_in()
    address, _ = preview_of(client, as_csv(students(1)))
    assert client.get(f"{address}import/").status_code == 405


def undo_address(batch: ImportBatch) -> str:
    return f"{UPLOAD}imports/{batch.pk}/undo/"


def imported(client: Client, rows: list[list[str]], kind: str = "students") -> ImportBatch:
    """Upload and import rows; answer the batch."""
    address, preview = preview_of(client, as_csv(rows), kind)
    client.post(f"{address}import/", {"digest": digest_in(preview)})
    return ImportBatch.objects.latest("pk")


def test_an_import_is_undone_from_the_list_of_imports() -> None:
    client = signed_in()
    batch = imported(client, students(3))
    assert undo_address(batch) in client.get(UPLOAD).content.decode()
    with nothing_changes():
        shown = client.get(undo_address(batch))
    assert shown.status_code == 200
    answers = [client.post(undo_address(batch)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert not Student.objects.exists()
    assert undo_address(batch) not in client.get(UPLOAD).content.decode()


def test_what_stands_in_the_way_is_told_and_nothing_is_undone() -> None:
    client = signed_in()
    first = imported(client, students(3))
    imported(client, [setting("姓名", "欧阳改")(student_cells(0))])
    with nothing_changes():
        answer = client.post(undo_address(first))

    assert answer.status_code == 409
    assert 'class="button serious"' not in answer.content.decode()


def test_staff_are_imported_too() -> None:
    client = signed_in()
    headings = ("工号", "姓名", "部门", "职称", "学位", "岗位")
    content = as_csv([["10001", "林瑶", COLLEGES[0], "副教授", "博士", "教学秘书"]], headings)
    address, preview = preview_of(client, content, "staff")
    client.post(f"{address}import/", {"digest": digest_in(preview)})

    assert StaffMember.objects.get(number="10001").account.memberships.get().role == Role.COLLEGE_OFFICER


@pytest.mark.parametrize("role", [Role.COLLEGE_OFFICER, Role.SCHOOL_APPROVER])
def test_others_undo_nothing(role: Role, colleges: list[College]) -> None:
    batch = imported(signed_in(), students(1))
    client = signed_in(role, colleges[0])
    with nothing_changes():
        assert client.get(undo_address(batch)).status_code == 302
        assert client.post(undo_address(batch)).status_code == 302
    assert signed_in().get(f"{UPLOAD}imports/999/undo/").status_code == 404
