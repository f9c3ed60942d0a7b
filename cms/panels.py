"""Panels of the page editor."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from workflows import reader
from workflows.selectors.letters import letters


class RecordPanel(Panel):
    """Shows what the record says, so that nobody types it again; and whether the page may be published."""

    def __init__(self, **kwargs: Any) -> None:
        """Head the panel."""
        kwargs.setdefault("heading", _("From the records"))
        super().__init__(**kwargs)

    class BoundPanel(Panel.BoundPanel):
        """The panel for one page."""

        template_name = "cms/panels/record.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            """Answer the programme, what of the page was approved, and why it may not be published, if it may not."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            page = self.instance
            pin = page.approved()
            return context | {
                "programme": page.programme_in_question(),
                "refusal": page.refusal() if page.pk else None,
                "approval": pin.submission.proposal if pin else None,
                "held": [capfirst(page._meta.get_field(name).verbose_name) for name in pin.held] if pin else [],
            }


class LetterFieldsPanel(Panel):
    """Says which fields may stand in a letter."""

    def __init__(self, **kwargs: Any) -> None:
        """Head the panel."""
        kwargs.setdefault("heading", _("Fields of this letter"))
        super().__init__(**kwargs)

    class BoundPanel(Panel.BoundPanel):
        """The panel for one letter."""

        template_name = "cms/panels/letter_fields.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            """Answer each field as it is written, how it is called, and a sample."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            known, language = letters(), reader.language()
            named = ((name, known.fields[name]) for name in known.letters[self.instance.name].fields)
            return context | {
                "fields": [
                    {
                        "place": f"{{{name}}}",
                        "label": field.label.in_language(language),
                        "sample": field.sample.in_language(language),
                    }
                    for name, field in named
                ]
            }
