"""Help at the desk: the pages for the offices that the reader holds now."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import page_permission_policy

from cms.desk.entry import AtDesk
from cms.selectors.help import help_for
from workflows import reader

NAME = "desk_help"


class HelpForOffice(AtDesk, WagtailAdminTemplateMixin, TemplateView):
    """The page for everybody, then those for one's own offices, each with a way to edit it for whoever may."""

    template_name = "cms/desk/help.html"
    page_title = _("Help for your office")
    header_icon = "help"
    breadcrumbs_items = [*WagtailAdminTemplateMixin.breadcrumbs_items, {"url": "", "label": page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the pages."""
        pages = help_for(self.actor, reader.language())
        editable = page_permission_policy.instances_user_has_permission_for(self.request.user, "change")
        own = set(editable.filter(pk__in=[page.pk for page in pages]).values_list("pk", flat=True))
        shown = [{"page": page, "may_edit": page.pk in own} for page in pages]
        return super().get_context_data(**kwargs) | {"shown": shown}
