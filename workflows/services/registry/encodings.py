"""In which encoding a file of text is: its mark decides, then what its bytes can be read as."""

from __future__ import annotations

import codecs

from django.utils.translation import gettext as _

from workflows.services.registry.faults import WHOLE_FILE, Fault, TableRefused

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decoded(content: bytes) -> tuple[str, str]:
    """
    Answer the text and its encoding: utf-8-sig, utf-16, utf-8 or gb18030.

    :raises TableRefused: with the line at which the bytes stop making sense
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise TableRefused([_damaged(content, error, encoding)]) from error
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        in_utf8 = error
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError as error:
        # Whichever reading got further is the likelier encoding.
        likely, encoding = (in_utf8, "utf-8") if in_utf8.start > error.start else (error, "gb18030")
        raise TableRefused([_damaged(content, likely, encoding)]) from error
    if _header_is_utf8(content, in_utf8):
        raise TableRefused([_damaged(content, in_utf8, "utf-8")])
    return text, "gb18030"


def _header_is_utf8(content: bytes, error: UnicodeDecodeError) -> bool:
    """Answer whether the first line is UTF-8 beyond ASCII: then GB 18030 would turn it into nonsense."""
    header = content.partition(b"\n")[0]
    return error.start > len(header) and not header.isascii()


def _damaged(content: bytes, error: UnicodeDecodeError, encoding: str) -> Fault:
    before = content[: error.start].decode("utf-16" if encoding == "utf-16" else "latin-1", "replace")
    return Fault(
        before.count("\n") + 1 if content else WHOLE_FILE,
        "",
        "DAMAGED_TEXT",
        _("From this line on the file is not readable as %(encoding)s.") % {"encoding": encoding.upper()},
        _("Export the file anew as UTF-8 or GB 18030, with nothing pasted in between."),
    )
