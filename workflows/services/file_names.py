"""Names of files that somebody sends."""

from __future__ import annotations

import unicodedata


def cleaned_name(name: str, *, longest: int) -> str:
    """
    Answer what an uploaded file is called: without its folders, and without characters that cannot be seen.

    These could hide an ending or turn it around. What is too long is cut before the ending.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(c for c in unicodedata.normalize("NFC", last) if c.isprintable()).strip()
    stem, dot, ending = seen.rpartition(".")
    return f"{stem[: max(longest - len(dot + ending), 0)]}{dot}{ending}"[:longest]
