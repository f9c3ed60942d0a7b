"""What the measures ask of a programme as such (Art. 3, 8)."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.regulation.rule import NoParameters, Unsaid, rule
from workflows.regulation.verdict import Verdict, met_if
from workflows.regulation.words import Words


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """A programme's title beside those of the school's undergraduate majors."""

    title: str
    majors: frozenset[str]


@dataclass(frozen=True, slots=True)
class ProgrammeStanding:
    """Whether a programme recruits at this moment."""

    title: str
    state: str
    is_established: bool
    is_revoked: bool


@rule("title")
def title_is_no_major(programme: TitleFacts, p: NoParameters) -> Verdict:
    """No undergraduate major of the school bears the programme's title."""
    return met_if(programme.title.strip() not in programme.majors, title=programme.title)


@rule(
    "programme",
    "state",
    unless_said=Unsaid(
        statement=Words(zh="该微专业目前不招生。", en="This programme does not recruit at the moment."),
        remedy=Words(zh="请选择其他微专业。", en="Choose another programme."),
    ),
)
def programme_recruits(programme: ProgrammeStanding, p: NoParameters) -> Verdict:
    """The programme is established and neither suspended nor revoked."""
    return met_if(programme.is_established, programme=programme.title, state=programme.state)


@rule(
    "programme",
    unless_said=Unsaid(
        statement=Words(
            zh="“{programme}”已撤销，不再办理。",
            en="“{programme}” has been revoked: nothing of it is decided any more.",
        ),
        remedy=Words(zh="请撤回或不予通过。", en="Withdraw it, or turn it down."),
    ),
)
def programme_is_not_revoked(programme: ProgrammeStanding, p: NoParameters) -> Verdict:
    """The programme has not been revoked."""
    return met_if(not programme.is_revoked, programme=programme.title)
