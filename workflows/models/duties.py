"""Who may take a step: predicates over an actor and a record, each with its office's name and article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import rules
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows.regulation.actor import Actor, Kind, Role


@dataclass(frozen=True, slots=True)
class Duty:
    """
    A duty of the measures, callable as django-fsm's ``permission``.

    django-fsm does not ask it when a transition is called; ``take_step`` does.
    """

    name: str
    label: str | Promise
    article: str
    predicate: rules.Predicate

    def __call__(self, record: Any, actor: Actor) -> bool:
        """Answer whether the actor has this duty towards the record."""
        return bool(self.predicate(actor, record))


@rules.predicate
def is_the_student(actor: Actor, record: Any) -> bool:
    """The record is the actor's own."""
    return actor.student_id is not None and actor.student_id == record.student_id


@rules.predicate
def is_college_officer(actor: Actor, record: Any) -> bool:
    """The actor is an officer of the record's college, and of no other by this."""
    return actor.holds(Role.COLLEGE_OFFICER, record.college_id)


@rules.predicate
def is_director(actor: Actor, record: Any) -> bool:
    """The actor directs the record's programme."""
    return actor.staff_id is not None and actor.staff_id == record.director_id


@rules.predicate
def is_aao_officer(actor: Actor, record: Any) -> bool:
    """The actor works for the Academic Affairs Office."""
    return actor.holds(Role.AAO_OFFICER)


@rules.predicate
def is_school_approver(actor: Actor, record: Any) -> bool:
    """The actor decides for the school."""
    return actor.holds(Role.SCHOOL_APPROVER)


@rules.predicate
def is_a_job(actor: Actor, record: Any) -> bool:
    """The actor is a named job of the portal."""
    return actor.kind is Kind.SERVICE


@rules.predicate
def has_not_asked_for_it(actor: Actor, record: Any) -> bool:
    """Four eyes: the actor is not the one who submitted the record."""
    return record.submitted_by_id is None or record.submitted_by_id != actor.account_id


@rules.predicate
def holds_the_waiving_office(actor: Actor, record: Any) -> bool:
    """The actor holds the office that the clause names for its waivers."""
    return actor.holds(Role(record.decided_by_role), record.college_id)


the_student = Duty("the_student", _("the student"), "12", is_the_student)
college_officer = Duty("college_officer", _("an officer of the college"), "9", is_college_officer)
deciding_college_officer = Duty(
    "deciding_college_officer",
    _("an officer of the college who did not submit it"),
    "9",
    is_college_officer & has_not_asked_for_it,
)
college_or_calendar = Duty(
    "college_or_calendar", _("an officer of the college, or the calendar"), "9", is_college_officer | is_a_job
)
programme_makers = Duty(
    "programme_makers", _("the director or an officer of the college"), "10", is_director | is_college_officer
)
aao_officer = Duty("aao_officer", _("the Academic Affairs Office"), "10", is_aao_officer)
school_approver = Duty("school_approver", _("the school"), "4", is_school_approver & has_not_asked_for_it)
waiving_office = Duty(
    "waiving_office",
    _("the office named for waivers, but not who asked"),
    "20",
    holds_the_waiving_office & has_not_asked_for_it,
)
the_portal = Duty("the_portal", _("the portal itself"), "20", is_a_job)
