"""Attachments: files beside a record, for those who handle it, kept where no address leads."""

import hashlib
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from psycopg.errors import QueryCanceled

from tests.cms.desk.asking import Officer, address_of, words_of
from tests.cms.desk.attachments.sending import (
    JPEG,
    MULTIPART,
    OFFICE,
    PDF,
    PNG,
    ZIP,
    folder,
    nothing_is_kept,
    on_disk,
    send,
    send_raw,
)
from tests.cms.factories import Site
from workflows.models import Application, Attachment
from workflows.models.attachment import LARGEST_ATTACHMENT
from workflows.services import attachments

pytestmark = pytest.mark.django_db


def test_a_file_is_kept_with_who_when_and_its_digest(site: Site, application: Application, client: Client):
    answer = send(client, application, "成绩单 (盖章).pdf", PDF)

    assert (answer.status_code, answer["Location"]) == (302, f"{address_of(application)}#attachments-section")
    kept = Attachment.objects.get()
    assert (kept.kind, kept.record_id, kept.name) == ("application", application.pk, "成绩单 (盖章).pdf")
    assert (kept.size, kept.digest) == (len(PDF), hashlib.sha256(PDF).hexdigest())
    assert (kept.author_id, kept.author_name) == (site.scenario.officer.account_id, site.scenario.officer.name)
    words = Officer(site.scenario.aao).look(address_of(application))
    assert "成绩单 (盖章).pdf" in words
    assert site.scenario.officer.name in words


def test_the_bytes_are_private_and_nameless(attached: Attachment):
    path = Path(attached.file.path)

    assert on_disk()[path.name] == PDF
    assert "成绩" not in path.name
    assert "." not in path.name
    assert folder().stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_colleague_downloads_what_was_attached(site: Site, application: Application, attached: Attachment):
    link = f'href="{address_of(application, "attachments", attached.pk)}"'
    colleague = Officer(site.scenario.aao).client
    answer = colleague.get(address_of(application, "attachments", attached.pk))

    assert link in colleague.get(address_of(application)).content.decode()
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('成绩单 (盖章).pdf', safe='')}"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.PDF", PDF, "application/pdf"),
        ("a.jpg", JPEG, "image/jpeg"),
        ("a.jpeg", JPEG, "image/jpeg"),
        ("a.png", PNG, "image/png"),
        ("a.docx", ZIP, f"{OFFICE}.wordprocessingml.document"),
        ("a.xlsx", ZIP, f"{OFFICE}.spreadsheetml.sheet"),
        ("a.zip", ZIP, "application/zip"),
        ("a.txt", "已核实\n".encode(), "text/plain"),
        ("a.txt", "已核实\n".encode("gb18030"), "text/plain"),
        ("a.txt", b"<script>alert(1)</script>", "text/plain"),
        ("a.exe.pdf", PDF, "application/pdf"),
    ],
)
def test_each_kind_leaves_as_our_own_table_says(
    client: Client, application: Application, name: str, content: bytes, media_type: str
):
    send(client, application, name, content)
    answer = client.get(address_of(application, "attachments", Attachment.objects.get().pk))

    assert (answer.content, answer["Content-Type"]) == (content, media_type)
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ"),
        ("a.html", b"<script>alert(1)</script>"),
        ("a.svg", b"<svg/>"),
        ("a.pdf.exe", PDF),
        ("a.pdf.", PDF),
        ("a.pdf ", b"no pdf"),
        ("pdf", PDF),
        (".pdf", PDF),
        ("a", PDF),
        ("a.pdf", b""),
        ("a.pdf", b"no pdf"),
        ("a.pdf", b" %PDF-1.7"),
        ("a.jpg", PNG),
        ("a.png", JPEG),
        ("a.docx", PDF),
        ("a.xlsx", b"\xd0\xcf\x11\xe0"),
        ("a.zip", b"PK\x05\x06"),
        ("a.txt", b"a\x00b"),
        ("a.txt", "a\x00b".encode("utf-16")),
        ("a.txt", b"\xff\xff\xff"),
        ("a.txt", PNG),
        ("a.pdf", PDF + bytes(LARGEST_ATTACHMENT)),
    ],
)
def test_what_cannot_be_kept_is_refused(client: Client, application: Application, name: str, content: bytes):
    with nothing_is_kept():
        answer = send(client, application, name, content)

    assert answer.status_code == 302
    assert 'class="error"' in client.get(answer["Location"]).content.decode()


def test_a_file_may_have_ten_megabytes(client: Client, application: Application):
    send(client, application, "a.pdf", PDF.ljust(LARGEST_ATTACHMENT, b"."))

    assert Attachment.objects.get().size == LARGEST_ATTACHMENT


def test_a_record_has_enough_at_some_time(client: Client, application: Application, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(attachments, "MOST_ATTACHMENTS", 2)
    for _ in range(2):
        send(client, application, "a.pdf", PDF)
    with nothing_is_kept():
        send(client, application, "a.pdf", PDF)
    send(client, application.intake, "a.pdf", PDF)

    assert Attachment.objects.count() == 3


def test_a_double_click_attaches_once_and_another_file_is_another(client: Client, application: Application):
    before = set(on_disk())
    page = client.get(address_of(application))
    key = page.context["attachment_form"]["key"].value()
    for content in (PDF, PDF, PDF + b" more", PDF):
        answer = client.post(
            address_of(application, "attachments"), {"file": SimpleUploadedFile("a.pdf", content), "key": key}
        )
        assert answer.status_code == 302

    kept = Attachment.objects.order_by("pk")
    assert [row.size for row in kept] == [len(PDF), len(PDF + b" more")]
    assert set(on_disk()) - before == {row.file.name for row in kept}
    assert 'data-action="w-progress#activate"' in page.content.decode()


def test_an_odd_key_attaches_nothing(client: Client, application: Application):
    for key in ("x" * 81, "a\x00b"):
        with nothing_is_kept():
            form = {"file": SimpleUploadedFile("a.pdf", PDF), "key": key}
            answer = client.post(address_of(application, "attachments"), form)
        assert answer.status_code == 302


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b'Content-Disposition: form-data; name="file"; filename="../../etc/a.pdf"', "a.pdf"),
        (b'Content-Disposition: form-data; name="file"; filename="C:\\\\temp\\\\a.pdf"', "a.pdf"),
        (b'Content-Disposition: form-data; name="file"; filename="a\x00b.pdf"', "ab.pdf"),
        ('Content-Disposition: form-data; name="file"; filename="a\u202efdp.pdf"'.encode(), "afdp.pdf"),
        (b"Content-Disposition: form-data; name=\"file\"; filename*=utf-8''%E6%88%90%0D%0A%00.pdf", "成.pdf"),
        (
            f'Content-Disposition: form-data; name="file"; filename="{"长" * 250}.pdf"'.encode(),
            "长" * 116 + ".pdf",
        ),
    ],
)
def test_a_name_is_cleaned(client: Client, application: Application, header: bytes, name: str):
    send_raw(client, application, header)
    kept = Attachment.objects.get()

    assert kept.name == name
    assert client.get(address_of(application, "attachments", kept.pk)).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        b'Content-Disposition: form-data; name="file"',
        b'Content-Disposition: form-data; name="file"; filename=""',
        b'Content-Disposition: form-data; name="file"; filename=".."',
        b'Content-Disposition: form-data; name="file"; filename="\x00"',
        b'Content-Disposition: form-data; name="file"; filename="' + b"a" * 5000 + b'"',
        b'Content-Disposition: form-data; name="file"; filename="a.' + b"p" * 600 + b'"',
        b"Content-Disposition: form-data; name=\"file\"; filename*=rot13''n.cqs",
        b"Content-Disposition: form-data; name=\"file\"; filename*=none''n.pdf",
        b"Content-Disposition: form-data; name=\"file\"; filename*=utf-7''+2AA-.exe",
        b'Content-Disposition: form-data; name="text"; filename="a.pdf"',
        b'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Transfer-Encoding: base64',
        b"Content-Disposition: form-data",
        b"\xff\xfe",
        b"",
    ],
)
def test_an_odd_part_is_refused(client: Client, application: Application, header: bytes):
    with nothing_is_kept():
        answer = send_raw(client, application, header, b"%PDF")

    assert answer.status_code in (302, 400)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", MULTIPART),
        (b"nonsense", MULTIPART),
        (b"--x", "multipart/form-data"),
        (b"--x", "multipart/form-data; boundary="),
        (b"--x", "multipart/form-data; boundary=" + "x" * 300),
        (b"file=a.pdf", "application/x-www-form-urlencoded"),
        (b'{"file": "a.pdf"}', "application/json"),
        (PDF, "application/pdf"),
    ],
)
def test_an_odd_body_is_refused(client: Client, application: Application, body: bytes, content_type: str):
    with nothing_is_kept():
        answer = client.post(address_of(application, "attachments"), body, content_type=content_type)

    assert answer.status_code in (302, 400)


def test_no_file_is_told(client: Client, application: Application):
    with nothing_is_kept():
        answer = client.post(address_of(application, "attachments"), {"file": "a.pdf"})

    assert 'class="error"' in client.get(answer["Location"]).content.decode()


def test_nothing_is_on_disk_where_the_row_could_not_be_written(
    client: Client, application: Application, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object, **__: object) -> None:
        assert len(on_disk()) == len(before) + 1
        raise RuntimeError("the database has gone")

    before = on_disk()
    monkeypatch.setattr(Attachment, "save", fail)
    with nothing_is_kept(), pytest.raises(RuntimeError, match="has gone"):
        send(client, application, "a.pdf", PDF)


def test_a_record_that_somebody_else_holds_is_told(
    client: Client, application: Application, monkeypatch: pytest.MonkeyPatch
):
    def wait(*_: object, **__: object) -> None:
        raise OperationalError from QueryCanceled()

    monkeypatch.setattr(attachments, "_keep", wait)
    with nothing_is_kept():
        answer = send(client, application, "a.pdf", PDF)

    assert 'class="error"' in client.get(answer["Location"]).content.decode()


def test_bytes_that_are_lost_are_told(
    client: Client, application: Application, attached: Attachment, caplog: pytest.LogCaptureFixture
):
    Path(attached.file.path).unlink()
    answer = client.get(address_of(application, "attachments", attached.pk))

    assert answer.status_code == 404
    assert attached.name in words_of(answer)
    assert address_of(application) in answer.content.decode()
    assert [record.name for record in caplog.records if record.levelname == "ERROR"] == ["cms.desk.downloads"]
    assert attached.name not in caplog.text
