"""Forms that are taken once, however often they are sent."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms


def new_key() -> str:
    """Answer a key by which one request is told from every other."""
    return f"desk-{uuid.uuid4()}"


class KeyField(forms.CharField):
    """A key as the form carried it; whoever sends none, or none that could be kept, sends another request."""

    # Several such forms stand on one page: without an id of its own, none has the id of another.
    widget = forms.HiddenInput(attrs={"id": False})

    def clean(self, value: Any) -> str:
        """Answer the key."""
        try:
            return super().clean(value) or new_key()
        except forms.ValidationError:
            return new_key()


class Keyed(forms.Form):
    """Carries the key by which one request is told from another."""

    key = KeyField(max_length=64)

    def __init__(self, *args: Any, **given: Any) -> None:
        """Begin with a key of its own, unless another is given."""
        given["initial"] = {"key": new_key(), **(given.get("initial") or {})}
        super().__init__(*args, **given)
