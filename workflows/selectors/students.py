"""What is asked about students besides their standing."""

from __future__ import annotations

from workflows.models import Student
from workflows.regulation.actor import Actor, Role


def phone_of(student: Student, actor: Actor) -> str | None:
    """
    Answer a student's phone to herself and to the officers of her own college; None to everybody else.

    Her own college is the one that the registry names. The college to whose programme she applies does not see it,
    nor does the Academic Affairs Office, which imports it: they reach her through the portal. Nothing known is "".
    """
    is_hers = actor.student_id is not None and actor.student_id == student.pk
    if is_hers or actor.holds(Role.COLLEGE_OFFICER, student.college_id):
        return student.phone
    return None
