"""What the measures ask of a proposal besides its plan and its director (Art. 4, 6(1), 6(4))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import Field, model_validator

from workflows.regulation.rule import NoParameters, Parameters, Unsaid, Whole, rule
from workflows.regulation.text import Wrong, said
from workflows.regulation.text import marked as _
from workflows.regulation.verdict import Verdict, met_if
from workflows.regulation.words import AT_LEAST, Figure, UnitOfCount, Words


@dataclass(frozen=True, slots=True)
class Dossier:
    """What a proposal says in words: which of its parts are there."""

    has_positioning: bool
    has_objectives: bool
    has_construction_steps: bool
    has_research: bool


@dataclass(frozen=True, slots=True)
class Writing:
    """Whether a proposal is still written."""

    state: str
    is_written: bool


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


@dataclass(frozen=True, slots=True)
class Opinions:
    """The opinions that experts have given in this round of review."""

    given: int
    favourable: int


EXPERTS = UnitOfCount(Words(zh="名专家", en="experts"), one="expert")


class Favour(Parameters):
    """How many experts must have judged, and what share of them must be in favour."""

    experts: Annotated[Whole, Field(ge=1, le=30), Figure(AT_LEAST, EXPERTS)]
    in_favour: Annotated[Whole, Field(ge=1, le=30), Figure(Words(zh="赞成份数", en="shares in favour"))]
    out_of: Annotated[Whole, Field(ge=1, le=30), Figure(Words(zh="总份数", en="of so many shares"))]

    @model_validator(mode="after")
    def _is_a_share(self) -> Self:
        if self.in_favour > self.out_of:
            message = _("%(in_favour)s of %(out_of)s is more than all of them")
            raise Wrong(said(message, in_favour=self.in_favour, out_of=self.out_of))
        return self


@rule("given", "favourable", "experts", "in_favour", "out_of")
def experts_are_in_favour(opinions: Opinions, p: Favour) -> Verdict:
    """As many experts as the edition asks for have given an opinion, and the share that it asks for is in favour."""
    are_enough = opinions.given >= p.experts
    are_in_favour = opinions.favourable * p.out_of >= p.in_favour * opinions.given
    return met_if(
        are_enough and are_in_favour,
        given=opinions.given,
        favourable=opinions.favourable,
        experts=p.experts,
        in_favour=p.in_favour,
        out_of=p.out_of,
    )


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


@rule(
    "state",
    unless_said=Unsaid(
        statement=Words(zh="申报书正在审核或已经结束，不能再改动。", en="The proposal is looked at or has ended."),
        remedy=Words(zh="请先撤回，或请审核人退回申报书。", en="Have it returned first."),
    ),
)
def proposal_is_being_written(proposal: Writing, p: NoParameters) -> Verdict:
    """The proposal is still written, and nobody judges it."""
    return met_if(proposal.is_written, state=proposal.state)


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


@dataclass(frozen=True, slots=True)
class Independence:
    """Whether an expert has a part in what is reviewed, as the records are now."""

    has_part: bool


@rule(
    unless_said=Unsaid(
        statement=Words(
            zh="这位专家现与申报方有关联，不能评审。",
            en="This expert has a part in what is proposed now, and does not review it.",
        ),
        remedy=Words(zh="请回避；教务处另行指定专家。", en="Recuse yourself; the Office names another expert."),
    ),
)
def expert_has_no_part_in_it(expert: Independence, p: NoParameters) -> Verdict:
    """The expert is of no college that proposes, and of no team."""
    return met_if(not expert.has_part)
