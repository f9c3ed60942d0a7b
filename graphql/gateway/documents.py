"""Trusted documents: the operations that frontends use, known by the sha256 of their text."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

EXAMPLES = {"programmes": '{"first": 6}', "search": '{"text": "智能"}', "rulebook": "{}"}
FOLDER = Path(__file__).resolve().parents[1] / "documents"


class UnknownDocument(LookupError):
    """No text to execute, with a code for machines."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the code."""
        self.code = code
        super().__init__(message)


@cache
def manifest() -> Mapping[str, str]:
    """Answer every trusted document by its id: the sha256 of its file's bytes, in hexadecimal."""
    texts = [path.read_text("utf-8") for path in sorted(FOLDER.rglob("*.graphql"))]
    return {hashlib.sha256(text.encode()).hexdigest(): text for text in texts}


def examples() -> list[dict[str, str]]:
    """Answer the documents to begin with in GraphiQL: those that anybody may run, with variables that work."""
    return [
        {"text": (FOLDER / f"{name}.graphql").read_text("utf-8"), "variables": variables}
        for name, variables in EXAMPLES.items()
    ]


def document_text(query: object, document_id: object) -> str:
    """
    Answer the text that a request means, by itself or by its id.

    :raises UnknownDocument: for neither, both, an unknown id, or a text where only trusted ones are taken
    """
    if (query is None) == (document_id is None):
        raise UnknownDocument("BAD_REQUEST", "Send query or documentId, one of them.")
    if query is not None:
        if not isinstance(query, str) or not query.strip():
            raise UnknownDocument("BAD_REQUEST", "query is a GraphQL document.")
        if settings.GRAPHQL["trusted_only"] and hashlib.sha256(query.encode()).hexdigest() not in manifest():
            raise UnknownDocument("DOCUMENT_NOT_TRUSTED", "Only the documents of the manifest are taken here.")
        return query
    text = manifest().get(document_id) if isinstance(document_id, str) else None
    if text is None:
        raise UnknownDocument("DOCUMENT_NOT_FOUND", "There is no document of this id: send its text.")
    return text
