"""Which words the office wrote over a letter's own: asked through the setting ``LETTERS_PORT``."""

from __future__ import annotations

from cms.models import LetterWords
from workflows.selectors.letters import LetterText


def words_of_the_office(name: str, language: str) -> LetterText | None:
    """Answer the words of a letter as the office has them; None where it has none of its own."""
    found = LetterWords.objects.filter(name=name).first()
    return found and found.in_language(language)
