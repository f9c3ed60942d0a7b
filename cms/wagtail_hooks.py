"""What the page editor says and shows besides what Wagtail does by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import DismissibleMenuItem, MenuItem
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from cms.desk import (  # noqa: F401  they register addresses, menu items and panels
    wagtail_hooks_desk,
    wagtail_hooks_registry,
)
from cms.models import PAGES, BoundPage, CollegePage, ProgrammePage
from cms.visibility import visible_pages
from workflows.models import Programme
from workflows.selectors.people import actor_of

BOUND = tuple(model for model in PAGES if issubclass(model, BoundPage))


@hooks.register("register_admin_menu_item")
def second_factor_menu_item() -> MenuItem:
    """Answer the way to one's own second factor."""
    return MenuItem(
        _lazy("Second factor"), reverse_lazy("mfa_index"), name="second-factor", icon_name="lock", order=950
    )


@hooks.register("construct_help_menu")
def keep_help_at_home(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leave out what leads to English pages about Wagtail elsewhere: the offices have help of their own."""
    menu_items[:] = [item for item in menu_items if not isinstance(item, DismissibleMenuItem)]


@hooks.register("before_publish_page")
def say_why_not_published(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say why a page is not published, and leave its author where the draft can be seen."""
    if not isinstance(page, BoundPage) or not (reason := page.refusal()):
        return None
    messages.warning(request, reason)
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_delete_page")
def say_why_not_deleted(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say why a page stays."""
    reason = _reason_to_stay([page])
    if reason is None:
        return None
    messages.warning(request, reason)
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_bulk_action")
def say_why_not_deleted_together(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """Say why some of the pages stay; then none of them is deleted."""
    if action_type != "delete" or not all(isinstance(page, Page) for page in objects):
        return None
    reason = _reason_to_stay(objects)
    if reason is None:
        return None
    messages.warning(request, reason)
    return redirect(action.next_url or reverse("wagtailadmin_home"))


@hooks.register("before_copy_page")
def say_why_not_copied(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse a second page that mirrors one of a record, which has one in each language, and a copy that is public."""
    if request.method != "POST" or not _contains_bound([page]):
        return None
    if request.POST.get("alias"):
        reason = _("A record has one page in each language. Copy the page without mirroring it.")
    elif request.POST.get("publish_copies"):
        reason = _("A copy shows no programme yet, so that it cannot be published. Copy the page as a draft.")
    else:
        return None
    messages.warning(request, reason)
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("construct_page_chooser_queryset")
def choose_from_own_and_published(pages: Any, request: HttpRequest) -> Any:
    """Offer one's own section, and of the others what everybody can read."""
    own = page_permission_policy.explorable_instances(request.user)
    published = visible_pages(actor_of(request.user))
    return pages.filter(pk__in=own.values("pk")) | pages.filter(pk__in=published.values("pk"))


def _reason_to_stay(pages: Iterable[Page]) -> str | None:
    for page in pages:
        below = page.get_descendants(inclusive=True)
        stays = ProgrammePage.objects.filter(pk__in=below.values("pk"), programme__state__in=Programme.PUBLIC_STATES)
        if found := stays.first():
            return _("“%(page)s” stays: its programme is public, and its address is for ever.") % {"page": found.title}
        if found := below.filter(pins__isnull=False).first():
            return _("“%(page)s” stays: it was submitted with a proposal.") % {"page": found.title}
        if found := CollegePage.objects.filter(pk__in=below.values("pk"), college__isnull=False).first():
            return _("“%(page)s” stays: it is a college's section.") % {"page": found.title}
    return None


def _contains_bound(pages: Iterable[Page]) -> bool:
    return any(page.get_descendants(inclusive=True).type(BOUND).exists() for page in pages)
