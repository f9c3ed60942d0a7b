"""What the measures ask of a proposal besides its plan and its director (Art. 4, 6(1), 6(4))."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.regulation.rule import NoParameters, rule
from workflows.regulation.verdict import Verdict, met_if
from workflows.regulation.words import Words


@dataclass(frozen=True, slots=True)
class Dossier:
    """What a proposal says in words: which of its parts are there."""

    has_positioning: bool
    has_objectives: bool
    has_construction_steps: bool
    has_research: bool


@dataclass(frozen=True, slots=True)
class Partnership:
    """The colleges that take part beside the lead college, and have not consented yet."""

    not_consenting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FirstIntake:
    """The first intake, as a proposal plans it; one that changes the plan of a programme plans none."""

    is_of_a_new_programme: bool
    year: int | None
    places: int | None


@rule(
    "missing",
    terms={
        "positioning": Words(zh="专业定位", en="positioning"),
        "objectives": Words(zh="培养目标", en="objectives"),
        "construction_steps": Words(zh="建设规划与实施步骤", en="a construction plan with dated steps"),
    },
)
def proposal_states_its_aims(dossier: Dossier, p: NoParameters) -> Verdict:
    """The proposal states its positioning, its objectives and the steps by which the programme is built."""
    said = {
        "positioning": dossier.has_positioning,
        "objectives": dossier.has_objectives,
        "construction_steps": dossier.has_construction_steps,
    }
    return met_if(all(said.values()), missing=[name for name, is_there in said.items() if not is_there])


@rule()
def proposal_rests_on_research(dossier: Dossier, p: NoParameters) -> Verdict:
    """The proposal tells of research into the demand for it."""
    return met_if(dossier.has_research)


@rule("colleges")
def partners_have_consented(partnership: Partnership, p: NoParameters) -> Verdict:
    """Every college that takes part beside the lead college has consented."""
    return met_if(not partnership.not_consenting, colleges=partnership.not_consenting)


@rule(
    "missing",
    terms={
        "year": Words(zh="首次招生学年", en="its academic year"),
        "places": Words(zh="首次招生名额", en="its places"),
    },
)
def first_intake_is_planned(intake: FirstIntake, p: NoParameters) -> Verdict:
    """A new programme's proposal plans its first intake."""
    said = {"year": intake.year, "places": intake.places}
    missing = [name for name, value in said.items() if value is None] if intake.is_of_a_new_programme else []
    return met_if(not missing, missing=missing)
