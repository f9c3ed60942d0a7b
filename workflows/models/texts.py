"""Long texts of records."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models

LONGEST_TEXT = 4000
"""Characters."""


def long_text(label: Any, help_text: Any = "") -> models.TextField[str, str]:
    """Answer a field for a text of some paragraphs, which may be empty until a rule asks for it."""
    return models.TextField(label, blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)], help_text=help_text)
