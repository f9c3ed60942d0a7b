"""Letting a proposal pass every gate, for data that is made: the demo, rehearsals, measurements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workflows import clock
from workflows.models import Proposal, Review, RulebookEdition, StaffMember
from workflows.regulation.actor import Actor, Role
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.drafts import begin
from workflows.services.people import grant_office, open_staff_account

GATES = ("submit", "endorse", "accept", "conclude", "establish")
_SCORES = (("favourable", 5), ("favourable", 4), ("unfavourable", 3))
_REMARKS = (
    "定位清晰，课程衔接合理，建议开设。",
    "需求真实，建议加强实践环节。",
    "团队规模偏小，建议补充校外教师后再开设。",
)
OPINIONS = tuple(
    {"favours": favours, "score": score, "remarks": remarks}
    for (favours, score), remarks in zip(_SCORES, _REMARKS, strict=True)
)
"""What three experts say; two of them are in favour."""


def approval(*, submit: Actor, endorse: Actor, accept: Actor, establish: Actor) -> Mapping[str, Actor]:
    """Answer who takes which step: the maker, the college, the Office, the school."""
    return {"submit": submit, "endorse": endorse, "accept": accept, "conclude": accept, "establish": establish}


def experts_from_outside() -> list[StaffMember]:
    """Answer three experts who belong to no college, entered where there are none."""
    return [_expert(number) for number in range(1, len(OPINIONS) + 1)]


def approve(
    proposal: Proposal, gates: Mapping[str, Actor], *, decision_number: str, experts: Sequence[StaffMember]
) -> Proposal:
    """Take a proposal that meets every rule from its draft to the school's approval, with three experts' opinions."""
    for step in GATES:
        if step == "conclude":
            for expert, opinion in zip(experts, OPINIONS, strict=True):
                review(proposal, expert, by=gates["accept"], opinion=opinion)
        inputs = {"decision_number": decision_number} if step == "establish" else {}
        proposal = take_step(Proposal, proposal.pk, step, by=gates[step], inputs=inputs)
    return proposal


def review(proposal: Proposal, expert: StaffMember, *, by: Actor, opinion: Mapping[str, object]) -> Review:
    """Let the Office name an expert, who declares to be independent and gives an opinion."""
    named = begin(Review, {"expert": expert.pk}, by=by, under=proposal)
    assert expert.account is not None  # noqa: S101  an expert holds an office
    declared = take_step(Review, named.pk, "accept", by=actor_of(expert.account), inputs={"is_independent": True})
    scores = dict.fromkeys((one.key for one in RulebookEdition.criteria_on(clock.today())), opinion["score"])
    given = {"favours": opinion["favours"], "remarks": opinion["remarks"], **scores}
    return take_step(Review, declared.pk, "give", by=actor_of(expert.account), inputs=given)


def _expert(number: int) -> StaffMember:
    found = StaffMember.objects.select_related("account").filter(number=f"990{number:02}").first()
    if found is not None:
        return found
    staff = StaffMember.objects.create(
        number=f"990{number:02}", name=f"校外专家{number}", pinyin=f"xiaowai zhuanjia {number}", department="校外单位",
        title="教授", title_level="senior", degree="doctor",
    )  # fmt: skip
    grant_office(open_staff_account(staff), Role.EXPERT)
    return staff
