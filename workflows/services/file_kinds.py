"""Which kinds of files may be attached, and whether the bytes of a file are of the kind that its name says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workflows.services.registry.encodings import decoded
from workflows.services.registry.faults import TableRefused


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: as what it leaves the house, and how its bytes are known."""

    media_type: str
    is_of_it: Callable[[bytes], bool]


def _begins_with(mark: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(mark)


def _is_text(content: bytes) -> bool:
    """Answer whether the bytes are text in an encoding that offices use, without NUL."""
    try:
        text, _ = decoded(content)
    except TableRefused:
        return False
    return "\x00" not in text


_JPEG = FileKind("image/jpeg", _begins_with(b"\xff\xd8\xff"))
_ZIPPED = _begins_with(b"PK\x03\x04")
_OFFICE = "application/vnd.openxmlformats-officedocument"

FILE_KINDS: Mapping[str, FileKind] = {
    "pdf": FileKind("application/pdf", _begins_with(b"%PDF-")),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": FileKind("image/png", _begins_with(b"\x89PNG\r\n\x1a\n")),
    "docx": FileKind(f"{_OFFICE}.wordprocessingml.document", _ZIPPED),
    "xlsx": FileKind(f"{_OFFICE}.spreadsheetml.sheet", _ZIPPED),
    "txt": FileKind("text/plain", _is_text),
    "zip": FileKind("application/zip", _ZIPPED),
}
"""The kinds by the endings of their names."""
