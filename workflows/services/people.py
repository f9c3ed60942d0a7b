"""Colleges, accounts and offices."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction

from workflows.models import Account, College, Membership, StaffMember
from workflows.pinyin import sort_key
from workflows.regulation.actor import SCHOOL_WIDE, Role

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
        follow_memberships(account.pk)
    return membership


def withdraw_office(membership: Membership) -> None:
    """Take an office back, and with it everything that it opened."""
    with transaction.atomic():
        membership.delete()
        follow_memberships(membership.account_id)


def open_staff_account(staff: StaffMember, *, password: str | None = None) -> Account:
    """Answer the staff member's account, made on first use with the staff number as user name."""
    if staff.account is None:
        account = Account(username=staff.number, display_name=staff.name)
        account.set_password(password)
        account.save()
        staff.account = account
        staff.save(update_fields=["account"])
    return staff.account


def follow_memberships(*accounts: int) -> None:
    """
    Make the groups of accounts, by their keys, what their offices say: groups carry the permissions on pages and files.

    The queries are as many for one account as for a thousand.
    """
    wanted = _groups_by_offices(accounts)
    memberships_of_groups = Account.groups.through.objects
    held = {
        (account, group): pk
        for pk, account, group in memberships_of_groups.filter(account__in=accounts).values_list(
            "pk", "account_id", "group_id"
        )
    }
    memberships_of_groups.filter(pk__in=[pk for pair, pk in held.items() if pair not in wanted]).delete()
    memberships_of_groups.bulk_create(
        Account.groups.through(account_id=account, group_id=group) for account, group in sorted(wanted - held.keys())
    )


def _groups_by_offices(accounts: Iterable[int]) -> set[tuple[int, int]]:
    """Answer accounts with the groups that their offices put them into."""
    offices = list(
        Membership.objects.filter(account__in=accounts).values_list("account_id", "role", "college__editors")
    )
    groups = {(account, editors) for account, role, editors in offices if role in EDITING_ROLES and editors is not None}
    overseers = {account for account, role, _editors in offices if role == Role.AAO_OFFICER}
    if overseers:
        school = Group.objects.get_or_create(name=SCHOOL_EDITORS)[0]
        groups |= {(account, school.pk) for account in overseers}
    return groups
