"""The letters at the desk: the Academic Affairs Office edits and previews their words; none is added or goes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.models import LetterWords


class LetterViewSet(SnippetViewSet):
    """Lists, edits and previews letters."""

    model = LetterWords
    icon = "mail"
    menu_label = _("Letters")
    menu_order = 240
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ("__str__", "subject", "subject_en")
