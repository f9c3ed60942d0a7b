"""Letters for the office to edit: a row for each, that begins with the portal's own words."""

from __future__ import annotations

from django.db import transaction

from cms.models import LetterWords
from workflows.selectors.letters import CHINESE, ENGLISH, letters, own_words


def ensure_letters() -> None:
    """Make the rows that are missing; those that are there keep the words of the office."""
    there = set(LetterWords.objects.values_list("name", flat=True))
    with transaction.atomic():
        for name in letters().letters:
            if name in there:
                continue
            own, english = own_words(name, CHINESE), own_words(name, ENGLISH)
            letter = LetterWords.objects.create(
                name=name, subject=own.subject, body=own.body, subject_en=english.subject, body_en=english.body
            )
            letter.save_revision()
