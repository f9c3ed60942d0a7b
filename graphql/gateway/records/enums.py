"""Enums of the graph, made of the records' own choices: SCREAMING_SNAKE, each value described."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, cast

import strawberry
from django.utils.text import capfirst
from django.utils.translation import override

from workflows import models
from workflows.models.review import Favour as ExpertsFavour
from workflows.regulation.actor import Role as LawRole
from workflows.regulation.finding import Need, Settlement
from workflows.regulation.strength import Strength as LawStrength
from workflows.regulation.verdict import Outcome
from workflows.rules.directors import TitleLevel as StaffTitle
from workflows.rules.students import Level
from workflows.rules.students import RegistryStatus as Status
from workflows.selectors.differences import Kind
from workflows.selectors.programmes import ProgrammeOrder as Orders
from workflows.selectors.recruitment import Recruiting

_ENUMS: dict[frozenset[Any], Any] = {}
"""The enums that were made, by the values of their members."""


def enum_of_choices(choices: Iterable[tuple[Any, Any]]) -> Any:
    """
    Answer the enum whose members are the choices of a field; the empty one counts for none.

    :raises TypeError: at start, where no enum was made of them
    """
    values = frozenset(value for value, _ in choices if value)
    if values not in _ENUMS:
        raise TypeError(f"make an enum of {sorted(values)} in gateway.records.enums")
    return _ENUMS[values]


def enum_of(source: type[Enum], name: str, description: str, words: Mapping[str, str]) -> Any:
    """
    Make a GraphQL enum that takes over the members of one of ours.

    :raises KeyError: at start, when a member has no description
    :raises TypeError: at start, when another enum has the same members
    """
    values = frozenset(member.value for member in source)
    if values in _ENUMS:
        raise TypeError(f"{name} has the members of {_ENUMS[values].__name__}: use that one")
    made = Enum(name, {member.name: member.value for member in source})  # type: ignore[misc]  # known only at run time
    _ENUMS[values] = made
    graphql_enum: Any = strawberry.enum(made, description=f"{description} Clients must expect new values. Since 0.1.")
    for value in graphql_enum.__strawberry_definition__.values:
        value.description = f"{words[value.name]} Since 0.1."
    return graphql_enum


Strength = enum_of(
    LawStrength,
    "Strength",
    "How firmly a clause binds, read off its wording.",
    {
        "MANDATORY": "Refuses; nobody can waive it.",
        "IN_PRINCIPLE": "Refuses unless the named office has granted a waiver (原则上).",
        "USUAL": "Warns; whoever takes the step goes on by giving a reason (一般).",
        "MAY": "Never blocks (可, 鼓励).",
    },
)
DifferenceKind = enum_of(
    Kind,
    "DifferenceKind",
    "What became of a field, or of a row.",
    {
        "CHANGED": "It says something else.",
        "ADDED": "The row is new.",
        "REMOVED": "The row is gone.",
        "MOVED": "The rows stand in another order.",
    },
)
Verdict = enum_of(
    Outcome,
    "Verdict",
    "What a rule says of the facts.",
    {
        "MET": "The rule holds.",
        "NOT_MET": "The rule does not hold.",
        "CANNOT_TELL": "A fact is missing or the text does not say: a question for the deciding officer.",
    },
)
StepOutcome = enum_of(
    models.LogEntry.Outcome,
    "StepOutcome",
    "What became of an attempt to take a step.",
    {"TAKEN": "It was taken.", "REFUSED": "It was refused, and nothing changed."},
)
SettledBy = enum_of(
    Settlement,
    "SettledBy",
    "What let a step go on although a rule does not hold.",
    {
        "WAIVER": "A waiver of the named office.",
        "REASON": "A recorded reason of whoever took it.",
    },
)
StepNeed = enum_of(
    Need,
    "StepNeed",
    "What a step still lacks because of a finding.",
    {
        "NOTHING": "Nothing: it does not block.",
        "WAIVER": "A waiver of the office that the clause names.",
        "REASON": "A recorded reason of whoever takes the step.",
        "CHANGE": "The facts themselves must change.",
    },
)
Role = enum_of(
    LawRole,
    "Role",
    "An office of the measures (Art. 4, 9, 10, 16, 17).",
    {
        "PROGRAMME_DIRECTOR": "Writes proposal, plan and syllabi of a programme.",
        "TEACHER": "Teaches classes of a programme.",
        "COLLEGE_OFFICER": "Acts for one college: intakes, selection, decisions.",
        "AAO_OFFICER": "Acts for the Academic Affairs Office: lists, waivers, the rulebook.",
        "EXPERT": "Reviews the proposals assigned to them.",
        "SCHOOL_APPROVER": "Decides for the school: establishment, suspension, revocation.",
        "BURSAR": "Records payments and refunds.",
    },
)
_STATES: Mapping[type[models.Record], tuple[str, Mapping[str, str]]] = {
    models.Programme: (
        "The state of a programme (Art. 4, 8).",
        {
            "PROPOSED": "Not established yet; not public.",
            "ESTABLISHED": "Established by the school's decision.",
            "SUSPENDED": "Established, and not recruiting by decision (停招).",
            "REVOKED": "Ended for good by decision (撤销).",
        },
    ),
    models.Intake: (
        "The state of an intake (Art. 9).",
        {
            "PLANNED": "Planned; not open yet.",
            "OPEN": "Takes applications inside its window.",
            "CLOSED": "Takes no more applications.",
            "SELECTED": "The college has handed its list to the school.",
            "PUBLISHED": "The list is published; decisions are visible (Art. 17).",
            "CANCELLED": "Given up; its applications do not count.",
        },
    ),
    models.Application: (
        "The state of an application (Art. 9, 12).",
        {
            "DRAFT": "Not submitted yet.",
            "SUBMITTED": "Submitted; nobody has taken it up yet.",
            "UNDER_REVIEW": "The college reviews it; also shown while a decision is not public yet.",
            "RETURNED": "Given back to the student with what is missing.",
            "ADMITTED": "A place is hers.",
            "WAITLISTED": "She waits for a place.",
            "DECLINED": "Declined, with a reason.",
            "WITHDRAWN": "Given up by the student.",
            "LAPSED": "Ended with its intake.",
        },
    ),
    models.Waiver: (
        "The state of a waiver (Art. 20).",
        {"REQUESTED": "Asked for.", "GRANTED": "Granted for this record.", "REFUSED": "Refused."},
    ),
}
"""What is said of a kind's states and of each of them, where its label does not say enough."""


def _states_of(model: type[models.Record]) -> Any:
    states = cast("Any", model).State
    with override("en"):
        labels = {state.name: f"{capfirst(str(state.label))}." for state in states}
        description = f"The state of one of the {model._meta.verbose_name_plural}."
    described, words = _STATES.get(model, (description, labels))
    return enum_of(states, f"{model.__name__}State", described, words)


STATES: Mapping[type[models.Record], Any] = {model: _states_of(model) for model in models.RECORDS}
"""The enum of each kind's states."""
ProgrammeState, ApplicationState = STATES[models.Programme], STATES[models.Application]
RecruitmentStatus = enum_of(
    Recruiting,
    "RecruitmentStatus",
    "Where a programme's recruitment stands at this moment.",
    {
        "NOT_ANNOUNCED": "No intake is announced.",
        "OPENS_LATER": "An intake is announced and opens later.",
        "OPEN": "An intake takes applications and has places.",
        "CLOSED": "The last intake is closed.",
        "SUSPENDED": "The programme is suspended.",
        "REVOKED": "The programme is revoked.",
    },
)
SelectionMethod = enum_of(
    models.Intake.SelectionMethod,
    "SelectionMethod",
    "How a college selects (Art. 9).",
    {
        "ORDER_OF_APPLICATION": "First come, first served.",
        "GRADE_AVERAGE": "By the grade average in the major.",
        "EXAM": "By an exam.",
        "INTERVIEW": "By an interview.",
        "RANKED_REVIEW": "By a ranked review of the applications.",
    },
)
CourseKind = enum_of(
    models.Course.Kind,
    "CourseKind",
    "Whether a course must be taken.",
    {"REQUIRED": "Everybody takes it.", "ELECTIVE": "Chosen among others."},
)
Assessment = enum_of(
    models.Course.Assessment,
    "Assessment",
    "How a course is assessed.",
    {"EXAM": "By an exam (考试).", "COURSEWORK": "By coursework (考查)."},
)
Demand = enum_of(
    models.Requirement.Demand,
    "Demand",
    "What a training plan asks of the courses of a requirement.",
    {
        "ALL_OF": "All of them.",
        "COURSES": "At least so many of them.",
        "CREDITS": "At least so many credits of them.",
    },
)
StudyLevel = enum_of(
    Level,
    "StudyLevel",
    "A level of study in the major.",
    {
        "BACHELOR": "A bachelor programme of four or five years (本科).",
        "UPGRADE": "An upgrade from a diploma (专升本).",
    },
)
RegistryStatus = enum_of(
    Status,
    "RegistryStatus",
    "What the student registry says of a student.",
    {
        "ENROLLED": "Studying (在读).",
        "ON_LEAVE": "On leave (休学).",
        "STATUS_RETAINED": "Status retained (保留学籍).",
        "WITHDRAWN": "Left the school (退学).",
        "EXPELLED": "Expelled (开除学籍).",
        "GRADUATED": "Graduated.",
    },
)
TitleLevel = enum_of(
    StaffTitle,
    "TitleLevel",
    "The level of a professional title, whatever its track.",
    {
        "NONE": "No title.",
        "ASSISTANT": "Assistant.",
        "INTERMEDIATE": "Intermediate, such as lecturer.",
        "ASSOCIATE_SENIOR": "Associate senior, such as associate professor (副高级).",
        "SENIOR": "Senior, such as professor.",
    },
)
Favour = enum_of(
    ExpertsFavour,
    "Favour",
    "Whether an expert is for a proposal.",
    {"FAVOURABLE": "For it.", "UNFAVOURABLE": "Against it."},
)
ProgrammeOrder = enum_of(
    Orders,
    "ProgrammeOrder",
    "An order of programmes.",
    {"TITLE_ASC": "By title, as pinyin sorts it.", "CREATED_AT_DESC": "The newest first."},
)
