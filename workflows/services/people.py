"""Colleges, accounts and offices."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import transaction

from workflows.models import Account, College, Membership, StaffMember
from workflows.regulation.actor import SCHOOL_WIDE, Role
from workflows.services.pinyin import sort_key

EDITING_ROLES = frozenset({Role.PROGRAMME_DIRECTOR, Role.COLLEGE_OFFICER})
"""Roles that edit their college's section of the site."""
SCHOOL_EDITORS = "school editors"
"""The group of those who edit every section: the Academic Affairs Office."""


def register_college(*, code: str, name: str, name_en: str = "") -> College:
    """Register a college, with the group whose members edit its section of the site."""
    with transaction.atomic():
        group, _ = Group.objects.get_or_create(name=f"college {code}")
        return College.objects.create(code=code, name=name, name_en=name_en, pinyin=sort_key(name), editors=group)


def grant_office(account: Account, role: Role, college: College | None = None) -> Membership:
    """Give an account an office; its records, its section of the site and the graph follow at once."""
    with transaction.atomic():
        membership, _ = Membership.objects.get_or_create(
            account=account, role=role, college=None if role in SCHOOL_WIDE else college
        )
        follow_memberships(account)
    return membership


def withdraw_office(membership: Membership) -> None:
    """Take an office back, and with it everything that it opened."""
    with transaction.atomic():
        membership.delete()
        follow_memberships(membership.account)


def open_staff_account(staff: StaffMember, *, password: str | None = None) -> Account:
    """Answer the staff member's account, made on first use with the staff number as user name."""
    if staff.account is None:
        account = Account(username=staff.number, display_name=staff.name)
        account.set_password(password)
        account.save()
        staff.account = account
        staff.save(update_fields=["account"])
    return staff.account


def follow_memberships(account: Account) -> None:
    """Make an account's groups what its offices say: the groups carry the permissions on pages and files."""
    editing = list(account.memberships.filter(role__in=EDITING_ROLES).values_list("college__editors", flat=True))
    groups = set(Group.objects.filter(pk__in=editing))
    if account.memberships.filter(role=Role.AAO_OFFICER).exists():
        groups.add(Group.objects.get_or_create(name=SCHOOL_EDITORS)[0])
    account.groups.set(groups)
