"""Reading what a client sends as JSON: whatever cannot be worked with later is refused here."""

from __future__ import annotations

import json
from typing import Any


class NoSoundJson(ValueError):
    """No JSON in UTF-8, or one with what JSON has no place for."""


def sound_json(body: bytes) -> Any:
    """
    Answer what a JSON text says.

    :raises NoSoundJson: also for halves of characters, which JSON can escape and UTF-8 cannot write, for NaN and
        infinities, for nesting and numbers beyond what can be read
    """
    try:
        parsed = json.loads(body.decode("utf-8-sig"), parse_constant=_no_constant)
        if rb"\ud" in body.lower():
            json.dumps(parsed, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise NoSoundJson("This is not valid JSON.") from error
    return parsed


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
