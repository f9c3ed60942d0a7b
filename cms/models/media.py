"""Pictures with their descriptions, and documents."""

from __future__ import annotations

from contextlib import closing

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image


class PortalImage(AbstractImage):
    """A picture. Whoever cannot see it is told what it shows, unless it is mere decoration."""

    alt_text = models.CharField(
        _("description for those who cannot see it"),
        max_length=255,
        blank=True,
        help_text=_("What the picture shows, in a sentence: it is read aloud in its place."),
    )
    alt_text_en = models.CharField(_("description in English"), max_length=255, blank=True)
    is_decorative = models.BooleanField(
        _("decoration only"), default=False, help_text=_("It says nothing that the text beside it does not say.")
    )

    admin_form_fields = (
        "title",
        "file",
        "collection",
        "alt_text",
        "alt_text_en",
        "is_decorative",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
        "tags",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        permissions = (("choose_image", "Can choose image"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(is_decorative=True) | ~models.Q(alt_text=""),
                name="picture_is_described_or_decorative",
            ),
        )

    def clean(self) -> None:
        """Ask for a description of whatever is more than decoration."""
        super().clean()
        if not self.is_decorative and not self.alt_text.strip():
            raise ValidationError({"alt_text": _("Describe the picture, or say that it is decoration only.")})

    @property
    def default_alt_text(self) -> str:
        """Answer what Wagtail's own templates put in a picture's place."""
        return "" if self.is_decorative else self.alt_text

    def create_rendition(self, filter: Filter) -> PortalRendition:
        """
        Make this picture in one size; who comes second at the same moment takes what the first has made.

        As Wagtail does it, but without leaving the file open.
        """
        with closing(self.generate_rendition_file(filter)) as file:
            rendition, _ = self.renditions.get_or_create(
                filter_spec=filter.spec, focal_point_key=filter.get_cache_key(self), defaults={"file": file}
            )
        return rendition

    def alt_in(self, language: str) -> str:
        """Answer the description in the reader's language; empty for decoration."""
        if self.is_decorative:
            return ""
        return self.alt_text_en or self.alt_text if language.startswith("en") else self.alt_text


class PortalRendition(AbstractRendition):
    """A picture in one of the sizes that the presets name."""

    image = models.ForeignKey(PortalImage, models.CASCADE, related_name="renditions", verbose_name=_("picture"))

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = (
            models.UniqueConstraint(fields=("image", "filter_spec", "focal_point_key"), name="rendition_made_once"),
        )


class PortalDocument(AbstractDocument):
    """A file to download."""

    title_en = models.CharField(_("title in English"), max_length=255, blank=True)

    admin_form_fields = ("title", "title_en", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = (("choose_document", "Can choose document"),)

    def title_in(self, language: str) -> str:
        """Answer the title in the reader's language."""
        return self.title_en or self.title if language.startswith("en") else self.title


MEDIA_PERMISSIONS_OF = (Image, Document)
"""Wagtail keeps the permissions on pictures and documents under its own models, whichever are in use."""
