"""The file of an edition: bytes to text, text to tables; what no parser could bear is refused at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from workflows.regulation.faults import RulebookRefused, fault
from workflows.regulation.text import Said, can_be_stored, said
from workflows.regulation.text import marked as _

DEEPEST = 20
"""Parts of one key: a parser takes minutes over thousands of them."""
_LONG_PATH = re.compile(rf"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){{{DEEPEST}}}""")
_WHERE = re.compile(r"(?P<reason>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL)
"""How the parser ends what it says."""
REASONS = (
    _("Cannot declare a table twice"),
    _("Cannot overwrite a value"),
    _("Expected '=' after a key in a key/value pair"),
    _("Expected ']' at the end of a table declaration"),
    _("Expected ']]' at the end of an array declaration"),
    _("Expected newline or end of document after a statement"),
    _("Invalid date or datetime"),
    _("Invalid initial character for a key part"),
    _("Invalid statement"),
    _("Invalid value"),
    _("Unclosed array"),
    _("Unclosed inline table"),
    _("Unescaped '\\' in a string"),
    _("Unterminated string"),
)
"""What the parser says most often."""


def decoded(content: bytes) -> str:
    """
    Answer the text of an edition's file.

    :raises RulebookRefused: it is not in UTF-8, as no table of a spreadsheet and no picture is
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        matter = said(_("is not in UTF-8 (byte %(byte)s); save it as UTF-8"), byte=error.start)
        raise RulebookRefused([matter]) from error


def tables_in(text: str) -> dict[str, Any]:
    """
    Answer the tables that a TOML file's text holds.

    :raises RulebookRefused: it is no TOML, or holds what cannot be kept
    """
    if too_deep := _LONG_PATH.search(text):
        line = said(_("line %(line)s"), line=text.count("\n", 0, too_deep.start()) + 1)
        matter = said(_("a key of more than %(most)s parts; an edition needs three at most"), most=DEEPEST)
        raise RulebookRefused([fault(line, matter)])
    try:
        raw = tomllib.loads(text)
        places = list(_not_storable(raw, ""))
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is a plain ValueError
        raise RulebookRefused([_no_toml(str(error))]) from error
    if places:
        matter = said(_("holds the character NUL, which cannot be stored; remove it"))
        raise RulebookRefused([fault(place, matter) for place in places])
    return raw


def _no_toml(message: str) -> Said:
    where = _WHERE.fullmatch(message)
    if where is None:
        return said(_("not valid TOML: %(reason)s"), reason=said(message))
    reason = said(re.sub(r"Cannot declare .* twice", "Cannot declare a table twice", where["reason"]))
    if where["line"] is None:
        return said(_("not valid TOML: %(reason)s, at the end of the file"), reason=reason)
    return said(
        _("not valid TOML: %(reason)s, in line %(line)s, character %(column)s"),
        reason=reason, line=where["line"], column=where["column"],
    )  # fmt: skip


def _not_storable(found: Any, place: str) -> Iterator[str]:
    """Yield the path of each text, and of each key, that cannot be stored; lists are counted from 1, as in faults."""
    match found:
        case Mapping():
            for key, value in found.items():
                inner = f"{place}.{key}".removeprefix(".").replace("\0", "␀")
                if not can_be_stored(key):
                    yield inner
                yield from _not_storable(value, inner)
        case list():
            for position, value in enumerate(found, start=1):
                yield from _not_storable(value, f"{place} {position}")
        case str() if not can_be_stored(found):
            yield place
