"""The registry's files in the admin's addresses and menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.desk import registry
from cms.desk.entry import actor_at_desk
from workflows.services.registry.importing import may_import


class RegistryMenuItem(MenuItem):
    """Shown to those who may import."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Answer whether this account may import."""
        return may_import(actor_at_desk(request.user))


@hooks.register("register_admin_urls")
def registry_addresses() -> list[URLPattern]:
    """Answer the addresses of the upload, the preview, the bad rows, the import and its undoing."""
    return [
        path("registry/", registry.Upload.as_view(), name=registry.UPLOAD),
        path("registry/<uuid:token>/", registry.Preview.as_view(), name=registry.PREVIEW),
        path("registry/<uuid:token>/bad-rows.xlsx", registry.BadRows.as_view(), name="registry_bad_rows"),
        path("registry/<uuid:token>/import/", registry.Commit.as_view(), name="registry_commit"),
        path("registry/imports/<int:pk>/undo/", registry.Undo.as_view(), name="registry_undo"),
    ]


@hooks.register("register_admin_menu_item")
def registry_menu_item() -> MenuItem:
    """Answer the menu item that leads to the upload."""
    return RegistryMenuItem(
        _("Imports"), reverse_lazy(registry.UPLOAD), name="registry-import", icon_name="upload", order=900
    )
