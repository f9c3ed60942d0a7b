"""Who acts: a person or a job, with the offices held at this moment. No step has no actor."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """The offices of the measures (Art. 4, 9, 10, 16, 17)."""

    PROGRAMME_DIRECTOR = "programme_director"
    TEACHER = "teacher"
    COLLEGE_OFFICER = "college_officer"
    AAO_OFFICER = "aao_officer"
    EXPERT = "expert"
    SCHOOL_APPROVER = "school_approver"
    BURSAR = "bursar"


SCHOOL_WIDE = frozenset({Role.AAO_OFFICER, Role.EXPERT, Role.SCHOOL_APPROVER, Role.BURSAR})
"""Roles that are held for the school; the others are held for one college each."""


class Kind(StrEnum):
    """What sort of actor stands behind an account."""

    ANONYMOUS = "anonymous"
    STUDENT = "student"
    STAFF = "staff"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Office:
    """A role, held for a college or, where ``college_id`` is None, for the school."""

    role: Role
    college_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """One who acts, as of the moment in which the request began."""

    kind: Kind
    account_id: int | None = None
    name: str = ""
    student_id: int | None = None
    staff_id: int | None = None
    offices: frozenset[Office] = field(default_factory=frozenset)
    is_in_office: bool = True
    """Whether offices count now, and what follows from them: not in a session without the second factor."""
    review_link: int | None = field(default=None, kw_only=True)
    """The link by which somebody acts who has not signed in; the log tells it."""

    @property
    def is_signed_in(self) -> bool:
        """Answer whether an account stands behind the actor."""
        return self.account_id is not None

    @property
    def signed_in_as(self) -> int:
        """
        Answer the key of the account behind the actor.

        :raises LookupError: nobody has signed in; callers ask whose duty a deed is before they do it
        """
        if self.account_id is None:
            raise LookupError("nobody has signed in")
        return self.account_id

    def holds(self, role: Role, college_id: int | None = None) -> bool:
        """Answer whether the actor holds the role: for this college, or for the school where the role is its own."""
        return Office(role, None if role in SCHOOL_WIDE else college_id) in self.offices

    def colleges_as(self, *roles: Role) -> frozenset[int]:
        """Answer the colleges for which the actor holds one of the roles."""
        return frozenset(o.college_id for o in self.offices if o.role in roles and o.college_id is not None)

    @property
    def oversees_school(self) -> bool:
        """Answer whether the actor plans or decides for the whole school (Art. 4): sees what every college makes."""
        return self.holds(Role.AAO_OFFICER) or self.holds(Role.SCHOOL_APPROVER)

    @property
    def own_colleges(self) -> frozenset[int]:
        """Answer the colleges whose programmes the actor makes (Art. 4): sees what they have not made public yet."""
        return self.colleges_as(Role.COLLEGE_OFFICER, Role.PROGRAMME_DIRECTOR)

    def oversees(self, college_id: int | None) -> bool:
        """Answer whether the actor sees all that a college makes, whether public or not."""
        return self.oversees_school or college_id in self.own_colleges


ANYONE = Actor(Kind.ANONYMOUS)
"""Somebody who has not signed in."""
