"""Who acts, and who is whom."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q, QuerySet

from workflows.models import Account, Application, Membership, Student
from workflows.regulation.actor import ANYONE, Actor, Kind, Office, Role


def actor_of(account: AbstractBaseUser | AnonymousUser) -> Actor:
    """
    Answer the account as an actor, with the offices it holds at this moment (two queries).

    In a session in which they do not count, it is a student or nobody in particular.
    """
    if not isinstance(account, Account) or not account.is_active:
        return ANYONE
    if account.kind == Account.Kind.SERVICE:
        return Actor(Kind.SERVICE, account.pk, account.get_full_name())
    student_id, staff_id = Account.objects.filter(pk=account.pk).values_list("student__id", "staff_member__id").get()
    offices = frozenset(
        Office(Role(role), college_id)
        for role, college_id in Membership.objects.filter(account=account).values_list("role", "college_id")
        if account.is_in_office
    )
    kind = Kind.STUDENT if student_id is not None and not offices else Kind.STAFF
    own_staff_id = staff_id if account.is_in_office else None
    return Actor(
        kind, account.pk, account.get_full_name(), student_id, own_staff_id, offices, is_in_office=account.is_in_office
    )


def owes_the_second_factor(account: AbstractBaseUser | AnonymousUser) -> bool:
    """Answer whether the account holds offices that do not count in this session (one query at most)."""
    if not isinstance(account, Account) or not account.is_active or account.is_in_office:
        return False
    return Membership.objects.filter(account=account).exists()


def job(name: str) -> Actor:
    """Answer the service account under which a job of this name acts (one query)."""
    return actor_of(Account.objects.get(username=name, kind=Account.Kind.SERVICE))


def student_of(actor: Actor) -> Student | None:
    """Answer the actor's own row in the registry."""
    if actor.student_id is None:
        return None
    return Student.objects.select_related("college").get(pk=actor.student_id)


def visible_students(actor: Actor) -> QuerySet[Student]:
    """Answer the students whom an actor may see: herself, those who applied to one's college, all for the AAO."""
    if actor.holds(Role.AAO_OFFICER):
        return Student.objects.all()
    colleges = actor.colleges_as(Role.COLLEGE_OFFICER)
    applied = Q(
        pk__in=Application.objects.filter(submitted_at__isnull=False, intake__programme__college__in=colleges).values(
            "student"
        )
    )
    return Student.objects.filter(Q(pk=actor.student_id or 0) | applied)
