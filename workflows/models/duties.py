"""Who may take a step: predicates over an actor and a record, each with its office's name and article."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import rules
from django.apps import apps
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows.regulation.actor import Actor, Kind, Role

Rows = Callable[[Actor, Any], Q]
"""Answers, for an actor and a kind of record, the condition of the rows towards which the actor has a duty."""


@dataclass(frozen=True, slots=True)
class Duty:
    """
    A duty of the measures, callable as django-fsm's ``permission``.

    django-fsm does not ask it when a transition is called; ``take_step`` does. ``rows`` says the same of many
    records at once, for inboxes; a test holds the two together.
    """

    name: str
    label: str | Promise
    article: str
    predicate: rules.Predicate
    rows: Rows | None = None
    """Only of duties that a record may wait for."""
    offices: frozenset[Role] = frozenset()
    """Those of which it is a duty, before a row is known: they are offered it. Empty where no office is named."""
    is_anothers: bool = False
    """Whether it is never the asker's: then the record says who asked (``asker_path``)."""

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
def directs_its_programme(actor: Actor, record: Any) -> bool:
    """The actor directs the programme to which the record belongs, of whichever college the record is."""
    return actor.staff_id is not None and actor.staff_id == record.programme_in_question.director_id


@rules.predicate
def is_officer_of_the_lead_college(actor: Actor, record: Any) -> bool:
    """The actor is an officer of the college that leads the record's programme."""
    return actor.holds(Role.COLLEGE_OFFICER, record.programme_in_question.college_id)


@rules.predicate
def is_director_of_the_college(actor: Actor, record: Any) -> bool:
    """The actor holds the office of a director in the record's college."""
    return actor.holds(Role.PROGRAMME_DIRECTOR, record.college_id)


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
    """Four eyes: the actor is none of those who made or submitted the record, where the deed is on one."""
    return record is None or actor.account_id not in record.hands


@rules.predicate
def holds_the_waiving_office(actor: Actor, record: Any) -> bool:
    """The actor holds the office that the clause names for its waivers."""
    return actor.holds(Role(record.decided_by_role), record.college_id)


NO_ROWS = Q(pk__in=())


def about_oneself(actor: Actor) -> Q:
    """The waivers that were asked for an application of the actor's own, whoever asked."""
    if actor.student_id is None:
        return NO_ROWS
    own = apps.get_model("workflows", "Application")._default_manager.filter(student_id=actor.student_id)
    return Q(subject_kind="application", subject_id__in=own.values("pk"))


@rules.predicate
def waives_nothing_of_their_own(actor: Actor, record: Any) -> bool:
    """The waiver is not for an application of the actor's own (one query, for actors who study)."""
    if actor.student_id is None or record.subject_kind != "application":
        return True
    return not type(record)._default_manager.filter(about_oneself(actor), pk=record.pk).exists()


def rows_of_the_student(actor: Actor, model: Any) -> Q:
    """The student's own records."""
    return Q(student_id=actor.student_id) if actor.student_id is not None else NO_ROWS


def rows_of_a_college_officer(actor: Actor, model: Any) -> Q:
    """The records of the colleges of which the actor is an officer."""
    return Q(**{f"{model.college_path}__in": actor.colleges_as(Role.COLLEGE_OFFICER)})


def rows_of_those_who_make(actor: Actor, model: Any) -> Q:
    """The records of the colleges of which the actor is an officer, and those that the actor directs."""
    own = Q(**{model.director_path: actor.staff_id}) if actor.staff_id is not None else NO_ROWS
    return rows_of_a_college_officer(actor, model) | own


def rows_for(role: Role) -> Rows:
    """All records, for whoever holds an office of the school."""
    return lambda actor, model: Q() if actor.holds(role) else NO_ROWS


def rows_of_the_waiving_office(actor: Actor, model: Any) -> Q:
    """The waivers that fall to the actor's offices, where these are of one college: for that one; none of their own."""
    found = NO_ROWS
    for office in actor.offices:
        own = Q() if office.college_id is None else Q(**{model.college_path: office.college_id})
        found |= Q(decided_by_role=office.role.value) & own
    return found & ~about_oneself(actor)


def not_asked_for(rows: Rows) -> Rows:
    """Those of the rows that the actor has not asked for (four eyes)."""

    def others(actor: Actor, model: Any) -> Q:
        return rows(actor, model) & ~model.with_a_hand_of(actor.account_id)

    return others


def four_eyes(name: str, label: Promise, article: str, predicate: rules.Predicate, rows: Rows, *offices: Role) -> Duty:
    """Make the duty of whoever decides on what another has asked for: never of who asked."""
    others = not_asked_for(rows)
    return Duty(name, label, article, predicate & has_not_asked_for_it, others, frozenset(offices), is_anothers=True)


the_student = Duty("the_student", _("the student"), "12", is_the_student, rows_of_the_student)
college_officer = Duty(
    "college_officer",
    _("an officer of the college"),
    "9",
    is_college_officer,
    rows_of_a_college_officer,
    frozenset({Role.COLLEGE_OFFICER}),
)
deciding_college_officer = four_eyes(
    "deciding_college_officer",
    _("an officer of the college who did not submit it"),
    "9",
    is_college_officer,
    rows_of_a_college_officer,
    Role.COLLEGE_OFFICER,
)
endorsing_officer = four_eyes(
    "endorsing_officer",
    _("an officer of the college who had no hand in it"),
    "4",
    is_college_officer,
    rows_of_a_college_officer,
    Role.COLLEGE_OFFICER,
)
college_or_calendar = Duty(
    "college_or_calendar",
    _("an officer of the college, or the calendar"),
    "9",
    is_college_officer | is_a_job,
    offices=frozenset({Role.COLLEGE_OFFICER}),
)
programme_makers = Duty(
    "programme_makers",
    _("the director or an officer of the college"),
    "10",
    is_director | is_college_officer,
    rows_of_those_who_make,
    frozenset({Role.PROGRAMME_DIRECTOR, Role.COLLEGE_OFFICER}),
)
makers_of_its_programme = Duty(
    "makers_of_its_programme",
    _("the director of its programme or an officer of the lead college"),
    "10",
    directs_its_programme | is_officer_of_the_lead_college,
    offices=frozenset({Role.PROGRAMME_DIRECTOR, Role.COLLEGE_OFFICER}),
)
consenting_officer = four_eyes(
    "consenting_officer",
    _("an officer of the college that takes part"),
    "4",
    is_college_officer,
    rows_of_a_college_officer,
    Role.COLLEGE_OFFICER,
)
programme_proposers = Duty(
    "programme_proposers",
    _("whoever directs it, as a director of the college, or an officer of the college"),
    "10",
    is_director & is_director_of_the_college | is_college_officer,
    offices=frozenset({Role.PROGRAMME_DIRECTOR, Role.COLLEGE_OFFICER}),
)
applicant_or_college = Duty(
    "applicant_or_college",
    _("the student or an officer of the college"),
    "12",
    is_the_student | is_college_officer,
    offices=frozenset({Role.COLLEGE_OFFICER}),
)
aao_officer = four_eyes(
    "aao_officer",
    _("the Academic Affairs Office"),
    "10",
    is_aao_officer,
    rows_for(Role.AAO_OFFICER),
    Role.AAO_OFFICER,
)
school_approver = four_eyes(
    "school_approver",
    _("the school"),
    "4",
    is_school_approver,
    rows_for(Role.SCHOOL_APPROVER),
    Role.SCHOOL_APPROVER,
)
school_or_portal = Duty(
    "school_or_portal",
    _("the school"),
    "8",
    is_school_approver & has_not_asked_for_it | is_a_job,
    offices=frozenset({Role.SCHOOL_APPROVER}),
)
waiving_office = four_eyes(
    "waiving_office",
    _("the office named for waivers, but not who asked"),
    "20",
    holds_the_waiving_office & waives_nothing_of_their_own,
    rows_of_the_waiving_office,
)
the_portal = Duty("the_portal", _("the portal itself"), "20", is_a_job)


@rules.predicate
def did_not_endorse(actor: Actor, record: Any) -> bool:
    """Four eyes: the actor is not the one who endorsed the proposal for the college."""
    return record.endorsed_by_id is None or record.endorsed_by_id != actor.account_id


@rules.predicate
def let_it_pass_at_no_gate(actor: Actor, record: Any) -> bool:
    """Four eyes: the actor has let the proposal pass at none of the gates before."""
    passed = {record.endorsed_by_id, record.accepted_by_id, record.reviewed_by_id}
    return actor.account_id is None or actor.account_id not in passed


JUDGES = ("invited", "accepted", "given")
"""States of a review in which its expert is of the panel."""


@rules.predicate
def is_not_of_the_panel(actor: Actor, record: Any) -> bool:
    """Four eyes: the actor is no expert of the proposal's present review (one query, for experts)."""
    if actor.staff_id is None or not actor.holds(Role.EXPERT):
        return True
    return not record.reviews.filter(expert=actor.staff_id, round=record.round, state__in=JUDGES).exists()


def _not_judged_by(actor: Actor) -> Q:
    if actor.staff_id is None or not actor.holds(Role.EXPERT):
        return ~NO_ROWS
    reviews = apps.get_model("workflows", "Review")._default_manager
    own = reviews.filter(expert=actor.staff_id, round=F("proposal__round"), state__in=JUDGES)
    return ~Q(pk__in=own.values("proposal"))


def _not_passed_by(actor: Actor, *gates: str) -> Q:
    passed = NO_ROWS
    if actor.account_id is not None:
        for gate in gates:
            passed |= Q(**{gate: actor.account_id, f"{gate}__isnull": False})
    return ~passed


reviewing_office = four_eyes(
    "reviewing_office",
    _("the Academic Affairs Office, but not who made, endorsed or reviews it"),
    "10",
    is_aao_officer & did_not_endorse & is_not_of_the_panel,
    lambda actor, model: (
        rows_for(Role.AAO_OFFICER)(actor, model) & _not_passed_by(actor, "endorsed_by") & _not_judged_by(actor)
    ),
    Role.AAO_OFFICER,
)
approving_school = four_eyes(
    "approving_school",
    _("the school, but nobody who made it, reviewed it or let it pass before"),
    "4",
    is_school_approver & let_it_pass_at_no_gate & is_not_of_the_panel,
    lambda actor, model: (
        rows_for(Role.SCHOOL_APPROVER)(actor, model)
        & _not_passed_by(actor, "endorsed_by", "accepted_by", "reviewed_by")
        & _not_judged_by(actor)
    ),
    Role.SCHOOL_APPROVER,
)


@rules.predicate
def is_the_named_expert(actor: Actor, record: Any) -> bool:
    """The actor is the expert who was named, and is an expert still."""
    return actor.staff_id is not None and actor.staff_id == record.expert_id and actor.holds(Role.EXPERT)


named_expert = Duty(
    "named_expert",
    _("the expert who was named"),
    "4",
    is_the_named_expert,
    lambda actor, model: (
        Q(expert=actor.staff_id) if actor.staff_id is not None and actor.holds(Role.EXPERT) else NO_ROWS
    ),
    frozenset({Role.EXPERT}),
)
naming_office = Duty(
    "naming_office",
    _("the Academic Affairs Office, but not who made it"),
    "4",
    is_aao_officer & has_not_asked_for_it | is_a_job,
    offices=frozenset({Role.AAO_OFFICER}),
)


@rules.predicate
def keeps_the_gate(actor: Actor, record: Any) -> bool:
    """The record waits for the actor's decision, at the gate at which it stands; where it stands at none, at any."""
    duty: Duty | None = GATES.get(record.state)
    return duty(record, actor) if duty else any(one(record, actor) for one in GATES.values())


GATES = {
    "submitted": endorsing_officer,
    "endorsed": reviewing_office,
    "in_review": reviewing_office,
    "reviewed": approving_school,
}
"""Whose decision a proposal waits for, by its state: the college's, the Office's, the school's."""
gatekeeper = Duty(
    "gatekeeper",
    _("whoever decides at the gate where it stands: the college, the Office, the school"),
    "4",
    keeps_the_gate,
    offices=frozenset({Role.COLLEGE_OFFICER, Role.AAO_OFFICER, Role.SCHOOL_APPROVER}),
    is_anothers=True,
)
