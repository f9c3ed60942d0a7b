"""
Sections: each college edits its own part of the site, and the Academic Affairs Office edits all of them.

Who belongs to a group is decided by offices (``workflows.services.people``); what a group may do, here.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    get_root_collection_id,
)

from cms.models import CollegePage, HelpPage, HomePage, LetterWords, SiteSettings
from cms.models.media import MEDIA_PERMISSIONS_OF
from cms.services.pages import publish_translation
from workflows.models import College
from workflows.services.people import SCHOOL_EDITORS

EDITS = ("add_page", "change_page", "publish_page")
"""What an editor may do with the pages of the section."""
OVERSEES = (*EDITS, "bulk_delete_page", "lock_page", "unlock_page")
"""What the Academic Affairs Office may do besides."""
TOP_OF_HELP = 2
"""How deep the topmost help page of each language stands: beside the home pages, outside of every site."""
SHARED = "共享"
"""The name of the collection from which every college may choose."""


def open_college_section(college: College, home: HomePage, *, slug: str = "") -> CollegePage:
    """
    Open a college's section below a home page, in each of the site's languages, with its editors' permissions.

    The pages are live and empty. Opened already, the one below ``home`` is answered as it is, and the permissions
    are made whole again.
    """
    with transaction.atomic():
        page = CollegePage.objects.filter(college=college).first()
        if page is None:
            page = CollegePage(title=college.name, slug=slug or college.code.lower(), college=college)
            home.add_child(instance=page)
        for other in home.get_translations().filter(live=True):
            if not page.has_translation(other.locale):
                publish_translation(page, other.locale, college.name_en or college.name)
        for translation in page.get_translations(inclusive=True):
            _grant_pages(college.editors, translation, EDITS)
        _grant_media(college.editors, collection_of(college), ("add", "change", "choose"))
        _grant_media(college.editors, _collection(SHARED), ("choose",))
        _grant(college.editors, _entry_permissions())
    return page


def ensure_school_editors() -> Group:
    """Answer the group of those who edit every section and the offices' help, with its permissions on all of it."""
    with transaction.atomic():
        group, _ = Group.objects.get_or_create(name=SCHOOL_EDITORS)
        for home in HomePage.objects.all():
            _grant_pages(group, home, OVERSEES)
        for top in HelpPage.objects.filter(depth=TOP_OF_HELP):
            _grant_pages(group, top, EDITS)
        root = Collection.objects.get(pk=get_root_collection_id())
        _grant_media(group, root, ("add", "change", "choose"))
        _grant(group, [*_entry_permissions(), *_site_permissions()])
    return group


def collection_of(college: College) -> Collection:
    """Answer the collection in which a college keeps its pictures and documents."""
    return _collection(college.name)


def _collection(name: str) -> Collection:
    root = Collection.objects.get(pk=get_root_collection_id())
    found = root.get_children().filter(name=name).first()
    return found if found is not None else root.add_child(instance=Collection(name=name))


def _grant_pages(group: Group, page: Page, codenames: Iterable[str]) -> None:
    for permission in _permissions(Page, codenames):
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _grant_media(group: Group, collection: Collection, actions: Iterable[str]) -> None:
    for model in MEDIA_PERMISSIONS_OF:
        codenames = [f"{action}_{model._meta.model_name}" for action in actions]
        for permission in _permissions(model, codenames):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def _grant(group: Group, permissions: Iterable[Permission]) -> None:
    group.permissions.add(*permissions)


def _entry_permissions() -> list[Permission]:
    """Answer what lets somebody into the desk, and lets them begin a translation."""
    named = models.Q(content_type__app_label="wagtailadmin", codename="access_admin")
    named |= models.Q(content_type__app_label="simple_translation", codename="submit_translation")
    return list(Permission.objects.filter(named))


def _site_permissions() -> list[Permission]:
    """Answer what lets the Academic Affairs Office keep settings, menus, redirects and letters."""
    redirects = Permission.objects.filter(content_type__app_label="wagtailredirects")
    letters = _permissions(LetterWords, ("change_letterwords",))
    return [*redirects, *letters, *_permissions(SiteSettings, ("change_sitesettings",))]


def _permissions(model: type[models.Model], codenames: Iterable[str]) -> list[Permission]:
    content_type = ContentType.objects.get_for_model(model)
    wanted = list(codenames)
    found = list(Permission.objects.filter(content_type=content_type, codename__in=wanted))
    if len(found) != len(wanted):
        raise LookupError(f"{model.__name__}: not all of {wanted} exist; has the database been migrated?")
    return found
