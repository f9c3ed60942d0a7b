"""Words of Wagtail's screens that its own Chinese catalogue lacks: marked here, so that ours has them."""

from django.utils.translation import gettext_noop as _

WORDS = (
    _("Search all pages…"),
    _("Shortcuts"),
    _("Wagtail %(current_version)s editor guide"),
)
