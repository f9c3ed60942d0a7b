"""The words of a letter, as the Academic Affairs Office writes them over the portal's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import PreviewableMixin, RevisionMixin

from cms.panels import LetterFieldsPanel
from workflows import reader
from workflows.selectors.letters import CHINESE, ENGLISH, LetterText, fault_in, letters, own_words, samples_of


class LetterWords(PreviewableMixin, RevisionMixin, models.Model):
    """
    Subject and body of one letter in both languages; every version is kept.

    Chinese words that are emptied are the portal's own again; English ones that are emptied are not sent.
    """

    name = models.CharField(_("letter"), max_length=60, unique=True, editable=False)
    subject = models.CharField(_("subject line"), max_length=150, blank=True)
    body = models.TextField(_("text"), max_length=5000, blank=True)
    subject_en = models.CharField(_("subject in English"), max_length=150, blank=True)
    body_en = models.TextField(_("text in English"), max_length=5000, blank=True)

    panels = (
        LetterFieldsPanel(),
        MultiFieldPanel([FieldPanel("subject"), FieldPanel("body")], _("Chinese")),
        MultiFieldPanel([FieldPanel("subject_en"), FieldPanel("body_en")], _("English")),
    )

    class Meta:
        ordering = ("name",)
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    def __str__(self) -> str:
        return letters().letters[self.name].label.in_language(reader.language())

    def clean(self) -> None:
        """
        Put the portal's own words where the Chinese ones were emptied.

        :raises ValidationError: naming each field with a place that the letter does not know; an English text without
            a subject
        """
        own = own_words(self.name, CHINESE)
        self.subject, self.body = self.subject.strip() or own.subject, self.body.strip() or own.body
        known = letters().letters[self.name].fields
        faults: dict[str, Any] = {
            name: fault_in(getattr(self, name), known) for name in ("subject", "body", "subject_en", "body_en")
        }
        if self.body_en.strip() and not self.subject_en.strip():
            faults["subject_en"] = _("A letter has a subject: write one in English too, or empty the English text.")
        if found := {name: fault for name, fault in faults.items() if fault}:
            raise ValidationError(found)

    def in_language(self, language: str) -> LetterText:
        """Answer the words in one language."""
        if language == ENGLISH:
            return LetterText(self.subject_en, self.body_en)
        return LetterText(self.subject, self.body)

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """Answer the languages in which it is previewed."""
        return [(CHINESE, _("Chinese")), (ENGLISH, _("English"))]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """Answer what draws it as somebody receives it."""
        return "cms/preview/letter.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> Mapping[str, Any]:
        """Answer the letter filled with samples."""
        filled = self.in_language(mode_name).filled(samples_of(self.name, mode_name))
        return {**super().get_preview_context(request, mode_name), "letter": filled, "language": mode_name}
