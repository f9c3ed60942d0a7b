"""Global ids: opaque to clients, one scheme for content and records."""

from __future__ import annotations

import base64
import binascii
import re

_NODE = re.compile(r"([A-Z][A-Za-z]{0,59}):([1-9][0-9]{0,17})")


class MalformedId(ValueError):
    """A text that is no global id of this graph."""


def to_global_id(type_name: str, pk: int) -> str:
    """Answer the global id of an object: its type's name and its key, packed."""
    return base64.urlsafe_b64encode(f"{type_name}:{pk}".encode()).decode().rstrip("=")


def from_global_id(text: str) -> tuple[str, int]:
    """
    Answer the type's name and the key that an id packs; whether such an object exists is not asked here.

    :raises MalformedId: for anything that ``to_global_id`` could not have made
    """
    if len(text) > 120:
        raise MalformedId("no id of this graph")
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
    except (ValueError, binascii.Error) as error:
        raise MalformedId("no id of this graph") from error
    if not (match := _NODE.fullmatch(packed)) or to_global_id(match[1], int(match[2])) != text:
        raise MalformedId("no id of this graph")
    return match[1], int(match[2])
