"""Sending files beside a record, and what is kept of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests.cms.desk.asking import address_of
from tests.workflows.witness import nothing_changes
from workflows.models import Record
from workflows.models.attachment import private_files

PDF = b"%PDF-1.7\nsome pages"
ZIP = b"PK\x03\x04 some files"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR some dots"
JPEG = b"\xff\xd8\xff\xe0 some dots"
MULTIPART = "multipart/form-data; boundary=edge"
OFFICE = "application/vnd.openxmlformats-officedocument"


def folder() -> Path:
    """Answer where the bytes are."""
    return Path(private_files().path(""))


def on_disk() -> dict[str, bytes]:
    """Answer every file that is kept, by its name there."""
    return {path.name: path.read_bytes() for path in folder().iterdir()} if folder().exists() else {}


@contextmanager
def nothing_is_kept() -> Iterator[None]:
    """Assert that what happens inside leaves rows and files as they were."""
    before = on_disk()
    with nothing_changes():
        yield
    assert on_disk() == before


def send(client: Client, record: Record, name: str, content: bytes) -> HttpResponse:
    """Send a file as the form of the record's page does."""
    return client.post(address_of(record, "attachments"), {"file": SimpleUploadedFile(name, content)})


def send_raw(client: Client, record: Record, header: bytes, content: bytes = PDF) -> HttpResponse:
    """Send one part under a header that no browser would write."""
    body = b"\r\n".join([b"--edge", header, b"Content-Type: application/pdf", b"", content, b"--edge--", b""])
    return client.post(address_of(record, "attachments"), body, content_type=MULTIPART)
