"""Text from outside: what the database can keep of it; and our own to readers, in whichever language they read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_NEVER_STORED = re.compile("[\x00\ud800-\udfff]")
"""NUL, which PostgreSQL refuses, and halves of characters, which JSON may carry and UTF-8 cannot."""


def can_be_stored(text: str) -> bool:
    """Answer whether the database can keep a text as it is."""
    return _NEVER_STORED.search(text) is None


_NEVER_TYPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]")
"""Controls, what turns the direction of a line round, and what is no character: people type none of it."""


def is_clean(text: str) -> bool:
    """Answer whether a text has only what people type, so that it reads everywhere as it was meant."""
    return can_be_stored(text) and _NEVER_TYPED.search(text) is None


_EMPTY_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Characters that Unicode counts as letters or signs and that nobody sees."""


def trimmed(text: str) -> str:
    """Answer a text without what nobody sees at its ends; nothing where nobody sees anything of it."""
    seen = [place for place, char in enumerate(text) if not _is_unseen(char)]
    return text[seen[0] : seen[-1] + 1] if seen else ""


def _is_unseen(char: str) -> bool:
    return char.isspace() or char in _EMPTY_LETTERS or unicodedata.category(char) in {"Cf", "Zs", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with what it names: in English by itself, and in the reader's language where it is shown."""

    text: str
    named: Mapping[str, object]

    def in_words(self, translated: Callable[[str], str]) -> str:
        """Answer the sentence as a catalogue has it; sentences that it names are said in the same language."""
        named = {
            name: value.in_words(translated) if isinstance(value, Said) else value for name, value in self.named.items()
        }
        return translated(self.text) % named if named else translated(self.text)

    def __str__(self) -> str:
        return self.in_words(str)


def said(text: str, **named: object) -> Said:
    """Answer a sentence that was marked for the catalogue."""
    return Said(text, named)


def marked(text: str) -> str:
    """Mark a text for the catalogue; it is looked up where it is shown, since the law knows no Django."""
    return text


class Wrong(ValueError):
    """What a part of an edition finds wrong with itself, fault by fault."""

    def __init__(self, *faults: Said) -> None:
        """Keep the faults."""
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))
